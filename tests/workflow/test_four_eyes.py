"""Four eyes are about people, not roles: whoever wrote neither reviews, nor decides, nor publishes."""

from collections.abc import Callable

import pytest

from claims import access
from claims.errors import Refused
from claims.evidence.decisions import reject_evidence
from claims.models import Claim, Role, User
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import (
    a_piece_of_evidence,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
    scale,
)

pytestmark = pytest.mark.django_db


def give(person: User, *roles: str) -> User:
    for role in roles:
        person.grants.get_or_create(role=role)
    return User.objects.get(pk=person.pk)


def superuser() -> User:
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def researched_by(person: User) -> Claim:
    """A claim in review whose draft was written by this person."""
    claim = claim_in("queued")
    move(claim, "take", by=person)
    make_ready_to_submit(claim, by=person)
    move(claim, "submit", by=person)
    reviews.assign_reviewers(claim.pk)
    return Claim.objects.get(pk=claim.pk)


def test_the_researcher_cannot_decide_even_as_an_editor_or_superuser() -> None:
    root = superuser()
    claim = researched_by(root)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "decide", by=root)


def test_whoever_once_wrote_at_the_draft_cannot_decide_after_releasing_the_claim() -> None:
    writer = give(cast().lena, Role.EDITOR)
    claim = claim_in("queued")
    move(claim, "take", by=writer)
    make_ready_to_submit(claim, by=writer)
    move(claim, "release", by=writer)
    move(claim, "take", by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "decide", by=writer)


def test_an_editor_who_accepted_evidence_cannot_publish() -> None:
    from_outside = cast().elsa
    claim = claim_in("researching")
    make_ready_to_submit(claim, by=cast().ravi)
    extra = a_piece_of_evidence(claim, quote="A late find.")
    reject_evidence(extra, by=from_outside, reason="Off the point.")
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=cast().edda)
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "publish", by=from_outside)


def test_the_editor_who_decided_cannot_publish() -> None:
    claim = claim_in("decided")
    with pytest.raises(Refused, match="You decided this claim"):
        move(claim, "publish", by=cast().edda)


def test_a_superuser_who_decided_cannot_publish() -> None:
    root = superuser()
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=root)
    with pytest.raises(Refused, match="You decided this claim"):
        move(claim, "publish", by=root)


def test_nobody_who_wrote_at_the_draft_is_asked_to_review_it() -> None:
    writer = give(cast().ravi, Role.REVIEWER)
    claim = researched_by(writer)
    round_ = reviews.load_open_round(claim)
    assert writer not in [assignment.reviewer for assignment in round_.assignments.all()]
    with pytest.raises(Refused, match="cannot review this claim"):
        reviews.assign_reviewer(claim, writer, by=cast().edda)


