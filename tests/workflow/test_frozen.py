"""What reviewers read is what is printed; and what arrives meanwhile blocks nobody."""

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from claims import jobs, origins
from claims.desk.screens.claim_review import Reading
from claims.errors import Refused
from claims.models import (
    Appearance,
    Claim,
    Claimant,
    CounterSearch,
    Evidence,
    KeyElement,
    ReplyRequest,
    ReviewRound,
    Source,
    VerdictRevision,
)
from claims.protection import Hidden
from claims.publishing.revisions import PRINTED
from claims.workflow import edits
from claims.workflow.case import Case, sha256_of
from claims.workflow.gates import frozen_draft_is_intact
from claims.workflow.guards import Move
from claims.workflow.moves import move
from tests.builders import (
    a_claim,
    a_piece_of_evidence,
    a_snapshot,
    an_article,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
)

pytestmark = pytest.mark.django_db
ADDED_AT_PUBLICATION = {"rating", "people", "interests", "undeclared", "round", "lapsed"}


def an_appearance(claim: Claim, quote: str) -> Appearance:
    return Appearance.objects.create(
        claim=claim, home_claim=claim, article=an_article(quote), quote=quote, start=0, end=len(quote)
    )


def a_full_decided_claim() -> Claim:
    """Decided, with something in every part that is printed; the text cites one of three accepted sources."""
    people = cast()
    claim = claim_in("queued", claimant="Harbour association", claimant_description="A lobby of shipowners")
    move(claim, "take", by=people.ravi)
    an_appearance(claim, "Fees are up by a third.")
    edits.plan(claim, by=people.ravi, priority=2, due_on=None, topic="Ports")
    edits.log_counter_search(claim, by=people.ravi, place="Port archive", query="fee 2023", result="Nothing.")
    edits.ask_for_reply(claim, by=people.ravi, channel="E-mail to the press office", asked_on=date(2025, 11, 3))
    make_ready_to_submit(claim, by=people.ravi)
    make_ready_to_submit(claim, by=people.ravi)
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture(scope="module", autouse=True)
def kept(module_rows: None) -> int:
    return a_full_decided_claim().pk


@pytest.fixture
def claim(kept: int) -> Claim:
    return Claim.objects.get(pk=kept)


def publish(claim: Claim) -> VerdictRevision:
    move(Claim.objects.get(pk=claim.pk), "publish", by=cast().elsa)
    revision = VerdictRevision.objects.filter(claim=claim).order_by("-number").first()
    assert revision is not None
    return revision


def refusal_of(claim: Claim) -> str | None:
    fresh = Claim.objects.get(pk=claim.pk)
    return frozen_draft_is_intact(Move(case=Case(fresh), by=cast().elsa))


def test_all_that_is_printed_but_the_outcome_is_what_was_frozen(claim: Claim) -> None:
    frozen = claim.rounds.get().frozen
    revision = publish(claim)
    assert set(revision.content) == set(PRINTED) | ADDED_AT_PUBLICATION
    assert {name: revision.content[name] for name in PRINTED} == {name: frozen[name] for name in PRINTED}
    assert all(frozen[name] for name in PRINTED if name not in {"claimant_wikidata", "language", "selection_reason"})
    for name in ("statement", "claimant", "claimant_description", "summary", "text", "unknowns", "mind"):
        assert getattr(revision, name) == frozen[name]
    assert revision.claimant_description == "A lobby of shipowners"


def test_reviewers_read_all_that_will_be_printed(claim: Claim) -> None:
    round_ = claim.rounds.get()
    page = render_to_string("claims/desk/claim/_reading.html", {"reading": Reading(round_, [], hidden=Hidden())})
    source = round_.frozen["evidence"][0]["source"]
    assert f'<a href="{source["url"]}" rel="noopener noreferrer">{source["title"]}</a>, Port authority' in page
    for words in (
        "Harbour association, A lobby of shipowners",
        "Ports",
        "Fees are up by a third.",
        "Port archive",
        "E-mail to the press office",
        "The claim was made by a crowd.",
    ):
        assert words in page


def test_the_fingerprint_of_a_round_still_fits_after_the_database_has_kept_it(claim: Claim) -> None:
    round_ = claim.rounds.get()
    assert sha256_of(round_.frozen) == round_.frozen_sha256


def test_an_article_or_a_merge_after_submission_changes_nothing_that_is_printed(claim: Claim) -> None:
    twin = a_claim()
    an_appearance(twin, "The port has become a third dearer.")
    move(twin, "merge", by=cast().ravi, target=claim)
    an_appearance(claim, "A third more, and nobody asked us.")
    revision = publish(claim)
    assert [place["quote"] for place in revision.content["appearances"]] == ["Fees are up by a third."]


def test_what_arrived_meanwhile_is_printed_by_the_next_revision(claim: Claim) -> None:
    people = cast()
    an_appearance(claim, "A third more, and nobody asked us.")
    move(claim, "return", by=people.edda, note="Add the newer article.")
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)
    quotes = {place["quote"] for place in publish(claim).content["appearances"]}
    assert quotes == {"Fees are up by a third.", "A third more, and nobody asked us."}


def test_rows_changed_behind_the_desks_back_are_not_printed(claim: Claim) -> None:
    Claimant.objects.update(description="A charity", wikidata="Q1")
    Claim.objects.filter(pk=claim.pk).update(topic="Weather", language="fr")
    CounterSearch.objects.update(result="Plenty.")
    ReplyRequest.objects.update(reply="We never said that.")
    revision = publish(claim)
    assert revision.claimant_description == "A lobby of shipowners"
    assert (revision.content["topic"], revision.content["claimant_wikidata"]) == ("Ports", "")
    assert revision.content["language"] != "fr"
    assert revision.content["counter_searches"][0]["result"] == "Nothing."
    assert revision.content["replies"][0]["reply"] == ""


