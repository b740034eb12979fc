"""Blind rounds: who sees what when, what carries, what happens when it does not."""

import pytest

from claims import access, jobs, policy
from claims.errors import Refused
from claims.models import Claim, Review
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import cast, claim_in, file_reviews, scale

pytestmark = pytest.mark.django_db


def a_review(claim: Claim, name: str, rating: str) -> Review:
    return reviews.file_review(
        claim, by=vars(cast())[name], rating=scale()[rating], confidence=2, reasons=f"{name} has reasons."
    )


def tally() -> None:
    jobs.run_all(only=lambda row: row.name == "tally_reviews")


def test_nobody_sees_anothers_review_before_the_round_is_complete() -> None:
    claim = claim_in("in_review")
    round_ = reviews.load_open_round(claim)
    mine = a_review(claim, "ines", "true")
    a_review(claim, "omar", "false")
    tally()
    for name, person in vars(cast()).items():
        seen = list(access.visible_reviews(round_, person))
        expected = [mine] if name == "ines" else list(Review.objects.filter(reviewer=person))
        assert seen == expected, name
    assert list(access.visible_reviews(round_, None)) == []


def test_everybody_asked_has_to_file_before_the_round_is_complete() -> None:
    claim = claim_in("in_review")
    for name in ("ines", "omar"):
        a_review(claim, name, "true")
    tally()
    assert reviews.load_open_round(claim).completed_at is None
    with pytest.raises(Refused, match="2 of 3 reviews are filed"):
        move(claim, "decide", by=cast().edda)
    a_review(claim, "tomas", "false")
    with pytest.raises(Refused, match="All 3 reviews are filed and are being counted"):
        move(claim, "decide", by=cast().edda)
    tally()
    round_ = reviews.load_open_round(claim)
    assert round_.completed_at is not None
    assert (round_.carried_rating, round_.split, round_.spread) == (scale()["true"], {"false": 1, "true": 2}, 4)
    assert len(access.visible_reviews(round_, cast().ines)) == 3


def test_a_round_that_nobody_is_asked_to_fill_says_who_does_something_about_it() -> None:
    claim = claim_in("in_review")
    for name in ("ines", "omar", "tomas"):
        reviews.excuse_reviewer(claim, getattr(cast(), name), by=cast().edda, note="Is away this week.")
    with pytest.raises(Refused, match="0 of at least 2 reviews are filed, and nobody else is asked"):
        move(claim, "decide", by=cast().edda)


def test_a_review_can_be_withdrawn_and_filed_anew_until_the_round_is_complete() -> None:
    claim = claim_in("in_review")
    a_review(claim, "ines", "true")
    reviews.withdraw_review(claim, by=cast().ines)
    a_review(claim, "ines", "false")
    for name in ("omar", "tomas"):
        a_review(claim, name, "false")
    tally()
    with pytest.raises(Refused, match="The round is complete"):
        reviews.withdraw_review(claim, by=cast().ines)
    assert reviews.load_open_round(claim).split == {"false": 3}


def test_a_split_round_needs_an_adjudication_note() -> None:
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "true", "omar": "false", "tomas": "half-true"})
    assert reviews.load_open_round(claim).carried_rating is None
    with pytest.raises(Refused, match="No rating carried"):
        move(claim, "decide", by=cast().edda)
    with pytest.raises(Refused, match="adjudication note"):
        move(claim, "decide", by=cast().edda, rating=scale()["half-true"])
    move(claim, "decide", by=cast().edda, rating=scale()["half-true"], note="The tariff covers half the ships.")
    round_ = claim.rounds.get()
    assert (round_.decided_rating, round_.adjudication) == (scale()["half-true"], "The tariff covers half the ships.")


def test_a_carried_rating_other_than_the_drafts_needs_an_explanation() -> None:
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "false", "omar": "false"})
    with pytest.raises(Refused, match="differs from the draft's"):
        move(claim, "decide", by=cast().edda)


def test_a_review_by_a_machine_never_counts() -> None:
    claim = claim_in("in_review")
    round_ = reviews.load_open_round(claim)
    Review.objects.create(
        round=round_,
        rating=scale()["false"],
        confidence=3,
        reasons="Proposed.",
        is_machine=True,
        filed_at=round_.opened_at,
    )
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    assert reviews.load_open_round(claim).split == {"mostly-true": 2}


def test_the_quorum_and_what_carries_are_the_newsrooms_policy() -> None:
    with policy.overridden(n_reviewers=3, n_quorum=3, n_carry=3):
        claim = claim_in("in_review")
        for name in ("ines", "omar"):
            a_review(claim, name, "true")
        a_review(claim, "tomas", "mostly-true")
        tally()
        round_ = reviews.load_open_round(claim)
        assert round_.completed_at is not None
        assert round_.carried_rating is None


def test_two_against_two_carries_nothing() -> None:
    levels = scale()
    outcome = reviews.tally([levels["true"], levels["true"], levels["false"], levels["false"]], n_carry=2)
    assert outcome["carried_rating"] is None


def test_ratings_off_the_scale_have_no_distance() -> None:
    levels = scale()
    outcome = reviews.tally([levels["unproven"], levels["satire"], levels["true"]], n_carry=2)
    assert outcome["spread"] is None


def test_a_return_closes_the_round_and_the_next_submission_opens_a_new_one() -> None:
    claim = claim_in("in_review")
    a_review(claim, "ines", "true")
    move(claim, "return", by=cast().omar, note="The second origin is a copy of the first.")
    with pytest.raises(Refused, match="round is closed"):
        a_review(claim, "omar", "true")
    move(claim, "submit", by=cast().ravi)
    assert [round_.number for round_ in claim.rounds.all()] == [2, 1]
    assert reviews.load_open_round(claim).reviews.count() == 0


def test_assigning_twice_asks_nobody_twice_and_running_the_tally_twice_changes_nothing() -> None:
    claim = claim_in("in_review")
    reviews.assign_reviewers(claim.pk)
    round_ = reviews.load_open_round(claim)
    assert round_.assignments.count() == 3
    file_reviews(claim, {"ines": "true", "omar": "true"})
    version = Claim.objects.get(pk=claim.pk).version
    reviews.tally_reviews(round_.pk)
    assert Claim.objects.get(pk=claim.pk).version == version


def test_too_few_reviewers_are_said_in_words() -> None:
    for name in ("omar", "tomas"):
        vars(cast())[name].grants.all().delete()
    claim = claim_in("in_review")
    assert "Only 1 of the 2 reviewers needed" in reviews.load_open_round(claim).note


def test_publication_waits_for_everybodys_declaration() -> None:
    claim = claim_in("decided")
    with pytest.raises(Refused, match="Answer the declaration of interests"):
        move(claim, "publish", by=cast().elsa)
    edits.declare_interest(claim, by=cast().elsa, has_interest=False)
    with pytest.raises(Refused, match="declaration of interests is not answered yet"):
        move(claim, "publish", by=cast().elsa)
    for person in (cast().ravi, cast().edda):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=cast().elsa)
    assert claim.revisions.get().rating == scale()["mostly-true"]
