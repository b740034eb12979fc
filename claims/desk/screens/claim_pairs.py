"""What a claim was matched with, as plain rows: other claims, published checks; the query and the reading of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet

from claims.models import CheckMatch, Claim, Match, State
from claims.text import reasons
from claims.text.reasons import Reason
from claims.web.urls import link_of

#: Pairs of each kind that one page reads, those of people first, then the best (count).
N_PAIRS = 40
_LOOKS = {"true": "true", "mixture": "half-true", "false": "false"}
_RELATIONS = {"same": "the same claim", "contradicts": "the contrary", "related": "a related claim"}


@dataclass(frozen=True)
class PairRow:
    """The machine's proposal, and beside it what a person decided."""

    pk: int
    score: float
    relation: str
    reasons: list[Reason]
    contradictions: list[Reason]
    decision: str
    decided_relation: str
    decided_by: str
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """No person stands behind it now."""
        return self.decision in ("suggested", "linked")

    @property
    def counts_as(self) -> str:
        """The relation that holds: the person's, else the machine's; empty when it is another matter."""
        return "" if self.decision == "rejected" else self.decided_relation or self.relation

    @property
    def proposed(self) -> str:
        return _RELATIONS.get(self.relation, self.relation)

    @property
    def decided(self) -> str:
        return _RELATIONS.get(self.decided_relation, self.decided_relation)


@dataclass(frozen=True)
class MatchRow(PairRow):
    """Another claim, seen from this one, whichever of the two it was found for."""

    other: int
    statement: str
    state: str

    @property
    def can_take_it_in(self) -> bool:
        return self.state not in (State.MERGED, State.DISMISSED, State.RETRACTED)


@dataclass(frozen=True)
class CheckRow(PairRow):
    """A check that somebody published."""

    statement: str
    title: str
    url: str
    publisher: str
    claimant: str
    reviewed_on: date | None
    rating: str
    outcome: str
    withdrawn_at: datetime | None = field(default=None)

    @property
    def link(self) -> str:
        return link_of(self.url)

    @property
    def look(self) -> str:
        return look_of(self.outcome)


def look_of(outcome: str) -> str:
    """The class and icon of our own rating that is nearest to the outcome of a FactCheck."""
    return _LOOKS.get(outcome, "unproven")


@dataclass(frozen=True)
class MergedRow:
    pk: int
    statement: str


# ── the query ──

_PAIR = {name: name for name in ("score", "relation", "reasons", "contradictions", "decision", "decided_relation")}
_PERSON = {name: f"decided_by__{name}" for name in ("first_name", "last_name", "username")}
_CHECK = {
    name: f"fact_check__{name}"
    for name in (
        "statement",
        "title",
        "url",
        "publisher",
        "claimant",
        "reviewed_on",
        "rating",
        "outcome",
        "withdrawn_at",
    )
}


def pair_columns(list_of: Callable[..., Any]) -> dict[str, Any]:
    """Columns of a claim's row, each a JSON list; `list_of` as in claim_short_lists."""
    whole = {**_PAIR, **_PERSON, "decided_at": "decided_at"}
    return {
        "matches_json": list_of(
            _best(Match, "claim"),
            "claim",
            other="other",
            other_statement="other__statement",
            other_state="other__state",
            **whole,
        ),
        "matched_json": list_of(
            _best(Match, "other"),
            "other",
            other="claim",
            other_statement="claim__statement",
            other_state="claim__state",
            **whole,
        ),
        "checks_json": list_of(_best(CheckMatch, "claim"), "claim", **whole, **_CHECK),
        "merged_json": list_of(
            QuerySet(Claim).filter(merged_into=OuterRef("pk")), "merged_into", statement="statement"
        ),
    }


def _best(model: type[Match | CheckMatch], end: str) -> QuerySet[Any]:
    """A claim that ten thousand others resemble has a page of its own all the same."""
    best: QuerySet[Any] = (
        QuerySet(model)
        .filter(**{end: OuterRef(OuterRef("pk"))})
        .order_by(F("decided_at").asc(nulls_last=True), "-score", "pk")
    )
    return QuerySet(model).filter(pk__in=best.values("pk")[:N_PAIRS])


# ── from JSON to rows ──


def read_pairs(found: Mapping[str, Any], moment: Callable[[str | None], datetime | None]) -> dict[str, Any]:
    """The lists of `pair_columns` as rows: matches, checks, merged. `moment` reads a time as the database wrote it."""
    pairs = [*(found["matches_json"] or []), *(found["matched_json"] or [])]
    checks = found["checks_json"] or []
    return {
        "matches": [
            MatchRow(
                **_pair(row, moment), other=row["other"], statement=row["other_statement"], state=row["other_state"]
            )
            for row in sorted(pairs, key=_order)
        ],
        "checks": [_check(row, moment) for row in sorted(checks, key=_order)],
        "merged": [
            MergedRow(row["id"], row["statement"])
            for row in sorted(found["merged_json"] or [], key=lambda row: int(row["id"]))
        ],
    }


def _order(row: dict[str, Any]) -> tuple[float, int]:
    return -float(row["score"]), int(row["id"])


def _pair(row: dict[str, Any], moment: Callable[[str | None], datetime | None]) -> dict[str, Any]:
    name = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
    return {
        "pk": row["id"],
        "score": float(row["score"]),
        "relation": row["relation"],
        "reasons": _reasons(row["reasons"]),
        "contradictions": _reasons(row["contradictions"]),
        "decision": row["decision"],
        "decided_relation": row["decided_relation"],
        "decided_by": name or row["username"] or "",
        "decided_at": moment(row["decided_at"]),
    }


def _check(row: dict[str, Any], moment: Callable[[str | None], datetime | None]) -> CheckRow:
    reviewed_on = row["reviewed_on"]
    return CheckRow(
        **_pair(row, moment),
        **{name: row[name] for name in ("statement", "title", "url", "publisher", "claimant", "rating", "outcome")},
        reviewed_on=date.fromisoformat(reviewed_on[:10]) if reviewed_on else None,
        withdrawn_at=moment(row["withdrawn_at"]),
    )


def _reasons(value: Any) -> list[Reason]:
    """SQLite hands JSON inside JSON over as text."""
    return reasons.from_json(json.loads(value) if isinstance(value, str) else value)
