"""Real threads on claimants: nobody waits in a circle, nobody is there twice, nothing frozen changes."""

from __future__ import annotations

import random

import pytest

from claims import proof
from claims.models import Claim, Claimant, ClaimantAlias, Named, State
from claims.workflow.claimants import merge_claimants, undo_merge
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in, make_ready_to_submit
from tests.races.test_moves import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]


def test_articles_that_name_the_same_people_in_another_order_never_wait_in_a_circle() -> None:
    names = [f"Person {letter}" for letter in "abcdefghijklmnopqrst"]
    Claimant.objects.find_or_add_all([Named(name) for name in names])
    for seed in range(5):
        Claimant.objects.update(description="", kind=Claimant.Kind.UNKNOWN)
        orders = [random.Random(f"{seed} {k}").sample(names, len(names)) for k in range(4)]
        n_wins, _ = race(
            *[
                lambda order=order: Claimant.objects.find_or_add_all([Named(name, "mayor", "person") for name in order])
                for order in orders
            ]
        )
        assert n_wins == len(orders)
    assert Claimant.objects.count() == ClaimantAlias.objects.count() == len(names)
    assert set(Claimant.objects.values_list("description", "kind")) == {("mayor", "person")}


def test_a_merge_and_changes_of_its_claims_all_come_through() -> None:
    people = cast()
    a_claim(claimant="Ada Holt")
    claims = [a_claim(claimant="Holt") for _ in range(10)]
    short, full = Claimant.objects.get(name="Holt"), Claimant.objects.get(name="Ada Holt")
    for claim in reversed(claims[-4:]):
        n_wins, refusals = race(
            lambda: merge_claimants(short, full, by=people.mona),
            lambda claim=claim: move(claim, "accept", by=people.edda),
        )
        assert (n_wins, refusals) == (2, [])
        assert not short.claims.exists()
        undo_merge(short.merges.get(undone_at=None), by=people.mona)
    assert all(proof.find_flaw(claim) is None for claim in Claim.objects.all())


def test_a_claim_that_goes_to_review_meanwhile_keeps_the_claimant_that_reviewers_read() -> None:
    people = cast()
    a_claim(claimant="Ada Holt")
    full = Claimant.objects.get(name="Ada Holt")
    for number in range(4):
        claim = claim_in(State.RESEARCHING, claimant=f"Holt {number}")
        make_ready_to_submit(claim, by=people.ravi)
        short = Claimant.objects.get(name=f"Holt {number}")
        race(
            lambda short=short: merge_claimants(short, full, by=people.mona),
            lambda claim=claim: move(claim, "submit", by=people.ravi),
        )
        verbs = list(claim.events.order_by("version").values_list("verb", flat=True))
        behind = verbs[verbs.index("submit") :] if "submit" in verbs else []
        assert "merge_claimants" not in behind
        assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None
