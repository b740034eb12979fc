"""Figures that the database knows best: what is owed, and since when. Every host tells the same, as of now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.db import DatabaseError, connections
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from claims import jobs, meters
from claims.models import Job


def of_the_queue() -> Iterator[Metric]:
    """Jobs by name and stage, and the age of the oldest one that is due; one query."""
    depth = GaugeMetricFamily(
        "factcheck_queue_jobs",
        "Jobs on the list: due, at work, waiting for their time, given up.",
        labels=["name", "stage"],
    )
    age = GaugeMetricFamily(
        "factcheck_queue_oldest_seconds",
        "Since when the oldest job that is due and not done has been due.",
        labels=["name"],
    )
    up = GaugeMetricFamily("factcheck_database_up", "1: the database answered.")
    try:
        rows = {row["name"]: row for row in _rows()}
    except DatabaseError:
        up.add_metric([], 0)
        yield up
        return
    up.add_metric([], 1)
    now = timezone.now()
    for name in sorted(jobs.names() | rows.keys()):
        row = rows.get(name, {})
        for stage in ("due", "held", "later", "failed"):
            depth.add_metric([name, stage], row.get(stage, 0))
        oldest = row.get("oldest")
        age.add_metric([name], max((now - oldest).total_seconds(), 0.0) if oldest else 0.0)
    yield from (up, depth, age)


def told_from_a_thread() -> bytes:
    """All figures, for a thread that has no request: its connection ends with it."""
    try:
        return meters.told(of_the_queue())
    finally:
        connections.close_all()


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    open_, held = Q(failed_at=None), Q(held_until_at__gte=now)
    rows = (
        Job.objects.order_by()
        .values("name")
        .annotate(
            due=Count("pk", filter=open_ & Q(due_at__lte=now) & ~held),
            held=Count("pk", filter=open_ & held),
            later=Count("pk", filter=open_ & Q(due_at__gt=now) & ~held),
            failed=Count("pk", filter=~open_),
            oldest=Min("due_at", filter=open_ & Q(due_at__lte=now)),
        )
    )
    return cast("list[dict[str, Any]]", list(rows))
