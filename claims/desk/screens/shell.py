"""What every screen of the desk reads: counts for the navigation, the mark of the newest event. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import IntegerField, Model, QuerySet, Subquery

from claims import access
from claims.models import ClaimEvent, Role, State, User

#: Beyond this a count is not told exactly: counting on would cost time and tell nobody anything.
MAX_COUNTED = 999
#: In words of the database's own: every page and every open tab asks this, and Django takes 3 ms to write it.
_WAITING = """
SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM claims_claim WHERE state = %(new)s LIMIT %(most)s) AS counted),
    (SELECT COUNT(*) FROM (
        SELECT 1 FROM claims_assignment AS asked JOIN claims_reviewround AS round ON round.id = asked.round_id
        WHERE asked.reviewer_id = %(person)s AND asked.excused_at IS NULL
        AND round.closed_at IS NULL AND round.completed_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM claims_review AS filed
            WHERE filed.round_id = round.id AND filed.reviewer_id = %(person)s AND filed.withdrawn_at IS NULL
        ) LIMIT %(most)s
    ) AS counted),
    (SELECT COUNT(*) FROM (
        SELECT 1 FROM claims_notice WHERE person_id = %(person)s AND read_at IS NULL LIMIT %(most)s
    ) AS counted),
    (SELECT COUNT(*) FROM (SELECT 1 FROM claims_job WHERE failed_at IS NOT NULL LIMIT %(most)s) AS counted)
"""


@dataclass(frozen=True)
class Counts:
    """How many things wait: new claims, things for this person, failed jobs (None: not theirs to see)."""

    n_new: int
    n_mine: int
    n_failed: int | None
    roles_label: str = ""

    @property
    def mark(self) -> str:
        return f"{self.n_new}-{self.n_mine}-{self.n_failed}"

    @property
    def new_label(self) -> str:
        return label(self.n_new)

    @property
    def mine_label(self) -> str:
        return label(self.n_mine)

    @property
    def failed_label(self) -> str:
        return label(self.n_failed or 0)


def label(n: int) -> str:
    """A count as it is shown: nothing for none, 999+ where counting stopped."""
    return "" if n == 0 else str(n) if n <= MAX_COUNTED else f"{MAX_COUNTED}+"


class _Counted(Subquery):
    """How many rows a query finds, as a column: several counts cost one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def count_each(person: User, wanted: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each query, up to one more than MAX_COUNTED, in one query."""
    if not wanted:
        return {}
    counted = {name: _Counted(rows.order_by().values("pk")[: MAX_COUNTED + 1]) for name, rows in wanted.items()}
    return dict(User.objects.order_by().filter(pk=person.pk).annotate(**counted).values(*counted).get())


def counts(person: User | AnonymousUser) -> Counts | None:
    if not isinstance(person, User) or not access.is_desk_member(person):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"person": person.pk, "new": State.NEW, "most": MAX_COUNTED + 1})
        n_new, n_asked, n_notices, n_failed = cursor.fetchone()
    return Counts(
        n_new=n_new,
        n_mine=n_asked + n_notices,
        n_failed=n_failed if may_retry_jobs(person) else None,
        roles_label=", ".join(role.label for role in Role if role in person.roles),
    )


def may_retry_jobs(person: User) -> bool:
    return access.has_role(person, Role.EDITOR, Role.MODERATOR)


def count_up_to(rows: QuerySet[Model], limit: int = MAX_COUNTED + 1) -> int:
    """The number of rows, but never more than `limit`: the database stops counting there."""
    return rows.order_by()[:limit].count()


def newest_event() -> int:
    """The id of the newest event of all claims: the same number means that no claim has changed."""
    return ClaimEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
