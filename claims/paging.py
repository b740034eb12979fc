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
    rows: QuerySet[Row], order: Sequence[str], asked: QueryDict, *, size: int, is_ascending: bool = False
) -> Page[Row]:
    """The page that `?after=<pk>` or `?before=<pk>` asks for, else the first.

    `order`: names of columns that are not null, all descending (or all ascending), the last one unique;
    an index should hold them. A row that is gone leads to the first page.
    """
    return page_of_parts([lambda: rows], order, asked, size=size, is_ascending=is_ascending)


def page_of_parts(
    parts: Sequence[Callable[[], QuerySet[Row]]],
    order: Sequence[str],
    asked: QueryDict,
    *,
    size: int,
    is_ascending: bool = False,
    n_filled: int | None = None,
) -> Page[Row]:
    """The same of several lists, one behind the other and each in `order`; no row may stand in two of them.

    A list is asked for when the page reaches it. `n_filled`: rows of the lists behind so many have nothing in the first
    column, and stand in the order of the others.
    """
    part = cache(lambda at: parts[at]())
    order_of = [order if n_filled is None or at < n_filled else order[1:] for at in range(len(parts))]
    is_backward = "before" in asked and "after" not in asked
    pk = asked.get("before" if is_backward else "after", "")
    marker = _marker(part(0), order, pk)
    begin = 0
    if marker and len(parts) > 1:
        here = next((at for at in range(len(parts)) if part(at).filter(pk=pk).exists()), None)
        begin, marker = (0, None) if here is None else (here, marker[-len(order_of[here]) :])
    is_backward = is_backward and marker is not None
    goes_up = is_backward != is_ascending
    found: list[Row] = []
    for at in range(begin, -1, -1) if is_backward else range(begin, len(parts)):
        columns = order_of[at]
        chosen = part(at).filter(beyond(columns, marker, goes_up=goes_up)) if marker and at == begin else part(at)
        found += chosen.order_by(*(name if goes_up else f"-{name}" for name in columns))[: size + 1 - len(found)]
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


def _marker(rows: QuerySet[Row], order: Sequence[str], pk: str) -> tuple[Any, ...] | None:
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
