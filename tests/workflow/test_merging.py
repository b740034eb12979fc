"""A merge moves what counts and nothing else, says so on both claims, and is undone wholly, in any order."""

import pytest

from claims import proof
from claims.errors import Refused
from claims.models import Appearance, Claim, Evidence
from claims.workflow.moves import move
from tests.builders import a_claim, a_piece_of_evidence, an_article, cast

pytestmark = pytest.mark.django_db


def said(claim: Claim, n_times: int = 1) -> list[int]:
    """Let the claim appear in so many articles; returns the keys of the appearances."""
    found = []
    for _ in range(n_times):
        article = an_article(claim.statement)
        place = {"start": 0, "end": len(claim.statement), "quote": claim.statement}
        found.append(Appearance.objects.create(claim=claim, home_claim=claim, article=article, **place).pk)
    return found


def where(claim: Claim) -> set[int]:
    return set(Appearance.objects.filter(claim=claim).values_list("pk", flat=True))


def merge(claim: Claim, target: Claim) -> None:
    move(claim, "merge", by=cast().ravi, target=Claim.objects.get(pk=target.pk))


def unmerge(claim: Claim) -> None:
    move(claim, "unmerge", by=cast().edda, note="They differ after all.")


def test_a_merge_moves_the_appearances_and_both_histories_say_how_many() -> None:
    claim, target = a_claim(), a_claim()
    mine, theirs = said(claim, 2), said(target)
    merge(claim, target)
    assert where(target) == {*mine, *theirs}
    assert where(claim) == set()
    for one, verb in ((claim, "merge"), (target, "absorb")):
        assert one.events.get(verb=verb).changes["n_appearances_moved"] == [None, 2]


def test_evidence_and_draft_stay_where_they_are() -> None:
    claim, target = a_claim(), a_claim()
    evidence = a_piece_of_evidence(claim)
    merge(claim, target)
    assert Evidence.objects.get(pk=evidence.pk).claim == claim
    unmerge(claim)
    assert Evidence.objects.get(pk=evidence.pk).claim == claim


def test_undoing_gives_back_exactly_what_moved_whatever_came_meanwhile() -> None:
    claim, target, other = a_claim(), a_claim(), a_claim()
    mine, theirs, more = said(claim, 2), said(target), said(other)
    merge(claim, target)
    merge(other, target)
    later = said(target)
    unmerge(claim)
    assert where(claim) == set(mine)
    assert where(target) == {*theirs, *more, *later}
    assert target.events.get(verb="give_back").changes == {
        "merged_claim": [claim.pk, None],
        "n_appearances_moved": [None, 2],
    }
    assert claim.events.get(verb="unmerge").changes["n_appearances_moved"] == [None, 2]


@pytest.mark.parametrize("order", ["first into second, undone first", "first into second, undone last"])
def test_a_chain_of_merges_is_undone_in_any_order(order: str) -> None:
    first, second, third = a_claim(), a_claim(), a_claim()
    of = {claim.pk: set(said(claim)) for claim in (first, second, third)}
    merge(first, second)
    merge(second, third)
    assert where(third) == of[first.pk] | of[second.pk] | of[third.pk]
    if order.endswith("first"):
        unmerge(first)
        assert where(first) == of[first.pk]
        assert where(third) == of[second.pk] | of[third.pk]
        unmerge(second)
    else:
        unmerge(second)
        assert where(second) == of[first.pk] | of[second.pk]
        unmerge(first)
    for claim in (first, second, third):
        assert where(claim) == of[claim.pk]
        assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_the_claim_that_really_held_them_says_that_it_gave_them_back() -> None:
    first, second, third = a_claim(), a_claim(), a_claim()
    said(first)
    merge(first, second)
    merge(second, third)
    unmerge(first)
    assert third.events.get(verb="give_back").changes["n_appearances_moved"] == [None, 1]
    assert second.events.get(verb="give_back").changes["n_appearances_moved"] == [None, 0]


def test_a_claim_that_was_merged_and_undone_can_be_merged_again_elsewhere() -> None:
    claim, target, other = a_claim(), a_claim(), a_claim()
    mine = said(claim)
    merge(claim, target)
    unmerge(claim)
    merge(claim, other)
    assert where(other) == set(mine)
    assert where(target) == set()


def test_no_circle_of_merges_can_be_made() -> None:
    first, second, third = a_claim(), a_claim(), a_claim()
    merge(first, second)
    merge(second, third)
    with pytest.raises(Refused, match=f"Claim {first.pk} is itself merged into claim {second.pk}. Choose that one."):
        merge(third, first)
