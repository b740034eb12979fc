"""What became of a cited page, as the desk shows it: the list, the two texts, the button, the WARC to take away."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from claims import snapshots
from claims.desk.screens.claim_captures import side_by_side
from claims.models import ArchiveCopy, Claim, ClaimEvent, Evidence, Recheck, SeenRecheck, Snapshot
from tests import builders

pytestmark = pytest.mark.django_db

KEPT = "The lock was closed for nine weeks while the gates were replaced."
BEFORE = f"The canal office reports.\n{KEPT}\nThe work cost four million crowns.\nBoats were led around by the old arm."
NOW = f"Boats were led around by the old arm.\nThe work cost seven million crowns.\n{KEPT}"


def a_capture(text: str) -> Snapshot:
    return snapshots.store(snapshots.keep_bytes(text.encode(), how="file", text=text, filename="page.txt"))


@pytest.fixture
def evidence() -> Evidence:
    claim = builders.claim_in("researching")
    source = builders.a_source(title="Canal office", snapshot=a_capture(BEFORE))
    selector = {"exact": KEPT, "prefix": "reports.\n", "suffix": "\nThe work cost four", "start": 26, "end": 91}
    return builders.a_piece_of_evidence(
        claim, source=source, quote=KEPT, selector=selector, status="accepted", stance="supports"
    )


def a_recheck(evidence: Evidence, outcome: str = "changed", text: str = NOW, **values: object) -> Recheck:
    source = evidence.source
    assert source.snapshot is not None
    defaults: dict[str, object] = {
        "sentence": "Its text differs from the capture that is cited: 30 % of the words are others.",
        "fresh": a_capture(text) if text else None,
        "first_at": timezone.now(),
        "checked_at": timezone.now() + timedelta(hours=1),
        "mark": "m",
    }
    return Recheck.objects.create(source=source, cited=source.snapshot, outcome=outcome, **{**defaults, **values})


def as_person(name: str) -> Client:
    client = Client()
    client.force_login(getattr(builders.cast(), name))
    return client


def page_of(claim: Claim, name: str = "ravi") -> str:
    return as_person(name).get(reverse("desk:claim", args=[claim.pk])).content.decode()


def test_a_changed_source_stands_on_the_claims_page_until_somebody_has_seen_it(evidence: Evidence) -> None:
    claim = evidence.claim
    assert "Sources that changed" not in page_of(claim)
    found = a_recheck(evidence)
    text = page_of(claim)
    assert "Sources that changed" in text
    assert "30 % of the words are others" in text
    claim.refresh_from_db()
    answer = as_person("ravi").post(
        reverse("desk:see_change", args=[claim.pk, found.pk]), {"seen": claim.version}, follow=True
    )
    assert "you have seen what became of the source" in answer.content.decode()
    assert SeenRecheck.objects.get().seen_by == builders.cast().ravi
    assert ClaimEvent.objects.filter(claim=claim, verb="see_recheck").exists()
    assert "source-change is-seen" in page_of(claim)


def test_of_what_is_perhaps_retracted_it_is_said_that_a_machine_proposes_it(evidence: Evidence) -> None:
    found = a_recheck(evidence, "retracted", signs=["Retraction: the figures were wrong."])
    assert "Proposed by the machine" in page_of(evidence.claim)
    answer = as_person("ravi").get(reverse("desk:source_change", args=[evidence.claim_id, found.pk]))
    assert "is a proposal by the machine" in answer.content.decode()


@pytest.mark.parametrize("outcome", ["unchanged", "unreachable"])
def test_what_is_no_news_is_not_shown(evidence: Evidence, outcome: str) -> None:
    a_recheck(evidence, outcome)
    assert "Sources that changed" not in page_of(evidence.claim)


def test_the_two_texts_stand_side_by_side_with_the_quotes(evidence: Evidence) -> None:
    found = a_recheck(evidence)
    answer = as_person("ines").get(reverse("desk:source_change", args=[evidence.claim_id, found.pk]))
    text = answer.content.decode()
    assert "Still there, in another place" in text
    assert "<del>four</del>" in text or "<del>The canal office reports.</del>" in text
    assert "I have seen it" not in text  # a reviewer decides nothing about sources
    assert "I have seen it" in as_person("ravi").get(answer.wsgi_request.path).content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [(BEFORE, "word for word"), (NOW, "in another place"), ("Nothing of it is left here.", "Not there any more")],
)
def test_each_quote_is_exact_moved_or_lost(evidence: Evidence, text: str, said: str) -> None:
    found = a_recheck(evidence, text=text)
    answer = as_person("ravi").get(reverse("desk:source_change", args=[evidence.claim_id, found.pk]))
    assert said in answer.content.decode()


def test_a_quote_that_moved_is_shown_as_it_stands_now(evidence: Evidence) -> None:
    found = a_recheck(evidence, text=f"Nobody may say this any more:\n{KEPT}\nThat was false.")
    answer = as_person("ravi").get(reverse("desk:source_change", args=[evidence.claim_id, found.pk]))
    text = answer.content.decode()
    assert "As it stands there now:" in text
    assert f"<blockquote>Nobody may say this any more:\n{KEPT}\nThat was false.</blockquote>" in text


def test_a_page_that_is_gone_has_no_second_text(evidence: Evidence) -> None:
    found = a_recheck(evidence, "gone", text="", n_times=3, sentence="There is no page at this address.")
    assert "There is no page at this address." in page_of(evidence.claim)
    answer = as_person("ravi").get(reverse("desk:source_change", args=[evidence.claim_id, found.pk]))
    assert answer.status_code == 200
    assert "side by side</h2>" not in answer.content.decode()


def test_the_warc_is_handed_out_as_a_file_and_holds(evidence: Evidence) -> None:
    found = a_recheck(evidence)
    for capture in (found.cited, found.fresh):
        assert capture is not None
        answer = as_person("ravi").get(reverse("desk:capture_warc", args=[evidence.claim_id, capture.pk]))
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
        assert [record.rec_type for record in ArchiveIterator(io.BytesIO(content))][1] == "resource"


def test_nobody_gets_a_capture_that_the_claim_has_nothing_to_do_with(evidence: Evidence) -> None:
    other = a_capture("Another claim's page.")
    url = reverse("desk:capture_warc", args=[evidence.claim_id, other.pk])
    assert as_person("ravi").get(url).status_code == 404
    assert evidence.source.snapshot is not None
    url = reverse("desk:capture_warc", args=[evidence.claim_id, evidence.source.snapshot.pk])
    assert as_person("otto").get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_a_capture_without_a_warc_is_refused_in_words(evidence: Evidence) -> None:
    Snapshot.objects.update(warc_sha256="")
    url = reverse("desk:capture_warc", args=[evidence.claim_id, evidence.source.snapshot_id])
    answer = as_person("ravi").get(url)
    assert (answer.status_code, "before the desk kept WARC" in answer.content.decode()) == (422, True)


def test_copies_and_captures_stand_beside_the_source(evidence: Evidence) -> None:
    copy = ArchiveCopy.objects.create(
        source=evidence.source,
        stage="kept",
        url="https://web.archive.org/web/20260102030405/https://source.example/1",
        archived_at=timezone.now(),
        asked_at=timezone.now(),
    )
    text = page_of(evidence.claim)
    assert copy.url in text
    assert reverse("desk:capture_warc", args=[evidence.claim_id, evidence.source.snapshot_id]) in text


class TestSideBySide:
    def test_paragraphs_that_are_the_same_are_counted_not_shown(self) -> None:
        lines = [f"Paragraph {number} of the report." for number in range(30)]
        pairs = list(side_by_side("\n".join(lines), "\n".join([*lines[:15], "A new one.", *lines[15:]])))
        assert sum(pair.n_left_out for pair in pairs) == 26
        assert [piece.kind for pair in pairs for piece in pair.now if piece.kind != "same"] == ["new"]

    def test_changed_words_are_marked_on_their_side(self) -> None:
        (pair,) = side_by_side("It cost four million.", "It cost seven million.")
        assert [piece.text for piece in pair.before if piece.kind == "gone"] == ["four"]
        assert [piece.text for piece in pair.now if piece.kind == "new"] == ["seven"]

    def test_equal_empty_and_endless_texts_come_to_an_end(self) -> None:
        assert list(side_by_side("", "")) == []
        assert all(pair.is_same for pair in side_by_side("One.", "One."))
        hostile = "\n".join(f"{number % 7} x" for number in range(60_000))
        assert list(side_by_side(hostile, hostile[::-1]))