def test_somebody_with_a_declared_interest_is_not_asked_to_review() -> None:
    claim = claim_in("researching")
    edits.declare_interest(claim, by=cast().ines, has_interest=True, statement="My brother runs the port.")
    make_ready_to_submit(claim, by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    asked = {assignment.reviewer.username for assignment in reviews.load_open_round(claim).assignments.all()}
    assert asked == {"omar", "tomas"}


def test_one_person_files_one_review_and_only_when_asked() -> None:
    claim = claim_in("in_review")
    stranger = User.objects.create(username="stranger")
    stranger.grants.create(role=Role.REVIEWER)
    rating = scale()["true"]
    with pytest.raises(access.Forbidden, match="not a reviewer of this round"):
        reviews.file_review(claim, by=stranger, rating=rating, confidence=3, reasons="I was curious.")
    reviews.file_review(claim, by=cast().ines, rating=rating, confidence=3, reasons="Read it.")
    with pytest.raises(Refused, match="already"):
        reviews.file_review(claim, by=cast().ines, rating=rating, confidence=3, reasons="Read it twice.")


@pytest.mark.parametrize("state", ["in_review", "decided"])
def test_nothing_binding_can_be_edited_while_the_draft_is_frozen(state: str) -> None:
    claim, people = claim_in(state), cast()
    evidence = claim.evidence.first()
    attempts = [
        lambda: edits.reword(claim, by=people.edda, statement="Something else entirely happened"),
        lambda: edits.edit_draft(claim, by=people.ravi, rating=None, summary="x", text="y"),
        lambda: edits.add_key_element(claim, by=people.ravi, text="More"),
        lambda: edits.exempt_from_reply(claim, by=people.ravi, reason="No"),
        lambda: edits.log_counter_search(claim, by=people.ravi, place="a", query="b", result="c"),
        lambda: reject_evidence(evidence, by=people.edda, reason="Now I doubt it."),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="Return it to research first"):
            attempt()
    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_a_draft_changed_behind_the_gate_is_not_published() -> None:
    claim = claim_in("decided")
    for person in (cast().ravi, cast().edda, cast().elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    Claim.objects.filter(pk=claim.pk).update(draft_text="Altered in the database [E1].")
    with pytest.raises(Refused):
        move(claim, "publish", by=cast().elsa)
    assert Claim.objects.get(pk=claim.pk).state == "decided"


def test_the_publisher_of_a_version_cannot_update_it_alone_but_may_mend_a_typo() -> None:
    claim = claim_in("published")
    data = {"summary": "The fee rose.", "text": "The tariff shows the rise."}
    with pytest.raises(Refused, match="needs another editor"):
        move(claim, "correct", by=cast().elsa, correction_class="substantial", note="Wrong year.", **data)
    move(claim, "correct", by=cast().elsa, correction_class="minor", note="A typo.", **data)
    move(claim, "correct", by=cast().edda, correction_class="substantial", note="Wrong year.", **data)
    assert [revision.number for revision in claim.revisions.all()] == [3, 2, 1]
    with pytest.raises(Refused, match="needs another editor"):
        move(claim, "correct", by=cast().edda, correction_class="update", note="Newer figures.", **data)


def test_whoever_wrote_at_the_draft_does_not_choose_its_reviewers() -> None:
    writer = give(cast().ravi, Role.EDITOR)
    claim = researched_by(writer)
    with pytest.raises(Refused, match="somebody else has to choose its reviewers"):
        reviews.excuse_reviewer(claim, cast().ines, by=writer, note="She would disagree.")
    reviews.excuse_reviewer(claim, cast().ines, by=cast().edda, note="Away.")
    with pytest.raises(Refused, match="somebody else has to choose its reviewers"):
        reviews.assign_reviewer(claim, cast().ines, by=writer)


@pytest.mark.parametrize(
    "write",
    [
        lambda claim, by: edits.reword(claim, by=by, statement="The harbour fee rose by a third in one year"),
        lambda claim, by: edits.add_key_element(claim, by=by, text="The fee of 2023"),
        lambda claim, by: edits.exempt_from_reply(claim, by=by, reason="Nobody answers there."),
        lambda claim, by: edits.log_counter_search(claim, by=by, place="Archive", query="fee", result="Nothing."),
    ],
)
def test_an_editor_who_helped_with_any_part_of_the_research_does_not_decide(write: Callable[..., object]) -> None:
    claim = claim_in("researching")
    write(claim, cast().edda)
    assert cast().edda.pk in access.authors_of(Claim.objects.get(pk=claim.pk))


def test_wording_a_claim_in_the_inbox_is_triage_and_binds_nobody() -> None:
    claim = claim_in("new")
    edits.reword(claim, by=cast().edda, statement="The harbour fee rose by a third in one year")
    assert access.authors_of(Claim.objects.get(pk=claim.pk)) == frozenset()


def test_a_changed_rating_cannot_pass_as_a_minor_correction() -> None:
    claim = claim_in("published")
    move(claim, "reopen", by=cast().edda, note="A new tariff has appeared.")
    edits.edit_draft(
        claim,
        by=cast().ravi,
        rating=scale()["false"],
        summary="It fell.",
        text=Claim.objects.get(pk=claim.pk).draft_text,
    )
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    move(claim, "decide", by=cast().edda)
    with pytest.raises(Refused, match="so this is a substantial correction"):
        move(claim, "publish", by=cast().elsa, correction_class="minor", note="Newer figures.")
    move(claim, "publish", by=cast().elsa, correction_class="substantial", note="Newer figures.")
    correction = claim.corrections.get()
    assert correction.changes["rating"] == ["Mostly true", "False"]
