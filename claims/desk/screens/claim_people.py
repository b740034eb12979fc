"""Rows about the people on a claim: lease, watchers, planned publication, questions to guests. Never a token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims.models import ClaimLease, GuestLink, PlannedPublication, Watch

_PERSON = {name: f"person__{name}" for name in ("first_name", "last_name", "username")}
_BY = {name: f"by__{name}" for name in ("first_name", "last_name", "username")}
_GUEST = (
    "kind", "asked_by", "reply_request", "addressee", "passage", "question", "asked_at", "expires_at", "revoked_at",
    "stance", "text", "name", "affiliation", "may_publish", "answered_at",
)  # fmt: skip


@dataclass(frozen=True)
class LeaseRow:
    person: int
    name: str
    until_at: datetime

    @property
    def minutes(self) -> int:
        return max(1, round((self.until_at - timezone.now()).total_seconds() / 60))


@dataclass(frozen=True)
class WatchRow:
    person: int
    name: str


@dataclass(frozen=True)
class PlannedRow:
    by: str
    planned_at: datetime | None


@dataclass(frozen=True)
class GuestRow:
    """A question to somebody outside and what became of it; never the token."""

    pk: int
    kind: str
    asked_by: int
    reply_request: int | None
    addressee: str
    passage: str
    question: str
    asked_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    stance: str
    text: str
    name: str
    affiliation: str
    may_publish: bool
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        is_live = self.expires_at is not None and self.expires_at > timezone.now()
        return is_live and self.answered_at is None and self.revoked_at is None

    @property
    def stance_label(self) -> str:
        return str(GuestLink.Stance(self.stance).label) if self.stance else ""


def people_columns(list_of: Callable[..., Any]) -> dict[str, Any]:
    """Columns of a claim's row, each a JSON list; `list_of` as in claim_short_lists."""
    own = OuterRef("pk")
    return {
        "leases_json": list_of(
            QuerySet(ClaimLease).filter(claim=own, until_at__gt=Now()),
            "claim",
            person="person",
            until_at="until_at",
            **_PERSON,
        ),
        "watches_json": list_of(QuerySet(Watch).filter(claim=own), "claim", person="person", **_PERSON),
        "planned_json": list_of(
            QuerySet(PlannedPublication).filter(claim=own), "claim", planned_at="planned_at", **_BY
        ),
        "guests_json": list_of(QuerySet(GuestLink).filter(claim=own), "claim", **{name: name for name in _GUEST}),
    }


def read_people(found: Mapping[str, Any], moment: Callable[[str | None], datetime | None]) -> dict[str, Any]:
    """The lists of `people_columns` as rows. `moment` reads a time as the database wrote it."""
    leases = [LeaseRow(row["person"], _name(row), moment(row["until_at"])) for row in found["leases_json"] or []]  # type: ignore[arg-type]
    return {
        "leases": leases,
        "watchers": sorted(
            (WatchRow(row["person"], _name(row)) for row in found["watches_json"] or []), key=lambda row: row.name
        ),
        "planned": [PlannedRow(_name(row), moment(row["planned_at"])) for row in found["planned_json"] or []],
        "guests": [_guest(row, moment) for row in sorted(found["guests_json"] or [], key=lambda row: int(row["id"]))],
    }


def _guest(row: Mapping[str, Any], moment: Callable[[str | None], datetime | None]) -> GuestRow:
    values = {name: row[name] for name in _GUEST}
    for name in ("asked_at", "expires_at", "revoked_at", "answered_at"):
        values[name] = moment(values[name])
    return GuestRow(pk=row["id"], **{**values, "may_publish": bool(values["may_publish"])})


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['first_name']} {row['last_name']}".strip() or str(row["username"])


# ── how early a reply has to be heard ──


def n_unheard(guests: Iterable[GuestRow], replies: Mapping[int, tuple[str, date | None]], *, is_editable: bool) -> int:
    """As Case.counts, from rows that the page has read; `replies`: {request: (reply, deadline)}."""
    found = 0
    for guest in guests:
        reply, deadline = replies.get(guest.reply_request or 0, ("", None))
        if guest.answered_at is None or guest.reply_request is None or reply:
            continue
        in_time = deadline is not None and guest.answered_at.date() <= deadline
        found += is_editable or in_time
    return found
