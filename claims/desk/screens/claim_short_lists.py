"""Reads all short lists of a claim by one query instead of ten: as JSON, into the rows of claim_rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import (
    Aggregate,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    JSONField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject

from claims import access
from claims.desk.screens.claim_beside import beside_columns, read_beside
from claims.desk.screens.claim_pairs import pair_columns, read_pairs
from claims.desk.screens.claim_people import people_columns, read_people
from claims.desk.screens.claim_rows import (
    AppearanceRow,
    AskedRow,
    DeclarationRow,
    OriginRow,
    ReplyRow,
    Rows,
    SearchRow,
)
from claims.models import (
    Appearance,
    Assignment,
    Claim,
    CounterSearch,
    Evidence,
    InterestDeclaration,
    KeyElement,
    OriginDecision,
    ReplyRequest,
    Review,
    Sentence,
)

RowT = TypeVar("RowT")


def read_rows(claim_id: int, only: tuple[str, ...] = ()) -> Rows:
    """All short lists of a claim, or those of some columns, in one query. Raises NotFound when the claim is gone."""
    found = _read_lists(claim_id, only)
    if found is None:
        raise access.NotFound("This claim does not exist any more. Go back to the inbox.")
    elements = _rows(found["elements_json"], lambda row: KeyElement(claim_id=claim_id, **row))
    return Rows(
        key_elements=sorted(elements, key=lambda element: element.position),
        appearances=read_appearances(found["appearances_json"]),
        searches=_rows(found["searches_json"], _search),
        replies=_rows(found["replies_json"], _reply),
        declarations=_rows(found["declarations_json"], _declaration),
        asked=_rows(found["asked_json"], _asked),
        origins=_rows(found["origins_json"], _origin),
        protected=_rows(found["protected_json"], lambda row: int(row["id"])),
        **read_beside(found, _moment),
        **read_pairs(found, _moment),
        **read_people(found, _moment),
    )


# ── the query ──


class _JSONGroup(Aggregate):
    """All rows of a group as one JSON array, on both databases."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def list_of(rows: QuerySet[Any], group: str, **columns: str) -> Subquery:
    """The rows that hang on one row of the outer query, as a JSON list of {id, **columns}; None when there are none."""
    shape = _JSONGroup(JSONObject(id="pk", **columns))
    grouped = rows.order_by().annotate(row_group=F(group)).values("row_group").annotate(rows_json=shape)
    return Subquery(grouped.values("rows_json"), output_field=JSONField())


def _of_claim(model: type[Model], path: str = "claim") -> QuerySet[Any]:
    return QuerySet(model).filter(**{path: OuterRef("pk")})


def _person(path: str) -> dict[str, str]:
    return {name: f"{path}__{name}" for name in ("first_name", "last_name", "username")}


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


#: Stands for the claim's key in the query that is kept; no key is negative.
_ANY_CLAIM = -1


@cache
def _lists(vendor: str, only: tuple[str, ...]) -> tuple[str, tuple[Any, ...], list[str], list[str]]:
    """The lists of one claim as SQL, its parameters, its columns, those that are not asked for.

    Made once: making it costs ten times the asking.
    """
    columns = {**_work_columns(), "appearances_json": appearances_column(), **beside_columns(list_of)}
    columns |= {**pair_columns(list_of), **people_columns(list_of)}
    asked = {name: column for name, column in columns.items() if not only or name in only}
    lists = Claim.objects.filter(pk=_ANY_CLAIM).annotate(**asked).values(*asked).order_by()
    sql, params = lists.query.sql_with_params()
    return sql, params, list(asked), [name for name in columns if name not in asked]


def _read_lists(claim_id: int, only: tuple[str, ...]) -> dict[str, Any] | None:
    """Column -> what stands in it; None in those that are not asked for."""
    sql, params, asked, others = _lists(connection.vendor, only)
    with connection.cursor() as cursor:
        cursor.execute(sql, [claim_id if param == _ANY_CLAIM else param for param in params])
        found = cursor.fetchone()
    if found is None:
        return None
    values = {name: json.loads(value) if value else None for name, value in zip(asked, found, strict=True)}
    return {**dict.fromkeys(others), **values}


