"""Real threads on pairs and merges: one decision stands, nothing that moved is lost, and nobody waits for ever."""

from __future__ import annotations

import pytest

from claims import policy, proof
from claims.matching.claims import match_claim
from claims.matching.decisions import confirm, reject
from claims.models import Appearance, Claim, ClaimEvent, Match
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast
from tests.races.test_moves import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]

N_THREADS, N_ROUNDS = 8, 5
FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"


def said(claim: Claim) -> Appearance:
    place = {"start": 0, "end": 3, "quote": "The"}
    return Appearance.objects.create(claim=claim, home_claim=claim, article=an_article(), **place)


def test_of_eight_people_deciding_about_one_pair_exactly_one_is_heard() -> None:
    people = cast()
    for _ in range(N_ROUNDS):
        one, other = a_claim(), a_claim()
        pair = Match.objects.create(claim=other, other=one, score=0.9)
        n_wins, refusals = race(
            *[lambda p=pair: confirm(p, "same", by=people.ravi)] * (N_THREADS // 2),
            *[lambda p=pair: reject(p, by=people.edda)] * (N_THREADS // 2),
        )
        assert n_wins == 1
        assert len(refusals) == N_THREADS - 1
        assert all("changed this meanwhile" in sentence for sentence in refusals), refusals
        for claim in (one, other):
            assert ClaimEvent.objects.filter(claim=claim, verb="decide_match").count() == 1
            assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_workers_that_match_the_same_claims_at_once_write_each_pair_once() -> None:
    claims = [a_claim(f"{FEE}{' again' * number}") for number in range(4)]
    n_wins, _ = race(*[lambda pk=claim.pk: match_claim(pk) for claim in claims * 2])
    assert n_wins == 8
    assert Match.objects.count() == 6


def test_the_machine_and_a_person_at_once_leave_the_persons_decision() -> None:
    people = cast()
    for _ in range(N_ROUNDS):
        one, other = a_claim(FEE), a_claim(f"{FEE}, says the port")
        with policy.overridden(match_link_score=2.0):
            match_claim(other.pk)
        pair = Match.objects.get(claim=other, other=one)
        race(
            lambda p=pair: reject(p, by=people.ravi),
            lambda pk=one.pk: match_claim(pk),
            lambda pk=other.pk: match_claim(pk),
        )
        pair.refresh_from_db()
        assert pair.decision in ("rejected", "linked")
        if pair.decision == "linked":
            assert pair.decided_at is None
            reject(pair, by=people.ravi)


def test_merging_on_while_a_merge_is_undone_loses_nothing() -> None:
    people = cast()
    for _ in range(N_ROUNDS):
        first, second, third = a_claim(), a_claim(), a_claim()
        places = [said(claim) for claim in (first, second, third)]
        move(first, "merge", by=people.ravi, target=second)
        race(
            lambda a=first: move(a, "unmerge", by=people.edda, note="They differ."),
            lambda b=second, c=third: move(b, "merge", by=people.lena, target=c),
        )
        states = [Claim.objects.get(pk=claim.pk).state for claim in (first, second)]
        if states[0] == "merged":  # it was refused, because the other one was merged on: then it is done once more
            move(first, "unmerge", by=people.edda, note="They differ.")
        assert Appearance.objects.get(pk=places[0].pk).claim == first
        holder = third if states[1] == "merged" else second
        assert Appearance.objects.get(pk=places[1].pk).claim == holder
        for claim in (first, second, third):
            assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_a_claim_undone_by_eight_people_at_once_comes_back_once() -> None:
    people = cast()
    claim, target = a_claim(), a_claim()
    place = said(claim)
    move(claim, "merge", by=people.ravi, target=target)
    n_wins, refusals = race(*[lambda: move(claim, "unmerge", by=people.edda, note="They differ.")] * N_THREADS)
    assert n_wins == 1
    assert len(refusals) == N_THREADS - 1
    assert Appearance.objects.get(pk=place.pk).claim == claim
    assert ClaimEvent.objects.filter(claim=target, verb="give_back").count() == 1
