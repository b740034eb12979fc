"""Pages by key, not by number: the hundredth page costs what the first does, and nothing is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the queries of the pages beside it (empty: there is none)."""

    rows: list[Row]
    next_query: str
    previous_query: str


def page_of(
    rows: QuerySet[Row],
    order: Sequence[str],
    asked: QueryDict,
    *,
    size: int,
    is_ascending: bool = False,
    blanks_last: bool = False,
) -> Page[Row]:
    """The page that `?after=<pk>` or `?before=<pk>` asks for, else the first.

    `order`: names of columns that are not null, all descending (or all ascending), the last one unique;
    an index should hold them. A row that is gone leads to the first page. `blanks_last`: the first column may be null;
    rows where it is come behind all others, in the order of the rest.
    """
    marker = _marker(rows, order, asked)
    parts = [(lambda: rows, order)]
    if blanks_last:
        filled, blank = ({f"{order[0]}__isnull": is_blank} for is_blank in (False, True))
        parts = [(lambda: rows.filter(**filled), order), (lambda: rows.filter(**blank), order[1:])]
    begin = int(marker is not None and marker[0] is None)
    return _page(parts, marker[begin:] if marker else None, begin, asked, size=size, is_ascending=is_ascending)


def page_of_parts(
    parts: Sequence[Callable[[], QuerySet[Row]]], order: Sequence[str], asked: QueryDict, *, size: int
) -> Page[Row]:
    """The same of several lists, one behind the other and each in `order`, descending; no row may stand in two of them.

    A list is asked for when the page reaches it.
    """
    kept = [cache(part) for part in parts]
    marker, begin = _marker(kept[0](), order, asked), 0
    if marker and len(kept) > 1:
        pk = asked["after" if "after" in asked else "before"]
        here = next((at for at, part in enumerate(kept) if part().filter(pk=pk).exists()), None)
        begin, marker = (0, None) if here is None else (here, marker)
    return _page([(part, order) for part in kept], marker, begin, asked, size=size, is_ascending=False)


def _page(
    parts: Sequence[tuple[Callable[[], QuerySet[Row]], Sequence[str]]],
    marker: tuple[Any, ...] | None,
    begin: int,
    asked: QueryDict,
    *,
    size: int,
    is_ascending: bool,
) -> Page[Row]:
    """Beyond `marker`, which stands in part `begin` and has the values of its order."""
    is_backward = marker is not None and "after" not in asked
    goes_up = is_backward != is_ascending
    found: list[Row] = []
    for at in range(begin, -1, -1) if is_backward else range(begin, len(parts)):
        part, order = parts[at]
        chosen = part().filter(beyond(order, marker, goes_up=goes_up)) if marker and at == begin else part()
        found += chosen.order_by(*(name if goes_up else f"-{name}" for name in order))[: size + 1 - len(found)]
        if len(found) > size:
            break
    has_more, found = len(found) > size, found[:size]
    if is_backward:
        found.reverse()
    has_next, has_previous = (True, has_more) if is_backward else (has_more, marker is not None)
    return Page(
        rows=found,
        next_query=_query(asked, after=found[-1].pk) if found and has_next else "",
        previous_query=_query(asked, before=found[0].pk) if found and has_previous else "",
    )


def _marker(rows: QuerySet[Row], order: Sequence[str], asked: QueryDict) -> tuple[Any, ...] | None:
    """What the order says of the row that the page stands beside."""
    pk = asked.get("after", asked.get("before", ""))
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return rows.model._default_manager.filter(pk=pk).values_list(*order).first()  # noqa: SLF001 - there is no public name


def beyond(order: Sequence[str], marker: tuple[Any, ...], *, goes_up: bool) -> Q:
    """(a, b, c) < or > marker, column by column; a bound on the first column lets the index start where it should."""
    sign = "gt" if goes_up else "lt"
    beyond, equal = Q(), Q()
    for name, value in zip(order, marker, strict=True):
        beyond |= equal & Q(**{f"{name}__{sign}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{order[0]}__{sign}e": marker[0]}) & beyond


def _query(asked: QueryDict, **place: int) -> str:
    query = asked.copy()
    for name in ("after", "before", "seen"):
        query.pop(name, None)
    for name, pk in place.items():
        query[name] = str(pk)
    return "?" + query.urlencode()