def _work_columns() -> dict[str, Subquery]:
    filed = Review.objects.filter(round=OuterRef("round"), reviewer=OuterRef("reviewer"), withdrawn_at=None)
    asked = _of_claim(Assignment, "round__claim").annotate(has_filed=Exists(filed))
    return {
        "elements_json": list_of(_of_claim(KeyElement), "claim", **_same("position", "text", "single_source_reason")),
        "searches_json": list_of(
            _of_claim(CounterSearch),
            "claim",
            **_same("place", "query", "result", "searched_at"),
            **_person("searched_by"),
        ),
        "replies_json": list_of(
            _of_claim(ReplyRequest),
            "claim",
            **_same("channel", "asked_on", "deadline_on", "reply", "replied_on"),
            **_person("asked_by"),
        ),
        "declarations_json": list_of(
            _of_claim(InterestDeclaration),
            "claim",
            **_same("person", "has_interest", "statement"),
            **_person("person"),
        ),
        "origins_json": list_of(
            _of_claim(OriginDecision), "claim", **_same("source", "joined_with", "reason"), **_person("decided_by")
        ),
        "protected_json": list_of(_of_claim(Evidence).exclude(visibility=Evidence.Visibility.PUBLIC), "claim"),
        "asked_json": list_of(
            asked, "round__claim", **_same("round", "reviewer", "excused_at", "has_filed"), **_person("reviewer")
        ),
    }


def appearances_column() -> Subquery:
    """Where the claim of the outer query was said; see `read_appearances`."""
    following = Sentence.objects.filter(
        article=OuterRef("article"), position=ExpressionWrapper(OuterRef("sentence__position") + 1, IntegerField())
    )
    return list_of(
        _of_claim(Appearance).annotate(following=Subquery(following.values("text")[:1])),
        "claim",
        title="article__title",
        url="article__url",
        outlet="article__outlet__name",
        published_on="article__published_on",
        sentence="sentence__text",
        sentence_start="sentence__start",
        origin="article__origin",
        origin_reason="article__origin_reason",
        **_same("article", "home_claim", "start", "quote", "speaker", "speaker_role", "verb", "is_direct", "following"),
    )


# ── from JSON to rows ──


def _rows(found: Any, read: Callable[[dict[str, Any]], RowT]) -> list[RowT]:
    return [read(row) for row in sorted(found or [], key=lambda row: int(row["id"]))]


def read_appearances(found: Any) -> list[AppearanceRow]:
    return _rows(found, _appearance)


def _name(row: dict[str, Any]) -> str:
    return f"{row['first_name']} {row['last_name']}".strip() or str(row["username"])


def _moment(value: str | None) -> datetime | None:
    """SQLite keeps times as text without a zone; both databases keep them in UTC."""
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def _appearance(row: dict[str, Any]) -> AppearanceRow:
    sentence, quote = row["sentence"] or "", row["quote"]
    start = row["start"] - (row["sentence_start"] or 0)
    if start < 0 or sentence[start : start + len(quote)] != quote:
        start = sentence.find(quote)
    inside = bool(sentence) and start >= 0
    return AppearanceRow(
        pk=row["id"],
        article=row["article"],
        title=row["title"] or row["url"] or f"Article {row['article']}",
        outlet=row["outlet"] or "",
        published_on=_day(row["published_on"]),
        home_claim=row["home_claim"],
        before=sentence[:start] if inside else "",
        quote=quote,
        after=sentence[start + len(quote) :] if inside else "",
        speaker=row["speaker"],
        speaker_role=row["speaker_role"],
        verb=row["verb"],
        is_direct=bool(row["is_direct"]),
        origin=row["origin"],
        origin_reason=row["origin_reason"],
        following=row["following"] or "",
    )


def _origin(row: dict[str, Any]) -> OriginRow:
    return OriginRow(row["source"], row["joined_with"], row["reason"], _name(row) if row["username"] else "")


def _search(row: dict[str, Any]) -> SearchRow:
    return SearchRow(row["id"], row["place"], row["query"], row["result"], _name(row), _moment(row["searched_at"]))


def _reply(row: dict[str, Any]) -> ReplyRow:
    return ReplyRow(
        pk=row["id"],
        channel=row["channel"],
        asked_on=_day(row["asked_on"]),
        deadline_on=_day(row["deadline_on"]),
        reply=row["reply"],
        replied_on=_day(row["replied_on"]),
        by=_name(row),
    )


def _declaration(row: dict[str, Any]) -> DeclarationRow:
    return DeclarationRow(row["person"], _name(row), bool(row["has_interest"]), row["statement"])


def _asked(row: dict[str, Any]) -> AskedRow:
    return AskedRow(row["round"], row["reviewer"], _name(row), bool(row["excused_at"]), bool(row["has_filed"]))
