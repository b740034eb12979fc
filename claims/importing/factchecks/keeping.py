"""Keeps what was read: a batch of checks as FactCheck rows and how far the feed is done, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.importing.factchecks.check import Check, Row
from claims.models import CheckFeed, FactCheck, vectors

#: The fields that a feed may change.
FIELDS: Final = (
    "external_id", "statement", "title", "summary", "url", "publisher", "site", "claimant", "claimed_on",
    "reviewed_on", "rating", "outcome", "rating_value", "worst_value", "best_value", "language", "appearances",
)  # fmt: skip
_WRITTEN: Final = (*FIELDS, "feed", "withdrawn_at", "changed_at")
#: Checks that one statement looks up or writes: databases bear so many variables.
N_PER_STATEMENT: Final = 500
#: Refused rows that are kept with the feed, to be looked at.
N_PROBLEMS: Final = 100


@dataclass
class Tally:
    """What became of the rows of one reading. Rows that say the same as before are counted nowhere but in `n_read`."""

    n_read: int = 0
    n_checks: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_withdrawn: int = 0
    n_repeated: int = 0
    n_refused: int = 0


def keep(feed: CheckFeed, rows: Sequence[Row], checks: Sequence[Check], tally: Tally) -> None:
    """Write what is new or says something else than before, and how far the reading has come, or none of it."""
    now = timezone.now()
    with transaction.atomic():
        for at in range(0, len(checks), N_PER_STATEMENT):
            some = {check.identity: check for check in checks[at : at + N_PER_STATEMENT]}
            fresh = _differing(some, feed, now, tally)
            FactCheck.objects.bulk_create(
                fresh, update_conflicts=True, unique_fields=["identity"], update_fields=list(_WRITTEN)
            )
            vectors.fill(FactCheck._meta.db_table, using=connection.alias, limit=len(fresh))
        _note(feed, rows, tally)


def _differing(checks: dict[str, Check], feed: CheckFeed, now: datetime, tally: Tally) -> list[FactCheck]:
    """The rows to be written. Our own verdicts are among the checks since they were published, wherever they return."""
    known = {row.identity: row for row in FactCheck.objects.filter(identity__in=checks).order_by()}
    written: list[FactCheck] = []
    our_site = f"{settings.SITE_URL.rstrip('/')}/"
    for identity, check in checks.items():
        row = known.get(identity)
        if check.url.startswith(our_site) or (row and row.revision_id):
            continue
        what = _difference(row, check)
        if what:
            gone_at = now if check.is_withdrawn else None
            values = {name: getattr(check, name) for name in FIELDS}
            written.append(FactCheck(identity=identity, feed=feed, withdrawn_at=gone_at, **values))
            setattr(tally, what, getattr(tally, what) + 1)
    return written


def _difference(row: FactCheck | None, check: Check) -> str:
    """The counter of the tally that a check belongs to; "" when there is nothing to write."""
    if row is None:
        return "" if check.is_withdrawn else "n_new"
    if check.is_withdrawn:
        return "" if row.withdrawn_at else "n_withdrawn"
    is_same = row.withdrawn_at is None and all(getattr(row, name) == getattr(check, name) for name in FIELDS)
    return "" if is_same else "n_changed"


def _note(feed: CheckFeed, rows: Sequence[Row], tally: Tally) -> None:
    problems = [{"line": row.number, "reason": reason} for row in rows for reason in row.refused]
    feed.problems = [*feed.problems, *problems][:N_PROBLEMS]
    feed.position += len(rows)
    feed.n_read, feed.n_new, feed.n_refused = tally.n_read, tally.n_new, tally.n_refused
    feed.n_changed = tally.n_changed + tally.n_withdrawn
    feed.save(update_fields=["problems", "position", "n_read", "n_new", "n_changed", "n_refused"])
