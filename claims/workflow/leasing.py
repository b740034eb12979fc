"""Who is on a claim just now. A lease warns the others, blocks nobody and ends by itself.

It is no event: it changes nothing about the claim, and a history of who sat where is nobody's business.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from claims import access, notices, policy
from claims.models import Claim, ClaimLease, Notice, User


def take_lease(claim: Claim, *, by: User) -> ClaimLease:
    """From now on others see that this person is on it. Whoever was on it until now gets a notice."""
    access.require_desk_member(by)
    now = timezone.now()
    with transaction.atomic():
        before = ClaimLease.objects.select_for_update(of=("self",)).filter(claim=claim).select_related("person").first()
        values = {"person": by, "taken_at": now, "until_at": _end()}
        lease, _ = ClaimLease.objects.update_or_create(claim=claim, defaults=values)
        if before is not None and before.person_id != by.pk and before.until_at > now:
            notices.give(
                [before.person],
                kind=Notice.Kind.LEASE,
                key=f"lease:{claim.pk}:{now.isoformat()}",
                text=f"{by} has taken over the claim {notices.short(claim.statement)}, which you were on.",
                claim=claim,
            )
    return lease


def give_up_lease(claim: Claim, *, by: User) -> None:
    """One's own, before its time. Not being on it is fine too. The row stays, so that open lists hear that it ended."""
    now = timezone.now()
    ClaimLease.objects.filter(claim=claim, person=by, until_at__gt=now).update(until_at=now)


def keep_lease(claim: Claim, *, by: User) -> None:
    """Whoever writes at the claim is still on it."""
    ClaimLease.objects.filter(claim=claim, person=by, until_at__gt=timezone.now()).update(until_at=_end())


def mark_of_all() -> str:
    """Changes whenever anybody's lease begins, moves or ends: for lists that show them."""
    live = ClaimLease.objects.filter(until_at__gt=timezone.now())
    found = live.aggregate(n=Count("pk"), newest=Max("until_at"))
    return f"{found['n']}.{found['newest']:%H%M%S%f}" if found["n"] else "0"


def forget_ended() -> None:
    """Rows of leases that ended a while ago say nothing any more, not even to lists that are open somewhere."""
    ClaimLease.objects.filter(until_at__lt=timezone.now() - timedelta(hours=1)).delete()


def _end() -> datetime:
    return timezone.now() + timedelta(minutes=policy.current().lease_minutes)
