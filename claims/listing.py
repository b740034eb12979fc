"""Which claims a list shows, and in which order: the desk's pages, its files and the API narrow it alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from claims import access
from claims.models import OPEN_STATES, Appearance, Claim, Claimant, ReviewRound, Tip, User
from claims.models.claims import ClaimQuerySet

N_CLAIMANTS = 500
DUE = (
    ("overdue", "Overdue"),
    ("today", "Due today"),
    ("week", "Due within seven days"),
    ("dated", "With a due date"),
    ("none", "Without a due date"),
)
#: value -> (label, columns of the order, whether it rises)
SORTS: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "": ("Newest first", ("pk",), False),
    "changed": ("Changed last first", ("changed_at", "pk"), False),
    "priority": ("Most urgent first", ("priority", "score", "pk"), False),
    "score": ("Most check-worthy first", ("score", "pk"), False),
    "due": ("Due soonest first", ("due_on", "pk"), True),
}
#: Orders whose first column may be null: those who have nothing in it come last.
WITH_BLANKS = frozenset({"changed", "due"})


def narrowed(chosen: dict[str, Any], *, by: User) -> ClaimQuerySet:
    """All claims that these filters (ClaimFilter.chosen) let through. Every desk member may see every claim."""
    access.require_desk_member(by)
    claims = Claim.objects.filter(_plain(chosen), _by_time(chosen), _by_person(chosen, by))
    if "outlet" in chosen:
        claims = claims.filter(pk__in=Appearance.objects.filter(article__outlet=chosen["outlet"]).values("claim"))
    if "review" in chosen:
        claims = claims.filter(pk__in=ReviewRound.objects.filter(closed_at=None).values("claim"))
    if "readers" in chosen:
        claims = claims.filter(pk__in=Tip.objects.filter(claim__isnull=False).values("claim"))
    return claims.finding(chosen["q"]) if "q" in chosen else claims


def _plain(chosen: dict[str, Any]) -> Q:
    wanted = Q()
    if "state" in chosen:
        wanted &= Q(state__in=chosen["state"])
    for name in ("priority", "topic"):
        if name in chosen:
            wanted &= Q(**{name: chosen[name]})
    if "language" in chosen:
        wanted &= Q(language=chosen["language"].lower())
    if "score" in chosen:
        wanted &= Q(score__gte=chosen["score"] / 100)
    return wanted


def _by_time(chosen: dict[str, Any]) -> Q:
    wanted, today = Q(), timezone.localdate()
    due = {
        "overdue": Q(due_on__lt=today, state__in=OPEN_STATES),
        "today": Q(due_on=today),
        "week": Q(due_on__gte=today, due_on__lte=today + timedelta(days=7)),
        "dated": Q(due_on__isnull=False),
        "none": Q(due_on=None),
    }
    if "due" in chosen:
        wanted &= due[chosen["due"]]
    if "since" in chosen:
        wanted &= Q(created_at__gte=_midnight(chosen["since"]))
    if "until" in chosen and chosen["until"] < date.max:
        wanted &= Q(created_at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    if "embargo" in chosen:
        wanted &= Q(embargo_until__gt=timezone.now())
    return wanted


def _by_person(chosen: dict[str, Any], by: User) -> Q:
    wanted = Q()
    match chosen.get("who", ""):
        case "":
            pass
        case "none":
            wanted &= Q(researcher=None)
        case "me":
            wanted &= Q(researcher=by)
        case pk:
            wanted &= Q(researcher=int(pk))
    if "claimant" in chosen:
        named = Claimant.objects.matching(chosen["claimant"]).order_by().values_list("pk", flat=True)
        wanted &= Q(claimant__in=list(named[:N_CLAIMANTS]))
    return wanted


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