def test_a_source_captured_again_blocks_nobody_and_the_copy_that_was_reviewed_is_printed(claim: Claim) -> None:
    evidence = claim.evidence.filter(status="accepted").first()
    assert evidence is not None
    assert evidence.source.snapshot is not None
    reviewed, title = evidence.source.snapshot.sha256, evidence.source.title
    Source.objects.filter(pk=evidence.source_id).update(
        snapshot=a_snapshot("The page says something else today."), title="Page moved", author="A new hand"
    )
    printed = publish(claim).content["evidence"][0]
    assert (printed["id"], printed["snapshot_sha256"]) == (evidence.pk, reviewed)
    assert (printed["source"]["title"], printed["source"]["author"]) == (title, "")


def test_origins_that_an_import_joins_do_not_make_the_draft_another_one(claim: Claim) -> None:
    sources = [item.source for item in claim.evidence.filter(status="accepted")[:2]]
    origins.join([source.origin for source in sources if source.origin is not None])
    assert len(set(Source.objects.filter(pk__in=[it.pk for it in sources]).values_list("origin", flat=True))) == 1
    assert refusal_of(claim) is None
    printed = publish(claim).content["evidence"]
    assert len({item["source"]["origin_id"] for item in printed}) == len(printed)


def test_a_proposal_that_arrives_meanwhile_blocks_nobody(claim: Claim) -> None:
    proposal = a_piece_of_evidence(claim, quote="The port disagrees.")
    assert proposal.pk not in {item["id"] for item in publish(claim).content["evidence"]}


DRAFTED = (
    ("statement", "The harbour fee doubled in one year", "the statement"),
    ("draft_summary", "It doubled.", "the summary"),
    ("draft_text", "See the tariff.", "the text"),
    ("draft_unknowns", "Who profits.", "what could not be established"),
    ("draft_mind", "Nothing would.", "what would change our mind"),
    ("selection_reason", "Readers asked.", "why the claim was chosen"),
    ("reply_exemption", "No time.", "why the claimant was not asked"),
    ("draft_rating", None, "the rating"),
    ("claimant", None, "the claimant"),
)


def test_a_draft_changed_after_the_reviews_is_refused_and_the_refusal_names_the_change(claim: Claim) -> None:
    row = Claim.objects.filter(pk=claim.pk)
    for field, value, words in DRAFTED:
        (honest,) = row.values(field)
        row.update(**{field: value})
        assert f"differs from what the reviewers read: {words}" in str(refusal_of(claim)), field
        row.update(**honest)
        assert refusal_of(claim) is None, field


DESCRIBED: tuple[tuple[str, Any, str], ...] = (
    ("stance", "mentions", "the stance of E"),
    ("quote", "The fee fell.", "the quote of E"),
    ("note", "Mind the footnote.", "the note of E"),
    ("source_type", "secondary", "the source type of E"),
    ("interest", "None known.", "the interest of the source of E"),
    ("accessed_on", date(2024, 1, 1), "the date of access of E"),
    ("key_element", None, "the key element of E"),
)


def test_evidence_described_otherwise_after_the_reviews_is_refused_by_its_number(claim: Claim) -> None:
    evidence = claim.evidence.filter(status="accepted").first()
    assert evidence is not None
    row = Evidence.objects.filter(pk=evidence.pk)
    for field, value, words in DESCRIBED:
        (honest,) = row.values(field)
        is_without = field == "key_element" and evidence.key_element is None
        row.update(**{field: claim.key_elements.first() if is_without else value})
        assert f"{words}{evidence.pk}." in str(refusal_of(claim)), field
        row.update(**honest)
        assert refusal_of(claim) is None, field


def test_evidence_that_lost_or_got_its_acceptance_is_named(claim: Claim) -> None:
    lost = claim.evidence.filter(status="accepted").first()
    assert lost is not None
    Evidence.objects.filter(pk=lost.pk).update(status="rejected")
    got = a_piece_of_evidence(claim, quote="A late find.", status="accepted", stance="refutes")
    sentence = str(refusal_of(claim))
    assert f"E{lost.pk}, which is no longer accepted; E{got.pk}, which was not accepted then." in sentence
    with pytest.raises(Refused):
        publish(claim)


def test_another_key_element_after_the_reviews_is_refused(claim: Claim) -> None:
    KeyElement.objects.create(claim=claim, position=9, text="It was the port that raised it.")
    assert "the key elements" in str(refusal_of(claim))


def test_a_kept_draft_that_does_not_fit_its_fingerprint_is_refused(claim: Claim) -> None:
    round_ = claim.rounds.get()
    frozen = {**round_.frozen, "appearances": []}
    ReviewRound.objects.filter(pk=round_.pk).update(frozen=frozen)
    with pytest.raises(Refused, match="fingerprint does not fit"):
        publish(claim)


@pytest.mark.parametrize("state", ["in_review", "decided"])
def test_the_topic_is_frozen_with_the_draft_while_priority_and_due_date_are_not(state: str) -> None:
    claim, edda = claim_in(state), cast().edda
    with pytest.raises(Refused, match="The topic is printed with the verdict"):
        edits.plan(claim, by=edda, priority=4, due_on=date(2026, 1, 1), topic="Weather")
    edits.plan(claim, by=edda, priority=4, due_on=date(2026, 1, 1), topic=claim.topic)
    edits.plan(claim, by=edda, priority=3, due_on=date(2026, 1, 1))
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.topic, fresh.priority, fresh.due_on) == (claim.topic, 3, date(2026, 1, 1))
