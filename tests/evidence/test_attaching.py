"""People attach pages, files, interviews and books; each quote gets its place, or it is said that it has none."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from claims import access, jobs, snapshots
from claims.access import Forbidden
from claims.errors import Refused, Stale
from claims.evidence import captures
from claims.evidence.attaching import Passage, attach_by_hand, attach_file, attach_url
from claims.evidence.quotes import trouble_with
from claims.importing.extraction import extract
from claims.models import Claim, ClaimEvent, Evidence, Job, Origin, Snapshot, Source
from claims.workflow import edits
from tests import builders

pytestmark = pytest.mark.django_db

STATEMENT = "The harbour fee in Aldervik rose by 30 percent in 2024"
SENTENCE = "The harbour fee in Aldervik rose by 30 percent in 2024, the board's tariff shows."
PARAGRAPHS = (
    "The harbour board met on Friday to look back at a year in which three new cranes were installed at the quay.",
    SENTENCE,
    "Most of the money went into dredging the northern basin, which had silted up since the storms of the winter.",
)
PAGE = (
    "<!doctype html><html lang=en><head><title>Harbour tariff</title></head><body><article><h1>Harbour tariff</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article></body></html>"
)
CALL = Passage(quote="We raised it by a third.", no_snapshot_reason="It was a telephone call.")


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    """A page server on the loopback that the operator has opened; /tariff is a page, anything else is not there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path in {"/tariff", "/busy"}
            body = PAGE.encode() if found else b"no"
            self.send_response(503 if self.path == "/busy" else 200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.FETCH_ALLOW = [f"127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def claim() -> Claim:
    return builders.claim_in("researching", statement=STATEMENT)


def test_a_page_is_fetched_kept_and_the_quote_found_in_it(site: str, claim: Claim) -> None:
    evidence = attach_url(
        claim, by=builders.cast().ravi, url=f"{site}/tariff#fees", passage=Passage(quote=SENTENCE.replace("'", "’"))
    )
    assert evidence.is_proposal
    assert "being fetched" in trouble_with(evidence)
    jobs.run_all(only=lambda row: row.name == "capture_source")
    evidence = Evidence.objects.select_related("source__snapshot").get(pk=evidence.pk)
    snapshot = evidence.source.snapshot
    assert snapshot is not None
    assert snapshots.read(snapshot) == PAGE.encode()
    assert snapshot.text[evidence.selector["start"] : evidence.selector["end"]] == SENTENCE
    assert evidence.source.title == "Harbour tariff"
    assert evidence.source.origin is not None
    assert trouble_with(evidence) == ""
    assert list(ClaimEvent.objects.filter(claim=claim).order_by("-version").values_list("verb", "is_binding")[:2]) == [
        ("capture_source", False),
        ("attach_source", True),
    ]


def test_words_that_are_not_on_the_page_are_kept_and_said_to_be_missing(site: str, claim: Claim) -> None:
    evidence = attach_url(
        claim, by=builders.cast().ravi, url=f"{site}/tariff", passage=Passage(quote="The fee was abolished.")
    )
    jobs.run_all()
    evidence = Evidence.objects.get(pk=evidence.pk)
    assert evidence.quote == "The fee was abolished."
    assert evidence.selector == {}
    assert "were not found in the captured text" in trouble_with(evidence)


def test_without_a_quote_the_best_passage_of_the_page_is_proposed(site: str, claim: Claim) -> None:
    evidence = attach_url(claim, by=builders.cast().ravi, url=f"{site}/tariff")
    jobs.run_all()
    evidence = Evidence.objects.get(pk=evidence.pk)
    assert (evidence.quote, evidence.status, evidence.proposed_stance) == (SENTENCE, "proposed", "supports")


def test_a_page_that_is_not_there_says_so_and_can_be_asked_for_again(site: str, claim: Claim) -> None:
    evidence = attach_url(claim, by=builders.cast().ravi, url=f"{site}/gone")
    jobs.run_all()
    evidence = Evidence.objects.get(pk=evidence.pk)
    assert "no page at this address" in evidence.source.error
    assert trouble_with(evidence) == evidence.source.error
    Job.objects.all().delete()
    captures.ask_to_capture(evidence.source, by=builders.cast().ravi)
    assert Job.objects.get().name == "capture_source"
    assert Source.objects.get(pk=evidence.source_id).error == ""


def test_a_busy_site_is_tried_again_later(site: str, claim: Claim) -> None:
    attach_url(claim, by=builders.cast().ravi, url=f"{site}/busy")
    jobs.run_all()
    job = Job.objects.get(name="capture_source")
    assert job.failed_at is None
    assert job.due_at > timezone.now()


def test_a_private_address_is_refused_by_the_door(claim: Claim) -> None:
    attach_url(claim, by=builders.cast().ravi, url="http://127.0.0.1/secret")
    jobs.run_all()
    assert Source.objects.get(kind="page", url__contains="127.0.0.1").error
    assert Snapshot.objects.filter(how="fetch").count() == 0


def test_what_is_no_address_is_refused_at_once(claim: Claim) -> None:
    with pytest.raises(Refused, match="not a web address"):
        attach_url(claim, by=builders.cast().ravi, url="the tariff")
    assert not Job.objects.filter(name="capture_source").exists()


def test_capturing_twice_keeps_one_snapshot(site: str, claim: Claim) -> None:
    evidence = attach_url(claim, by=builders.cast().ravi, url=f"{site}/tariff")
    for _ in range(2):
        captures.capture_source(evidence.source_id, read=extract)
    assert Snapshot.objects.filter(how="fetch").count() == 1
    assert ClaimEvent.objects.filter(verb="capture_source").count() == 1


def test_an_article_of_the_archive_is_not_fetched_again(claim: Claim) -> None:
    article = builders.an_article(" ".join(PARAGRAPHS))
    evidence = attach_url(claim, by=builders.cast().ravi, url=article.url, passage=Passage(quote=SENTENCE))
    assert evidence.source.article == article
    assert evidence.selector["exact"] == SENTENCE
    assert not Job.objects.filter(name="capture_source").exists()
    with pytest.raises(Refused, match="not in the text"):
        attach_url(claim, by=builders.cast().ravi, url=article.url, passage=Passage(quote="Never written."))


def test_a_copy_of_an_archived_story_shares_its_origin(site: str, claim: Claim) -> None:
    text = " ".join(PARAGRAPHS)
    origin = Origin.objects.create(key="article:1", label="Nordic Wire: Tariff")
    article = builders.an_article(text, origin=origin)
    article.sentences.create(position=0, start=text.index(SENTENCE), end=len(text), text=SENTENCE)
    attach_url(claim, by=builders.cast().ravi, url=f"{site}/tariff")
    jobs.run_all()
    assert Source.objects.get(kind="page", url__endswith="/tariff").origin == origin


def test_the_same_passage_twice_is_refused_with_its_number(claim: Claim) -> None:
    people = builders.cast()
    evidence = attach_by_hand(claim, by=people.ravi, kind="interview", title="The harbour master", passage=CALL)
    with pytest.raises(Refused, match=rf"E{evidence.pk} \(proposed\)"):
        attach_by_hand(claim, by=people.ravi, kind="interview", title="The  harbour master", passage=CALL)
    assert claim.evidence.filter(source__kind="interview").count() == 1


def test_a_file_is_kept_and_its_quote_has_a_place(claim: Claim) -> None:
    body = ("Harbour tariff\n" + "\n".join(PARAGRAPHS)).encode()
    evidence = attach_file(
        claim,
        by=builders.cast().ravi,
        body=body,
        filename="tariff.txt",
        read=extract,
        passage=Passage(quote=SENTENCE, stance="supports", key_element=claim.key_elements.first()),
    )
    assert evidence.source.snapshot is not None
    assert snapshots.read(evidence.source.snapshot) == body
    assert evidence.selector["exact"] == SENTENCE
    assert (evidence.status, evidence.stance, evidence.decided_by) == ("accepted", "supports", builders.cast().ravi)


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02\xff" * 200, b"PK\x03\x04 zip"])
def test_a_file_that_holds_no_text_is_refused_and_leaves_nothing(claim: Claim, body: bytes) -> None:
    n_before = Snapshot.objects.count()
    with pytest.raises(Refused):
        attach_file(claim, by=builders.cast().ravi, body=body, filename="x.bin", read=extract)
    assert Snapshot.objects.count() == n_before
    assert not Source.objects.filter(kind="file").exists()


def test_a_quote_that_is_not_in_the_file_is_refused_and_nothing_is_kept(claim: Claim) -> None:
    with pytest.raises(Refused, match="Copy the passage as it stands"):
        attach_file(
            claim,
            by=builders.cast().ravi,
            body="\n".join(PARAGRAPHS).encode(),
            filename="tariff.txt",
            read=extract,
            passage=Passage(quote="The fee was abolished."),
        )
    assert not Source.objects.filter(kind="file").exists()


def test_the_same_file_for_two_claims_is_one_source(claim: Claim) -> None:
    other, ravi = builders.a_claim(), builders.cast().ravi
    body = "\n".join(PARAGRAPHS).encode()
    cited = Passage(quote=SENTENCE, visibility="public")
    for one in (claim, other):
        attach_file(one, by=ravi, body=body, filename="tariff.txt", read=extract, passage=cited)
    assert Source.objects.filter(kind="file").count() == 1
    assert Snapshot.objects.filter(how="file").count() == 1


def test_two_interviews_with_one_person_are_one_origin(claim: Claim) -> None:
    ravi = builders.cast().ravi
    origins = {
        attach_by_hand(
            claim,
            by=ravi,
            kind="interview",
            title=f"Call {day}",
            author="Ingrid Solvang",
            published_on=date(2025, 10, day),
            passage=CALL,
        ).source.origin
        for day in (1, 2)
    }
    assert len(origins) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "page"}, "an interview, or a book"),
        ({"title": "  "}, "Name the source"),
        ({"published_on": timezone.localdate() + timedelta(days=2)}, "lies in the future"),
        ({"passage": Passage(no_snapshot_reason="A call.")}, "Enter the words that matter"),
        ({"passage": Passage(quote="By a third.")}, "why there is no copy"),
        ({"passage": Passage(quote="A", no_snapshot_reason="A call.", stance="agrees")}, "supports, refutes"),
    ],
)
def test_what_is_missing_by_hand_is_asked_for(claim: Claim, changes: dict[str, object], sentence: str) -> None:
    values: dict[str, object] = {"kind": "interview", "title": "The harbour master", "passage": CALL}
    with pytest.raises(Refused, match=sentence):
        attach_by_hand(claim, by=builders.cast().ravi, **{**values, **changes})  # type: ignore[arg-type]


