"""Who is on a claim: seen by others, taken over with a word, and over by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import access, policy
from claims.models import Claim, ClaimEvent, ClaimLease, Notice, State
from claims.workflow import edits, leasing
from tests.builders import a_claim, cast, claim_in

pytestmark = pytest.mark.django_db


def on_it(claim: Claim) -> str | None:
    """Whose lease counts now."""
    live = ClaimLease.objects.filter(claim=claim, until_at__gt=timezone.now())
    return live.values_list("person__username", flat=True).first()


def test_a_lease_lasts_as_long_as_the_policy_says_and_is_no_event() -> None:
    claim = a_claim()
    with policy.overridden(lease_minutes=25):
        lease = leasing.take_lease(claim, by=cast().ravi)
    assert lease.minutes_left == 25
    assert ClaimEvent.objects.filter(claim=claim).count() == 1
    assert on_it(claim) == "ravi"


def test_taking_over_is_said_to_the_other_and_leaves_one_row() -> None:
    people, claim = cast(), a_claim()
    leasing.take_lease(claim, by=people.ravi)
    leasing.take_lease(claim, by=people.ravi)
    assert not Notice.objects.exists()
    leasing.take_lease(claim, by=people.lena)
    told = Notice.objects.get()
    assert (told.person, told.kind) == (people.ravi, Notice.Kind.LEASE)
    assert told.text.startswith("Lena has taken over the claim “")
    assert ClaimLease.objects.get(claim=claim).person == people.lena


def test_a_lease_that_ended_means_nothing_and_is_forgotten() -> None:
    people, claim = cast(), a_claim()
    leasing.take_lease(claim, by=people.ravi)
    ClaimLease.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    assert on_it(claim) is None
    leasing.keep_lease(claim, by=people.ravi)
    assert on_it(claim) is None
    leasing.take_lease(claim, by=people.lena)
    assert not Notice.objects.exists(), "nobody was on it any more"
    ClaimLease.objects.update(until_at=timezone.now() - timedelta(hours=2))
    leasing.forget_ended()
    assert not ClaimLease.objects.exists()


def test_only_ones_own_lease_is_given_up_or_kept() -> None:
    people, claim = cast(), a_claim()
    before = leasing.take_lease(claim, by=people.ravi).until_at
    leasing.give_up_lease(claim, by=people.lena)
    leasing.keep_lease(claim, by=people.lena)
    assert ClaimLease.objects.get().until_at == before
    leasing.keep_lease(claim, by=people.ravi)
    assert ClaimLease.objects.get().until_at > before
    leasing.give_up_lease(claim, by=people.ravi)
    assert on_it(claim) is None


def test_a_lease_blocks_nobodys_work() -> None:
    claim = claim_in(State.RESEARCHING)
    leasing.take_lease(claim, by=cast().lena)
    edits.edit_draft(claim, by=cast().ravi, rating=None, summary="Mine all the same.", text="")
    with pytest.raises(access.Forbidden):
        leasing.take_lease(claim, by=cast().otto)


def test_the_mark_of_all_leases_changes_when_one_begins_moves_or_ends() -> None:
    people, claim = cast(), a_claim()
    marks = [leasing.mark_of_all()]
    leasing.take_lease(claim, by=people.ravi)
    marks.append(leasing.mark_of_all())
    leasing.take_lease(claim, by=people.lena)
    marks.append(leasing.mark_of_all())
    assert len(set(marks)) == 3
    leasing.give_up_lease(claim, by=people.lena)
    assert leasing.mark_of_all() == marks[0]
