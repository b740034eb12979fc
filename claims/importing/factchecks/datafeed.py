"""ClaimReview feeds in JSON: a schema.org DataFeed as Data Commons publishes it, a bare list, a graph, one review."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from claims.importing.factchecks import claimreview, elements, lines
from claims.importing.factchecks.check import Row

_TOO_LONG = "It is longer than 4 MB, which no check is."
_NO_JSON = "It is no JSON that can be read ({error})."
_TOO_DEEP = "It is nested too deeply to be read."


def rows(pieces: Iterable[bytes], *, feed: str) -> Iterator[Row]:
    """A row for each object of the feed, numbered from 1. Raises elements.BrokenOff where the feed does.

    A list of objects as they stand on lines elsewhere ({id, claim, ...}) is read too; `feed` owns their ids.
    """
    for number, element in enumerate(elements.split(pieces), 1):
        yield _row(number, element, feed)


def _row(number: int, element: bytes | None, feed: str) -> Row:
    if element is None:
        return Row(number, [], [_TOO_LONG])
    try:
        value = parse(element)
    except RecursionError:
        return Row(number, [], [_TOO_DEEP])
    except ValueError as error:
        return Row(number, [], [_NO_JSON.format(error=str(error)[:200])])
    checks, refused = claimreview.read(value)
    if not checks and not refused and lines.is_row(value):
        return lines.row(number, value, feed)
    if not checks and not refused and not _is_empty_place(value):
        refused = [lines.why_none(value, otherwise=lines.NO_REVIEW)]
    return Row(number, checks, refused)


def parse(raw: bytes) -> Any:
    """The JSON value; bytes that are no UTF-8 are replaced, control characters in strings forgiven.

    Raises ValueError, or RecursionError for what is nested too deeply.
    """
    return json.loads(raw.decode("utf-8", "replace"), strict=False)


def _is_empty_place(value: Any) -> bool:
    """Feeds keep the place of what is gone or not there yet: a DataFeedItem whose item is null."""
    return isinstance(value, dict) and "item" in value and not value["item"]
