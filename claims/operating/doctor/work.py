"""Whether what is owed gets done: beat, workers, jobs that wait, jobs that failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from celery import current_app
from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from claims.models import Job
from claims.operating import signs
from claims.operating.doctor.finding import Finding

#: Beat's shortest period is five seconds.
SILENT_S: Final = 60.0
#: A job that has been due for so long is stuck, whatever the load (seconds).
STUCK_S: Final = 600.0
_PING_S: Final = 1.5
#: What is left undone when nobody takes from a queue.
_LEFT: Final = {
    "work": "claims are neither found nor matched, and waiting jobs are not rung for",
    "fetch": "no page is fetched and no evidence is looked for",
    "mail": "no mail is sent",
}


def beat() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        return
    try:
        age_s = signs.age_s()
    except RedisError:
        return  # the broker's own finding says so
    if age_s is None or age_s > SILENT_S:
        since = "yet" if age_s is None else f"for {age_s:.0f} seconds"
        yield Finding(
            f"Nobody has rung for waiting jobs {since}: beat is not running, or no worker takes from the queue `work`.",
            "Start `celery -A factcheck beat`, and workers.",
        )


def workers() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        return
    try:
        # Not by `inspect`, which takes several workers of one host and name for one
        answered = current_app.control.broadcast("active_queues", reply=True, timeout=_PING_S)
    except (OperationalError, RedisError, OSError):
        return  # the broker's own finding says so
    if not answered:
        yield Finding(
            "No worker answers, so nothing that is asked for gets done.",
            "Start `celery -A factcheck worker`; look at its log if it ends again.",
        )
        return
    taken = {queue["name"] for reply in answered for queues in reply.values() for queue in queues}
    for queue in settings.CELERY_TASK_QUEUES:
        if queue.name not in taken:
            yield Finding(
                f"No worker takes from the queue `{queue.name}`, so {_LEFT.get(queue.name, 'what is in it is left')}.",
                f"Start one that does: `celery -A factcheck worker -Q {queue.name}`. Without -Q it takes from all.",
                is_advice=queue.name == "mail" and not settings.EMAIL_HOST,  # then no mail is owed
            )


def stuck_jobs() -> Iterator[Finding]:
    now = timezone.now()
    stuck = Job.objects.filter(failed_at=None, due_at__lt=now - timedelta(seconds=STUCK_S))
    stuck = stuck.filter(Q(held_until_at=None) | Q(held_until_at__lt=now))
    for name, n, oldest in _by_name(stuck, "due_at"):
        minutes = (now - oldest).total_seconds() / 60
        yield Finding(
            f"{n} × {name} {'is' if n == 1 else 'are'} due and not done, the oldest for {minutes:.0f} minutes.",
            "Are there workers for its queue (work, fetch, mail)? More of them, or a look at their log, will tell.",
        )


def failed_jobs() -> Iterator[Finding]:
    now = timezone.now()
    for name, n, oldest in _by_name(Job.objects.exclude(failed_at=None), "failed_at"):
        days = (now - oldest).days
        since = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
        yield Finding(
            f"{n} × {name} {'was' if n == 1 else 'were'} given up, the first {since}.",
            "An editor or moderator reads why under Jobs in the desk, and tries again from there.",
        )


def _by_name(rows: QuerySet[Job], field: str) -> Iterator[tuple[str, int, datetime]]:
    grouped = rows.order_by().values("name").annotate(n=Count("pk"), oldest=Min(field)).order_by("name")
    yield from ((row["name"], row["n"], row["oldest"]) for row in grouped)
