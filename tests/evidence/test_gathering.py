"""Finders propose, people decide; a finder that fails hurts only itself, and nothing is proposed twice."""

from collections.abc import Iterable, Iterator

import pytest

from claims import proof
from claims.errors import Refused, TryAgain
from claims.evidence import gathering
from claims.evidence.decisions import accept_evidence, reject_evidence
from claims.evidence.finders import FINDERS, archive
from claims.evidence.found import Finder, Found, FoundSource, Tools
from claims.evidence.stance import Stance
from claims.models import (
    Appearance,
    Article,
    Claim,
    ClaimEvent,
    Evidence,
    FactCheck,
    FinderRun,
    Job,
    Origin,
    Sentence,
    Source,
)
from claims.publishing import own_checks
from claims.text import anchors, sentences
from claims.text.reasons import Reason
from tests import builders
from tests.evidence.asked import gather

pytestmark = pytest.mark.django_db

STATEMENT = "The harbour fee in Aldervik rose by 30 percent in 2024"
SUPPORTING = "The harbour fee in Aldervik rose by 30 percent in 2024, the harbour board wrote in its yearly report."
REFUTING = "The harbour fee in Aldervik rose by 12 percent in 2024, according to the tariff of the ministry."
UNRELATED = "The museum of modern art in Bergen opens a new wing with paintings from the seventies in spring."


def in_archive(text: str, **values: object) -> Article:
    article = builders.an_article(text, **values)
    Sentence.objects.bulk_create(
        Sentence(article=article, position=i, start=start, end=end, text=text[start:end])
        for i, (start, end) in enumerate(sentences.split(text))
    )
    return article


def fixed(name: str, answer: Iterable[Found]) -> Finder:
    return Finder(name, name.title(), lambda claim, tools: answer)


def failing(name: str, error: Exception) -> Finder:
    def find(claim: Claim, tools: Tools) -> Iterator[Found]:
        raise error
        yield

    return Finder(name, name.title(), find)


def a_find(quote: str = "The tariff rose.", identity: str = "https://tariff.example/") -> Found:
    source = FoundSource(
        identity=identity, kind=Source.Kind.PAGE, title="Tariff", url=identity, origin_key=f"test:{identity}"
    )
    return Found(source, quote, {}, Stance("supports", 0.8, [Reason("words", "shares the word tariff")]), 0.7)


def test_a_passage_of_another_article_is_proposed_with_its_exact_place() -> None:
    claim = builders.a_claim(STATEMENT)
    article = in_archive(f"{UNRELATED} {SUPPORTING} {UNRELATED}")
    gather(claim.pk)
    evidence = claim.evidence.get()
    assert evidence.quote == SUPPORTING
    assert anchors.find(article.text, evidence.selector) == (
        article.text.index(SUPPORTING),
        article.text.index(SUPPORTING) + len(SUPPORTING),
        "exact",
    )
    assert (evidence.status, evidence.proposed_stance, evidence.found_by) == ("proposed", "supports", "archive")
    assert evidence.proposed_stance_reasons
    assert evidence.stance == ""
    assert evidence.source.article == article
    assert evidence.source.snapshot == article.snapshot


def test_another_figure_for_the_same_thing_is_proposed_as_refuting() -> None:
    claim = builders.a_claim(STATEMENT)
    in_archive(REFUTING)
    gather(claim.pk)
    evidence = claim.evidence.get()
    assert evidence.proposed_stance == "refutes"
    assert any("“30 percent” and “12 percent”" in reason["words"] for reason in evidence.proposed_stance_reasons)


def test_unrelated_text_is_not_proposed() -> None:
    claim = builders.a_claim(STATEMENT)
    in_archive(UNRELATED)
    in_archive("The harbour was quiet in 2024. A fee is due for parking there.")
    gather(claim.pk)
    assert not claim.evidence.exists()
    assert FinderRun.objects.get(claim=claim, finder="archive").n_found == 0


def test_the_article_in_which_the_claim_was_made_is_no_evidence_nor_is_its_copy() -> None:
    claim = builders.a_claim(STATEMENT)
    origin = Origin.objects.create(key="article:1", label="Nordic Wire: Fees")
    own, copy = in_archive(SUPPORTING, origin=origin), in_archive(SUPPORTING, origin=origin)
    Appearance.objects.create(claim=claim, home_claim=claim, article=own, start=0, end=10, quote=SUPPORTING)
    gather(claim.pk)
    assert not claim.evidence.exists()
    assert copy.origin == own.origin


