"""Answers of the API: one thing with its version, or a page of many with the way to the next."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from claims.api.problems import Unreadable
from claims.errors import Refused
from claims.paging import beyond

Row = TypeVar("Row", bound=Model)
MOST_AT_ONCE = 100
JSON = "application/json; charset=utf-8"
BAD_CURSOR = "This cursor does not belong to this list. Begin again without it."


class Place(Schema):
    """Where in a list one is."""

    cursor: Annotated[
        str, Field(max_length=500, description="`next_cursor` of the page before; the first page needs none.")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_AT_ONCE, description="Rows on a page.")] = 50


def one(thing: Schema, *, status: int = 200, etag: str = "", location: str = "") -> HttpResponse:
    response = HttpResponse(thing.model_dump_json(), status=status, content_type=JSON)
    if etag:
        response.headers["ETag"] = etag
    if location:
        response.headers["Location"] = location
    return response


def page(
    request: HttpRequest,
    rows: QuerySet[Row],
    order: Sequence[str],
    place: Place,
    show: Callable[[Row], Schema],
    *,
    is_ascending: bool = False,
    blanks_last: bool = False,
) -> HttpResponse:
    """Some rows after the cursor, which holds the order's values of the last row before: rows that come, go or change
    their place meanwhile neither double nor hide those that stay.

    `order`: columns that are not null, all descending (or all ascending), the last one unique. `blanks_last`: the first
    one may be null; rows where it is come behind all others, in the order of the rest.
    """
    if strange := sorted(set(request.GET) - set(type(place).model_fields)):
        known = ", ".join(type(place).model_fields)
        raise Refused(f"This list has nothing called “{strange[0][:60]}”. It knows: {known}.")
    marker = _values(rows, order, place.cursor, blanks_last=blanks_last) if place.cursor else None
    parts = [(rows, order)]
    if blanks_last:
        blank = f"{order[0]}__isnull"
        parts = [(rows.filter(**{blank: False}), order), (rows.filter(**{blank: True}), order[1:])]
    if marker is not None and marker[0] is None:
        parts, marker = parts[1:], marker[1:]
    sign = "" if is_ascending else "-"
    found: list[Row] = []
    for part, columns in parts:
        after = part.filter(beyond(columns, marker, goes_up=is_ascending)) if marker else part
        marker = None
        found += after.order_by(*(f"{sign}{name}" for name in columns))[: place.limit + 1 - len(found)]
        if len(found) > place.limit:
            break
    has_more, found = len(found) > place.limit, found[: place.limit]
    cursor = _cursor(order, found[-1]) if has_more else None
    items = ",".join(show(row).model_dump_json() for row in found)
    response = HttpResponse(f'{{"items":[{items}],"next_cursor":{json.dumps(cursor)}}}', content_type=JSON)
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response.headers["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
    return response


def _cursor(order: Sequence[str], last: Model) -> str:
    values = [getattr(last, name) for name in order]
    plain = [value.isoformat() if isinstance(value, datetime | date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([",".join(order), *plain]).encode()).decode().rstrip("=")


def _values(rows: QuerySet[Any], order: Sequence[str], cursor: str, *, blanks_last: bool) -> tuple[Any, ...]:
    """The values of the order that a cursor holds, as the columns have them; only a first one may be None, if blank.

    Raises Unreadable.
    """
    try:
        given = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        name, *values = given
        if name != ",".join(order) or len(values) != len(order) or any(isinstance(it, list | dict) for it in values):
            raise Unreadable(BAD_CURSOR)
        fields = [rows.model._meta.pk if name == "pk" else rows.model._meta.get_field(name) for name in order]
        read = tuple(_in_utc(field.to_python(value)) for field, value in zip(fields, values, strict=True))
    except (ValueError, TypeError, binascii.Error, RecursionError, ValidationError, OverflowError) as error:
        raise Unreadable(BAD_CURSOR) from error
    if any(value is None for value in (read[1:] if blanks_last else read)):
        raise Unreadable(BAD_CURSOR)
    return read


def _in_utc(value: Any) -> Any:
    """As databases take moments. Raises ValueError for one without a zone, OverflowError beyond the years 1 to 9999."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value
