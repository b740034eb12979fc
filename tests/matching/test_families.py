"""Claims that say the same are one family, however many steps lie between; contraries stand against it."""

from itertools import pairwise

import pytest

from claims.matching.decisions import confirm, reject, take_back
from claims.matching.families import N_FAMILY, family_of
from claims.models import Claim, Match
from claims.workflow.moves import move
from tests.builders import a_claim, cast

pytestmark = pytest.mark.django_db


def tie(one: Claim, other: Claim, **values: object) -> Match:
    newer, older = max(one.pk, other.pk), min(one.pk, other.pk)
    return Match.objects.create(claim_id=newer, other_id=older, **{"score": 0.9, "decision": "linked", **values})


def claims(count: int) -> list[Claim]:
    return [a_claim() for _ in range(count)]


def test_a_family_reaches_over_many_steps_and_looks_the_same_from_all_but_oneself() -> None:
    chain = claims(6)
    for one, other in pairwise(chain):
        tie(one, other)
    everybody = {claim.pk for claim in chain}
    for claim in chain:
        assert set(family_of(claim.pk).same) == everybody - {claim.pk}
        assert family_of(claim.pk).contrary == []


def test_what_is_only_suggested_or_was_rejected_or_taken_back_joins_nothing() -> None:
    one, other, third = claims(3)
    tie(one, other, decision="suggested")
    pair = tie(one, third)
    reject(pair, by=cast().ravi)
    assert family_of(one.pk).same == []
    take_back(Match.objects.get(pk=pair.pk), by=cast().ravi)
    assert family_of(one.pk).same == []
    confirm(Match.objects.get(pk=pair.pk), "same", by=cast().ravi)
    assert family_of(one.pk).same == [third.pk]


def test_a_contrary_stands_against_the_whole_family_with_its_own_family() -> None:
    says, says_too, denies, denies_too, beyond = claims(5)
    tie(says, says_too)
    tie(says_too, denies, decision="suggested", relation="contradicts")
    tie(denies, denies_too)
    tie(denies_too, beyond, decision="confirmed", relation="same", decided_relation="contradicts")
    assert family_of(says.pk).same == [says_too.pk]
    assert family_of(says.pk).contrary == [denies.pk, denies_too.pk]
    assert set(family_of(denies.pk).contrary) == {says.pk, says_too.pk, beyond.pk}


def test_a_persons_word_counts_before_the_machines() -> None:
    one, other = claims(2)
    pair = tie(one, other, decision="suggested", relation="contradicts")
    assert family_of(one.pk).contrary == [other.pk]
    confirm(pair, "same", by=cast().edda)
    assert family_of(one.pk).same == [other.pk]
    assert family_of(one.pk).contrary == []
    assert Match.objects.get().relation == "contradicts"


def test_a_merged_claim_brings_its_family_along() -> None:
    merged, relative, target = claims(3)
    tie(merged, relative)
    move(merged, "merge", by=cast().ravi, target=target)
    assert set(family_of(target.pk).same) == {merged.pk, relative.pk}
    assert set(family_of(relative.pk).same) == {merged.pk, target.pk}
    move(merged, "unmerge", by=cast().ravi, note="Another matter.")
    assert family_of(target.pk).same == []


def test_a_huge_family_is_cut_and_says_so() -> None:
    hub, *others = claims(N_FAMILY + 5)
    for other in others:
        tie(hub, other)
    found = family_of(hub.pk)
    assert len(found.same) + 1 == N_FAMILY
    assert found.is_cut
    assert not family_of(a_claim().pk).is_cut