def test_copies_of_another_story_are_proposed_with_their_one_origin() -> None:
    claim = builders.a_claim(STATEMENT)
    origin = Origin.objects.create(key="article:1", label="Nordic Wire: Fees")
    for _ in range(5):
        in_archive(SUPPORTING, origin=origin)
    gather(claim.pk)
    assert {evidence.source.origin for evidence in claim.evidence.all()} == {origin}
    assert claim.evidence.count() == 3


def test_many_copies_of_one_story_leave_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "N_CANDIDATES", 14)
    claim = builders.a_claim(STATEMENT)
    origin = Origin.objects.create(key="article:1", label="Nordic Wire: Fees")
    for _ in range(20):
        in_archive(SUPPORTING, origin=origin)
    other = in_archive("The ministry said the harbour fee in Aldervik rose by 12 percent.")
    gather(claim.pk)
    assert claim.evidence.filter(source__article=other).exists()
    assert claim.evidence.filter(source__origin=origin).count() == archive.N_PER_ORIGIN


def test_many_articles_in_which_the_claim_was_made_hide_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "N_CANDIDATES", 4)
    claim = builders.a_claim(STATEMENT)
    for _ in range(12):
        made_in = in_archive(f"{STATEMENT}.")
        Appearance.objects.create(claim=claim, home_claim=claim, article=made_in, start=0, end=10, quote=STATEMENT)
    other = in_archive("The ministry said the harbour fee in Aldervik rose by 12 percent.")
    gather(claim.pk)
    assert [evidence.source.article for evidence in claim.evidence.all()] == [other]


@pytest.mark.parametrize("statement", ["Fees rose sharply", "Yes it is", "? ! ?", "1 2 3", "🚢 🚢 🚢"])
def test_a_claim_of_three_words_is_no_trouble(statement: str) -> None:
    in_archive(f"{SUPPORTING} Fees rose sharply in Aldervik.")
    claim = builders.a_claim(statement)
    gather(claim.pk)
    assert not FinderRun.objects.exclude(error="").exists()
    assert claim.evidence.exists() == (statement == "Fees rose sharply")


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    claim = builders.a_claim(STATEMENT)
    text = "The harbour board of Aldervik met on Friday. It said the harbour fee rose by 30 percent in 2024."
    in_archive(text)
    gather(claim.pk)
    assert claim.evidence.get().quote == text


def test_gathering_twice_changes_nothing() -> None:
    claim = builders.a_claim(STATEMENT)
    in_archive(SUPPORTING)
    gather(claim.pk)
    n_events = ClaimEvent.objects.count()
    gather(claim.pk)
    assert claim.evidence.count() == 1
    assert Source.objects.count() == 1
    assert ClaimEvent.objects.count() == n_events


def test_a_rejected_proposal_never_comes_back() -> None:
    claim = builders.claim_in("researching", statement=STATEMENT)
    in_archive(SUPPORTING)
    gather(claim.pk)
    reject_evidence(claim.evidence.get(), by=builders.cast().ravi, reason="It only repeats the claim.")
    gather(claim.pk)
    assert claim.evidence.get().status == Evidence.Status.REJECTED


def test_what_was_found_is_one_event_by_the_machine_that_makes_nobody_stale() -> None:
    claim = builders.a_claim(STATEMENT)
    in_archive(SUPPORTING)
    gather(claim.pk)
    event = ClaimEvent.objects.filter(claim=claim).order_by("-version").first()
    assert event is not None
    assert (event.verb, event.by, event.is_binding) == ("find_evidence", None, False)
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_nothing_found_is_no_event() -> None:
    claim = builders.a_claim(STATEMENT)
    gather(claim.pk)
    assert Claim.objects.get(pk=claim.pk).version == claim.version
    asked = {finder.name for finder in FINDERS if not finder.is_outside}
    assert set(FinderRun.objects.filter(claim=claim).values_list("finder", flat=True)) == asked


def test_a_finder_that_fails_hurts_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = builders.a_claim(STATEMENT)
    broken = failing("broken", ZeroDivisionError("by nought"))
    closed = failing("closed", Refused("The service says no. Check the key."))
    monkeypatch.setattr(gathering, "FINDERS", (broken, closed, fixed("fine", [a_find()])))
    gather(claim.pk)
    assert claim.evidence.get().found_by == "fine"
    errors = dict(FinderRun.objects.filter(claim=claim).values_list("finder", "error"))
    assert errors["closed"] == "The service says no. Check the key."
    assert "by nought" in errors["broken"]
    assert "Retry" in errors["broken"]
    assert errors["fine"] == ""