def test_a_key_element_of_another_claim_is_refused(claim: Claim) -> None:
    foreign = edits.add_key_element(builders.a_claim(), by=builders.cast().edda, text="Another matter.")
    with pytest.raises(Refused, match="belongs to another claim"):
        attach_by_hand(
            claim,
            by=builders.cast().ravi,
            kind="book",
            title="A history of fees",
            passage=Passage(quote="x", no_snapshot_reason="A book.", key_element=foreign),
        )


@pytest.mark.parametrize("name", ["rana", "lena", "ines", "mona", "otto"])
def test_while_it_is_researched_only_its_researcher_or_an_editor_attaches(claim: Claim, name: str) -> None:
    with pytest.raises(Forbidden):
        attach_by_hand(
            claim, by=getattr(builders.cast(), name), kind="interview", title="The harbour master", passage=CALL
        )


@pytest.mark.parametrize("state", ["in_review", "decided", "published"])
def test_a_find_for_a_frozen_claim_is_a_proposal_that_blocks_nobody(state: str) -> None:
    claim, people = builders.claim_in(state, statement=STATEMENT), builders.cast()
    before = access.authors_of(claim)
    evidence = attach_by_hand(
        claim,
        by=people.tomas,
        kind="interview",
        title="The harbour master",
        passage=Passage(quote="By a third.", no_snapshot_reason="A call.", stance="refutes"),
    )
    assert (evidence.status, evidence.stance, evidence.proposed_stance) == ("proposed", "", "refutes")
    event = ClaimEvent.objects.filter(claim=claim).order_by("-version").first()
    assert event is not None
    assert (event.verb, event.is_binding) == ("suggest_source", False)
    assert access.authors_of(claim) == before
    with pytest.raises(Forbidden):
        attach_by_hand(claim, by=people.otto, kind="interview", title="Someone", passage=CALL)


def test_what_somebody_did_meanwhile_makes_the_page_stale(claim: Claim) -> None:
    seen = Claim.objects.get(pk=claim.pk).version
    edits.add_key_element(claim, by=builders.cast().edda, text="The fee is charged at all.")
    with pytest.raises(Stale):
        attach_by_hand(
            claim, by=builders.cast().ravi, kind="interview", title="The harbour master", passage=CALL, seen=seen
        )
    assert not Source.objects.filter(kind="interview").exists()
