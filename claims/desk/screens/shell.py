"""What every screen of the desk reads: counts for the navigation, the mark of the newest event. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import IntegerField, Model, QuerySet, Subquery

from claims import access
from claims.models import Assignment, Claim, ClaimEvent, Job, Notice, Review, Role, State, User

#: Beyond this a count is not told exactly: counting on would cost time and tell nobody anything.
MAX_COUNTED = 999


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
    filed = Review.objects.filter(reviewer=person, withdrawn_at=None).values("round")
    asked = Assignment.objects.filter(
        reviewer=person, excused_at=None, round__closed_at=None, round__completed_at=None
    ).exclude(round__in=filed)
    wanted: dict[str, QuerySet[Any]] = {
        "n_new": Claim.objects.filter(state=State.NEW),
        "n_asked": asked,
        "n_notices": Notice.objects.filter(person=person, read_at=None),
    }
    if may_retry_jobs(person):
        wanted["n_failed"] = Job.objects.filter(failed_at__isnull=False)
    found = count_each(person, wanted)
    return Counts(
        n_new=found["n_new"],
        n_mine=found["n_asked"] + found["n_notices"],
        n_failed=found.get("n_failed"),
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
