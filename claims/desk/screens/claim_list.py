"""What the list of claims reads: every claim that its filters let through, page by page, and the saved filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from claims import access
from claims.desk.forms.claim_list import SORTS, ClaimFilter
from claims.desk.screens import shell
from claims.desk.screens.board import cards
from claims.models import OPEN_STATES, Appearance, Claim, Claimant, ReviewRound, Role, SavedFilter, Tip, User
from claims.models.claims import ClaimQuerySet
from claims.paging import Page, page_of

PAGE_SIZE = 50
#: Saved filters that a person sees: their own first, then those that others share.
N_SAVED = 60
N_CLAIMANTS = 500


def page(chosen: dict[str, Any], asked: QueryDict, *, by: User) -> Page[Claim]:
    _, order, is_ascending = SORTS[chosen.get("sort", "")]
    return page_of(cards(narrowed(chosen, by=by)), order, asked, size=PAGE_SIZE, is_ascending=is_ascending)


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
    if chosen.get("sort") == "due":
        claims = claims.filter(due_on__isnull=False)
    if chosen.get("sort") == "changed":
        claims = claims.filter(changed_at__isnull=False)
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
    if "until" in chosen:
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


@dataclass(frozen=True)
class Saved:
    """One saved filter as one person sees it; `count` is empty until it was asked for."""

    filter: SavedFilter
    may_change: bool
    count: str = ""

    @property
    def address(self) -> str:
        return f"{reverse('desk:claims')}?{self.filter.query}"


def saved_filters(by: User, *, with_counts: bool = False) -> list[Saved]:
    """Their own and the shared ones, by name. However many there are, the queries stay four."""
    visible = SavedFilter.objects.filter(Q(owner=by) | Q(is_shared=True)).select_related("owner")
    rows = list(visible.order_by("name", "pk")[:N_SAVED])
    counted: dict[str, int] = {}
    if with_counts:
        like = ClaimFilter(QueryDict())
        counted = shell.count_each(by, {f"n_{row.pk}": _of(row, by, like) for row in rows})
    is_editor = access.has_role(by, Role.EDITOR)
    return [
        Saved(
            row,
            may_change=row.owner_id == by.pk or (row.is_shared and is_editor),
            count=shell.label(counted[f"n_{row.pk}"]) or "0" if counted else "",
        )
        for row in rows
    ]


def _of(saved: SavedFilter, by: User, like: ClaimFilter) -> ClaimQuerySet:
    return narrowed(ClaimFilter(QueryDict(saved.query), like=like).chosen, by=by)


def load_saved(pk: int, *, by: User) -> SavedFilter:
    """To be changed: by its owner, a shared one by an editor too. Others' own ones are not there."""
    found = SavedFilter.objects.filter(Q(owner=by) | Q(is_shared=True), pk=pk).first()
    if found is None:
        raise access.NotFound("This saved filter does not exist any more. Look at the list of saved filters.")
    if found.owner_id != by.pk and not access.has_role(by, Role.EDITOR):
        raise access.Forbidden("Only its owner or an editor can change a shared filter. Save one of your own instead.")
    return found