def test_a_finder_in_passing_trouble_is_tried_again_after_the_others_were_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = builders.a_claim(STATEMENT)
    slow = failing("slow", TryAgain("The service asks us to slow down.", after_s=60))
    monkeypatch.setattr(gathering, "FINDERS", (slow, fixed("fine", [a_find()])))
    with pytest.raises(TryAgain, match="slow down") as caught:
        gather(claim.pk)
    assert caught.value.after_s == 60
    assert claim.evidence.count() == 1
    monkeypatch.setattr(gathering, "FINDERS", (fixed("slow", [a_find("Another passage.")]), fixed("fine", [a_find()])))
    gather(claim.pk)
    assert claim.evidence.count() == 2
    assert FinderRun.objects.get(claim=claim, finder="slow").error == ""


def test_the_same_passage_by_two_finders_is_one_proposal(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = builders.a_claim(STATEMENT)
    monkeypatch.setattr(gathering, "FINDERS", (fixed("one", [a_find()]), fixed("two", [a_find("the tariff\nrose.")])))
    gather(claim.pk)
    assert claim.evidence.get().found_by == "one"


@pytest.mark.parametrize("state", ["new", "queued", "researching", "in_review", "decided", "published", "dismissed"])
def test_it_works_in_every_state_and_leaves_decided_evidence_alone(state: str) -> None:
    claim = builders.claim_in(state, statement=STATEMENT)
    before = list(claim.evidence.order_by("pk").values())
    in_archive(SUPPORTING)
    gather(claim.pk)
    assert list(claim.evidence.exclude(found_by="archive", status="proposed").order_by("pk").values()) == before
    assert claim.evidence.filter(status="proposed", source__kind="article").count() == 1
    assert Claim.objects.get(pk=claim.pk).state == state


def test_a_claim_that_is_gone_is_no_trouble() -> None:
    gather(987_654)


def published(statement: str) -> Claim:
    checked = builders.claim_in("published", statement=statement)
    assert checked.current_revision is not None
    own_checks.keep(checked.current_revision)
    return checked


def test_a_published_check_of_the_same_statement_brings_its_verdict() -> None:
    checked = published(STATEMENT)
    claim = builders.a_claim("In 2024 the harbour fee in Aldervik rose by 30 percent")
    gather(claim.pk)
    evidence = claim.evidence.get()
    assert evidence.source.kind == Source.Kind.CHECK
    assert evidence.source.revision == checked.current_revision
    assert evidence.proposed_stance == "supports"
    assert evidence.no_snapshot_reason


def test_a_true_verdict_on_another_figure_speaks_against_the_claim() -> None:
    published(STATEMENT)
    claim = builders.a_claim("The harbour fee in Aldervik rose by 70 percent in 2024")
    gather(claim.pk)
    evidence = claim.evidence.get()
    assert evidence.proposed_stance == "refutes"
    assert any("70 percent" in reason["words"] for reason in evidence.proposed_stance_reasons)


def test_a_check_of_another_newsroom_is_told_in_a_note_and_not_quoted() -> None:
    FactCheck.objects.create(
        identity="https://checks.example/fees", statement=STATEMENT, url="https://checks.example/fees",
        publisher="North Checks", rating="Mostly wrong", outcome="false", summary="The board's own tariff says 12.",
    )  # fmt: skip
    claim = builders.a_claim("In 2024 the harbour fee in Aldervik rose by 30 percent")
    gather(claim.pk)
    evidence = claim.evidence.get()
    assert (evidence.quote, evidence.selector, evidence.proposed_stance) == ("", {}, "refutes")
    assert evidence.note == f"North Checks rated the statement “{STATEMENT}” as “Mostly wrong”."
    assert (evidence.source.kind, evidence.source.url) == (Source.Kind.CHECK, "https://checks.example/fees")


def test_the_page_of_another_newsrooms_check_is_fetched_when_somebody_accepts_it() -> None:
    FactCheck.objects.create(
        identity="https://checks.example/fees", statement=STATEMENT, url="https://checks.example/fees",
        publisher="North Checks", rating="False", outcome="false",
    )  # fmt: skip
    claim = builders.claim_in("researching", statement=STATEMENT)
    gather(claim.pk)
    evidence = claim.evidence.get(found_by="checks")
    assert not Job.objects.filter(name="capture_source").exists()
    accept_evidence(evidence, by=builders.cast().ravi, stance="refutes")
    assert Job.objects.filter(name="capture_source", target=evidence.source_id).exists()


def test_a_withdrawn_check_is_no_evidence_and_a_claim_is_none_for_itself() -> None:
    withdrawn = published(f"{STATEMENT} indeed")
    own_checks.withdraw(withdrawn)
    own = published(f"{STATEMENT} once more")
    gather(own.pk)
    assert not own.evidence.filter(source__kind=Source.Kind.CHECK).exists()
