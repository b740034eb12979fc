"""What a claim's page shows that changes without an event of the claim: jobs, finders, captures, relatives, names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, JSONField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import JSONObject

from claims.desk.screens.claim_rows import JobRow, RunRow
from claims.models import (
    ArchiveCopy,
    Assignment,
    Claim,
    ClaimEvent,
    ClaimLease,
    Evidence,
    FinderRun,
    Job,
    Match,
    User,
    Watch,
)

#: Jobs whose target is the claim and whose outcome the page shows.
_JOBS = ("match_claim", "gather_evidence", "assign_reviewers")


def beside_columns(list_of: Callable[..., Any]) -> dict[str, Any]:
    """Columns of a claim's row; `list_of` as in claim_short_lists."""
    own = OuterRef("pk")
    owed: QuerySet[Job] = QuerySet(Job).filter(name="ask_finder", target=OuterRef("pk"), failed_at=None)
    runs = QuerySet(FinderRun).filter(claim=own).annotate(due_at=Subquery(owed.values("due_at")[:1]))
    jobs: QuerySet[Job] = QuerySet(Job).filter(target=own, name__in=_JOBS)
    return {
        "version_json": JSONObject(version="version"),
        "jobs_json": list_of(jobs, "target", name="name", error="error", failed_at="failed_at"),
        "runs_json": list_of(
            runs, "claim", finder="finder", n_found="n_found", error="error", ran_at="ran_at", due_at="due_at"
        ),
        "captures_json": _captures(),
        "relatives_json": JSONObject(
            matched=_versions(QuerySet(Match).filter(claim=own), "claim", "other__version"),
            matching=_versions(QuerySet(Match).filter(other=own), "other", "claim__version"),
            merged=_versions(QuerySet(Claim).filter(merged_into=own), "merged_into", "version"),
        ),
        "names_json": list_of(
            _concerned(), "concerned", first_name="first_name", last_name="last_name", username="username"
        ),
    }


def _captures() -> Subquery:
    """How many of its cited pages could not be fetched, and how far a public archive is with them.

    What becomes of a fetch that fails, or of an archive's copy, is no event: nobody has changed the claim.
    """
    pages: QuerySet[Evidence] = (
        QuerySet(Evidence).filter(claim=OuterRef("pk")).exclude(visibility=Evidence.Visibility.NAMED)
    )
    stages = {stage: Count("pk", filter=Q(source__archive_copy__stage=stage)) for stage in ArchiveCopy.Stage.values}
    counts = JSONObject(unread=Count("pk", filter=~Q(source__error="")), **stages)
    grouped = pages.order_by().values("claim").annotate(counts_json=counts)
    return Subquery(grouped.values("counts_json"), output_field=JSONField())


def _concerned() -> QuerySet[User]:
    """Whom the page names: who did something to the claim, works on it, is asked, or watches.

    Not those whom only a line of history or a protected passage names: a new name of theirs shows at the next load.
    One list of their numbers leads to them: of five conditions SQLite asks each about everybody there is.
    """
    own = OuterRef(OuterRef("pk"))
    ways: list[QuerySet[Any]] = [
        QuerySet(ClaimEvent).filter(claim=own).values("by"),
        QuerySet(Claim).filter(pk=own).values("researcher"),
        QuerySet(Assignment).filter(round__claim=own).values("reviewer"),
        QuerySet(Watch).filter(claim=own).values("person"),
        QuerySet(ClaimLease).filter(claim=own).values("person"),
    ]
    first, *others = (way.order_by() for way in ways)
    found: QuerySet[User] = QuerySet(User)
    return found.filter(pk__in=first.union(*others)).annotate(concerned=Value(1))


def _versions(relatives: QuerySet[Any], group: str, version: str) -> Subquery:
    """Of all of them together: it grows whenever one of them changes."""
    return Subquery(relatives.order_by().values(group).annotate(n=Sum(version)).values("n"))


def read_beside(found: Mapping[str, Any], moment: Callable[[str | None], datetime | None]) -> dict[str, Any]:
    """The columns of `beside_columns` as fields of Rows. `moment` reads a time as the database wrote it."""
    return {
        "version": found["version_json"]["version"],
        "jobs": [
            JobRow(row["name"], row["error"], bool(row["failed_at"]))
            for row in sorted(found["jobs_json"] or [], key=lambda row: str(row["name"]))
        ],
        "runs": [_run(row, moment) for row in sorted(found["runs_json"] or [], key=lambda row: str(row["finder"]))],
        "captures": found["captures_json"] or {},
        "relatives": sum(n or 0 for n in (found["relatives_json"] or {}).values()),
        "names": sorted(
            (row["id"], row["first_name"], row["last_name"], row["username"]) for row in found["names_json"] or []
        ),
    }


def _run(row: Mapping[str, Any], moment: Callable[[str | None], datetime | None]) -> RunRow:
    due_at = moment(row["due_at"])
    return RunRow(
        row["id"], row["finder"], row["n_found"], row["error"], moment(row["ran_at"]), due_at is not None, due_at
    )
