"""What the list of claims reads: every claim that its filters let through, page by page, and the saved filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When
from django.http import QueryDict
from django.urls import reverse

from claims import access
from claims.desk.forms.claim_list import ClaimFilter
from claims.desk.screens import shell
from claims.desk.screens.board import cards
from claims.desk.web import whole_number
from claims.listing import SORTS, WITH_BLANKS, narrowed
from claims.models import Claim, ClaimEvent, Role, SavedFilter, User
from claims.paging import Page, page_of

PAGE_SIZE = 50
#: A page that is open is not asked about more events than these: it is drawn anew.
N_EVENTS = 200
#: Saved filters that a person sees; where there are more, all of their own come before those that others share.
N_SAVED = 60


def page(chosen: dict[str, Any], asked: QueryDict, *, by: User) -> Page[Claim]:
    sort = chosen.get("sort", "")
    _, order, is_ascending = SORTS[sort]
    rows = cards(narrowed(chosen, by=by))
    return page_of(rows, order, asked, size=PAGE_SIZE, is_ascending=is_ascending, blanks_last=sort in WITH_BLANKS)


def mark_of(claims: Sequence[Claim], newest_event: int) -> str:
    """What is shown, as of which version and with whom on it, behind the newest event of all: 99~12.3.7-15.1.

    `newest_event`: of before the claims were read, so that none is missed.
    """
    return f"{newest_event}~{'-'.join(map(_as_shown, claims))}"


def _as_shown(claim: Claim) -> str:
    lease = getattr(claim, "lease", None)
    on_it = lease.person_id if lease is not None and lease.minutes_left else ""
    return f"{claim.pk}.{claim.version}.{on_it}"


def stands_still(mark: str, asked: QueryDict, *, by: User) -> bool:
    """Whether each claim in it is as it was, and no other one that the filters let through has changed since.

    Two queries where nothing happened at all, however long the list behind the page is.
    """
    newest_event, is_mark, shown = mark.partition("~")
    seen = shown.split("-")[:PAGE_SIZE] if shown else []
    keys = [whole_number(each.partition(".")[0]) for each in seen]
    found = (
        Claim.objects.filter(pk__in=keys).select_related("lease").only("version", "lease__person", "lease__until_at")
    )
    claims = found.in_bulk()
    if not is_mark or [_as_shown(claims[key]) if key in claims else None for key in keys] != seen:
        return False
    since = ClaimEvent.objects.filter(pk__gt=whole_number(newest_event)).order_by("pk")
    changed = list(since.values_list("claim", flat=True)[:N_EVENTS])
    if len(changed) == N_EVENTS:
        return False  # so much has happened that the next questions are to begin from here
    others = set(changed).difference(keys)
    return not others or not narrowed(ClaimFilter(asked).chosen, by=by).filter(pk__in=others).exists()


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
    own_first = visible.annotate(is_own=Case(When(owner=by, then=1), default=0)).order_by("-is_own", "name", "pk")
    rows = list(visible.filter(pk__in=own_first.values("pk")[:N_SAVED]).order_by("name", "pk"))
    counted: dict[str, int] = {}
    if with_counts:
        filters = ClaimFilter(QueryDict())
        chosen = {f"n_{row.pk}": filters.chosen_in(QueryDict(row.query)) for row in rows}
        counted = shell.count_each(by, {name: narrowed(each, by=by) for name, each in chosen.items()})
    is_editor = access.has_role(by, Role.EDITOR)
    return [
        Saved(
            row,
            may_change=row.owner_id == by.pk or (row.is_shared and is_editor),
            count=shell.label(counted[f"n_{row.pk}"]) or "0" if counted else "",
        )
        for row in rows
    ]


def load_saved(pk: int, *, by: User) -> SavedFilter:
    """To be changed: by its owner, a shared one by an editor too. Others' own ones are not there."""
    found = SavedFilter.objects.filter(Q(owner=by) | Q(is_shared=True), pk=pk).first()
    if found is None:
        raise access.NotFound("This saved filter does not exist any more. Look at the list of saved filters.")
    if found.owner_id != by.pk and not access.has_role(by, Role.EDITOR):
        raise access.Forbidden("Only its owner or an editor can change a shared filter. Save one of your own instead.")
    return found
