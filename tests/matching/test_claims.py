"""The machine suggests pairs of claims, a person decides, and neither overwrites the other."""

import pytest

from claims.access import Forbidden
from claims.errors import Refused
from claims.matching.claims import confirm_match, match_claim, matches_of, other_claim, reject_match
from claims.models import Claim, ClaimEvent, Match
from claims.workflow import edits
from tests import builders

pytestmark = pytest.mark.django_db

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"
SAME = "In 2024 the harbour fee in Aldervik rose by 30 percent"
OTHER = "Two museums in Bergen open a new wing this spring"


def test_a_claim_that_says_the_same_is_suggested_with_reasons() -> None:
    older, claim, _ = builders.a_claim(FEE), builders.a_claim(SAME), builders.a_claim(OTHER)
    match_claim(claim.pk)
    match = Match.objects.get()
    assert (match.claim, match.other, match.decision) == (claim, older, "suggested")
    assert match.score >= 0.6
    assert "shares the name Aldervik" in match.reasons


def test_matching_twice_and_from_both_sides_is_one_row_and_one_event() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(SAME)
    for pk in (claim.pk, claim.pk, older.pk):
        match_claim(pk)
    assert Match.objects.count() == 1
    assert ClaimEvent.objects.filter(verb="find_matches").count() == 1
    assert [other_claim(match, older) for match in matches_of(older)] == [claim]
    assert [other_claim(match, claim) for match in matches_of(claim)] == [older]


def test_a_decision_outlives_the_machine() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    match = Match.objects.get()
    reject_match(match, by=builders.cast().ravi)
    score = match.score
    edits.reword(claim, by=builders.cast().edda, statement=OTHER)
    match_claim(claim.pk)
    match.refresh_from_db()
    assert (match.decision, match.decided_by, match.score) == ("rejected", builders.cast().ravi, score)
    assert match.decided_at is not None


def test_a_confirmed_match_is_in_the_history_and_moves_nothing() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(SAME)
    match_claim(claim.pk)
    confirm_match(Match.objects.get(), by=builders.cast().edda)
    assert Match.objects.get().decision == "confirmed"
    event = ClaimEvent.objects.get(verb="decide_match")
    assert event.by == builders.cast().edda
    assert set(Claim.objects.filter(pk__in=[older.pk, claim.pk]).values_list("state", flat=True)) == {"new"}


def test_a_suggestion_is_taken_back_when_the_statement_is_worded_anew() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    match = Match.objects.get()
    edits.reword(claim, by=builders.cast().edda, statement=OTHER)
    match_claim(claim.pk)
    assert not Match.objects.exists()
    with pytest.raises(Refused, match="taken back"):
        confirm_match(match, by=builders.cast().edda)


def test_merged_claims_are_not_suggested() -> None:
    builders.claim_in("merged", statement=FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    assert not Match.objects.exists()


@pytest.mark.parametrize("name", ["rana", "ines", "mona", "otto"])
def test_only_researchers_and_editors_decide_about_matches(name: str) -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    with pytest.raises(Forbidden):
        confirm_match(Match.objects.get(), by=getattr(builders.cast(), name))


def test_a_claim_that_is_gone_is_no_trouble() -> None:
    match_claim(987_654)
