"""Origins on the claim page, the form by which a person overrules it, and the dossier by one click."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from claims.evidence.decisions import accept_evidence
from claims.models import Appearance, Claim, Evidence, OriginDecision
from claims.publishing.dossier import verify
from claims.workflow import edits
from tests import builders
from tests.builders import a_piece_of_evidence, a_source, an_article, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

UN = "According to a report by the United Nations, 40 schools in Lissa were closed."
UN_TOO = "Forty schools closed their doors in Lissa, a United Nations report says."


@pytest.fixture
def claim() -> Claim:
    claim = claim_in("researching")
    for quote, outlet, day in ((UN, "The Gauge", "2025-03-02"), (UN_TOO, "Nordic Wire", "2025-03-01")):
        piece = a_piece_of_evidence(claim, quote=quote, source=a_source(publisher=outlet, published_on=day))
        accept_evidence(piece, by=cast().ravi, stance="supports")
    return claim


def page(client: Client, claim: Claim) -> str:
    return str(client.get(reverse("desk:claim", args=[claim.pk])).content.decode())


def origins_of(html: str) -> str:
    return html[html.index('id="origins"') : html.index('id="sides"')]


def decide(client: Client, claim: Claim, evidence: Evidence, answer: str, reason: str = "Two reports.", **extra: str):  # type: ignore[no-untyped-def]
    fresh = Claim.objects.get(pk=claim.pk)
    address = reverse("desk:decide_origin", args=[claim.pk, evidence.source_id])
    return client.post(address, {"answer": answer, "reason": reason, "seen": fresh.version, **extra})


def test_the_page_shows_who_says_it_first_who_repeats_it_and_why_they_count_once(claim: Claim) -> None:
    origins = origins_of(page(client_of("ravi"), claim))
    assert "<b>1 independent origin</b> among 2 accepted sources" in origins
    assert origins.index("Nordic Wire") < origins.index("The Gauge")
    assert origins.index("<b>First known</b>") < origins.index("The Gauge")
    assert "both say that they have it from one place: “According to a report by the United Nations”" in origins


def test_the_article_that_made_the_claim_stands_first_and_counts_as_no_evidence(claim: Claim) -> None:
    article = an_article("Forty schools are closed.", title="Schools shut", origin_reason="It says so.")
    Appearance.objects.create(claim=claim, home_claim=claim, article=article, start=0, end=5, quote="Forty")
    origins = origins_of(page(client_of("ravi"), claim))
    told = origins.partition("</figure>")[2]  # the picture before it draws the same
    assert told.index("Where the claim was made") < told.index("Schools shut") < told.index("Nordic Wire")
    assert "It says so." in origins


def test_a_researcher_sets_a_source_apart_and_takes_that_back(claim: Claim) -> None:
    client, piece = client_of("ravi"), claim.evidence.last()
    assert piece is not None
    assert decide(client, claim, piece, "alone").status_code == 302
    origins = origins_of(page(client, claim))
    assert "<b>2 independent origins</b> among 2 accepted sources" in origins
    assert "Ravi set it apart: Two reports." in origins
    assert decide(client, claim, piece, "machine").status_code == 302
    assert "<b>1 independent origin</b>" in origins_of(page(client, claim))
    assert not OriginDecision.objects.exists()


def test_a_researcher_joins_two_sources(claim: Claim) -> None:
    other = a_piece_of_evidence(claim, quote="Our reporter counted 38 of them.")
    accept_evidence(other, by=cast().ravi, stance="supports")
    client, first = client_of("ravi"), claim.evidence.first()
    assert first is not None
    assert "<b>2 independent origins</b> among 3" in origins_of(page(client, claim))
    decide(client, claim, other, str(first.source_id), "The reporter says so.")
    origins = origins_of(page(client, claim))
    assert "joined by Ravi: The reporter says so." in origins


def test_htmx_gets_the_parts_that_changed(claim: Claim) -> None:
    piece = claim.evidence.last()
    assert piece is not None
    fresh = Claim.objects.get(pk=claim.pk)
    answer = client_of("ravi").post(
        reverse("desk:decide_origin", args=[claim.pk, piece.source_id]),
        {"answer": "alone", "reason": "Two.", "seen": fresh.version},
        headers={"HX-Request": "true"},
    )
    body = answer.content.decode()
    assert 'id="origins"' in body
    assert 'id="evidence"' in body
    assert 'id="review"' not in body


def test_a_decision_without_a_reason_or_by_somebody_else_is_refused_in_words(claim: Claim) -> None:
    piece = claim.evidence.last()
    assert piece is not None
    answer = decide(client_of("ravi"), claim, piece, "alone", reason=" ")
    assert answer.status_code == 422
    assert "Say why; whoever counts the origins will ask." in answer.content.decode()
    assert decide(client_of("lena"), claim, piece, "alone").status_code == 403
    assert decide(client_of("ravi"), claim, builders.a_piece_of_evidence(claim_in("new")), "alone").status_code == 404
    assert decide(client_of("ravi"), claim, piece, "987654").status_code == 422


def test_who_may_not_edit_sees_the_origins_without_forms(claim: Claim) -> None:
    assert "Say where it has it from" in origins_of(page(client_of("ravi"), claim))
    assert "Say where it has it from" not in origins_of(page(client_of("ines"), claim))


def test_the_last_of_many_that_count_once_is_one_more_source(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    piece = a_piece_of_evidence(claim, quote=UN_TOO.replace("Forty", "Some forty"), source=a_source())
    accept_evidence(piece, by=cast().ravi, stance="supports")
    monkeypatch.setattr("claims.desk.screens.claim_origins.N_NAMED", 1)
    origins = origins_of(page(client_of("ravi"), claim))
    assert "And it counts once with 1 more source<" in origins


def test_a_claim_of_which_nothing_is_known_says_so() -> None:
    assert "Nothing is known yet of where it comes from" in origins_of(page(client_of("ravi"), claim_in("new")))


def test_the_dossier_comes_by_one_click_and_holds(claim: Claim, tmp_path: Path) -> None:
    Evidence.objects.filter(claim=claim).update(selector={})
    client = client_of("ines")
    assert reverse("desk:claim_dossier", args=[claim.pk]) in page(client, claim)
    answer = client.get(reverse("desk:claim_dossier", args=[claim.pk]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/zip"
    assert len(body) == int(answer["Content-Length"])
    (tmp_path / "d.zip").write_bytes(body)
    assert verify.main(tmp_path / "d.zip", say=lambda line: None) == 0


def test_the_dossier_of_a_blind_round_shows_a_person_only_their_own_review() -> None:
    claim = claim_in("in_review")
    Evidence.objects.filter(claim=claim).update(selector={})
    edits_before = claim.version
    builders.reviews.file_review(claim, by=cast().ines, rating=builders.scale()["false"], confidence=2, reasons="Hm.")
    seen = {}
    for name in ("ines", "omar", "edda"):
        body = b"".join(client_of(name).get(reverse("desk:claim_dossier", args=[claim.pk])).streaming_content)  # type: ignore[attr-defined]
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            seen[name] = [len(round_["reviews"]) for round_ in json.loads(archive.read("reviews.json"))]
    assert seen == {"ines": [1], "omar": [0], "edda": [0]}
    assert Claim.objects.get(pk=claim.pk).version == edits_before + 1


def test_whoever_has_no_role_gets_no_dossier() -> None:
    claim = edits.submit_claim(by=cast().rana, statement="The harbour fee rose by a third in 2024")
    assert client_of("otto").get(reverse("desk:claim_dossier", args=[claim.pk])).status_code == 403
    assert Client().get(reverse("desk:claim_dossier", args=[claim.pk])).status_code == 302
