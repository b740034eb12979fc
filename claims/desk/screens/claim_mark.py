"""The mark of a claim's page: what it shows, and as of when, in a few letters. An open page asks whether it is another.

Only what everybody in the desk may see goes into it: whoever reads the address of the poll learns nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from claims.desk.screens.claim_people import LeaseRow
from claims.desk.screens.claim_rows import JobRow, RunRow
from claims.models import ArchiveCopy, Claim, Evidence, FinderRun, Job

#: Parts the mark of the lease from what else makes up a claim page's mark.
LEASE_PART = "~"
#: Jobs whose target is the claim and whose outcome the page shows.
JOBS = ("match_claim", "gather_evidence", "assign_reviewers")


def mark_of(
    version: int,
    jobs: Iterable[JobRow],
    runs: Iterable[RunRow],
    captures: Mapping[str, int] | None,
    lease: LeaseRow | None,
) -> str:
    """Changes whenever something on the page does: the claim's version, how far its jobs, finders and captures are.

    And when somebody takes the lease, gives it up or a minute of it passes. `captures`: as in `captures_column`.
    """
    work = [f"{row.name}.failed" if row.is_failed else row.name for row in sorted(jobs, key=lambda row: row.name)]
    looks = [
        f"{run.finder}{'.owed' if run.is_owed else ''}{'.error' if run.error else ''}"
        for run in sorted(runs, key=lambda run: run.finder)
        if run.is_owed or run.error
    ]
    pages = [f"{name}.{n}" for name, n in sorted((captures or {}).items()) if n]
    held = f"{lease.person}.{lease.minutes}" if lease else ""
    return "-".join([str(version), *work, *looks, *pages]) + LEASE_PART + held


def due_at() -> Subquery:
    """Of a FinderRun: when its job is due; None while none is owed, or when it has finally failed."""
    return Subquery(Job.objects.filter(name="ask_finder", target=OuterRef("pk"), failed_at=None).values("due_at")[:1])


def captures_column() -> Subquery:
    """Of a claim's row: how many of its cited pages could not be fetched, and how far a public archive is with them.

    What becomes of a fetch that fails, or of an archive's copy, is no event: nobody has changed the claim.
    """
    pages: QuerySet[Evidence] = (
        QuerySet(Evidence).filter(claim=OuterRef("pk")).exclude(visibility=Evidence.Visibility.NAMED)
    )
    stages = {stage: Count("pk", filter=Q(source__archive_copy__stage=stage)) for stage in ArchiveCopy.Stage.values}
    counts = JSONObject(unread=Count("pk", filter=~Q(source__error="")), **stages)
    grouped = pages.order_by().values("claim").annotate(counts_json=counts)
    return Subquery(grouped.values("counts_json"), output_field=JSONField())


def read_mark(claim_id: int) -> str:
    """The mark that the claim's page would have now (ClaimScreen.mark)."""
    columns = ("version", "lease__person", "lease__until_at", "captures_json")
    found = Claim.objects.filter(pk=claim_id).annotate(captures_json=captures_column()).values_list(*columns).first()
    version, person, until_at, captures = found or (0, None, None, None)
    jobs = [
        JobRow(name, error, failed_at is not None)
        for name, error, failed_at in Job.objects.filter(target=claim_id, name__in=JOBS).values_list(
            "name", "error", "failed_at"
        )
    ]
    runs = [
        RunRow(run.pk, run.finder, run.n_found, run.error, run.ran_at, run.due_at is not None, run.due_at)
        for run in FinderRun.objects.filter(claim=claim_id).annotate(due_at=due_at())
    ]
    is_held = person is not None and until_at is not None and until_at > timezone.now()
    lease = LeaseRow(person, "", until_at) if is_held else None  # type: ignore[arg-type]  # neither is None
    return mark_of(version, jobs, runs, captures, lease)
