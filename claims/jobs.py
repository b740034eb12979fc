"""The to-do list: what is owed stands in the database, the broker only rings the doorbell.

`enqueue` writes a Job row in the caller's transaction and rings Celery on commit. A worker takes the row, works and
deletes it. Whatever dies in between, the row stays and `resend` rings again.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import wraps

from celery import current_app, shared_task
from django.conf import settings
from django.db import OperationalError as DatabaseBusy
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from claims import holds, meters, tracing
from claims.errors import Refused, TryAgain
from claims.models import Job

log = logging.getLogger(__name__)

MAX_TRIES = 5
#: First wait after TryAgain; doubles with each try, plus up to half of it at random.
BACKOFF_S = 5.0
#: A job that nobody picked up for this long is rung again.
RING_AGAIN_S = 15.0
#: A broker that hangs, longer than SLOW_RING_S, holds up one request; the next ones leave it alone for QUIET_S.
SLOW_RING_S = 2.0
QUIET_S = 15.0
#: So many are rung in one pass; the next pass takes the next ones.
N_RINGS = 500
#: Jobs of one name that were asked for together share a message; each still has its own row, hold and fate.
N_PER_MESSAGE = 10

#: What lies further ahead than it can was written before the clock was put back; less may be two hosts that differ.
CLOCK_SLACK_S = 60.0

Work = Callable[[int], None]
GiveUp = Callable[[int, str], None]
_work: dict[str, Work] = {}
_give_up: dict[str, GiveUp] = {}
_queues: dict[str, str] = {}
#: By the address of the broker, on the clock of time.monotonic.
_quiet_until: dict[str, float] = {}


def job(*, queue: str = "work", give_up: GiveUp | None = None) -> Callable[[Work], Work]:
    """Make a function of one id a job. `give_up(id, sentence)` is told when it finally fails."""

    def register(function: Work) -> Work:
        name = function.__name__
        _work[name] = function
        _queues[name] = queue
        if give_up is not None:
            _give_up[name] = give_up

        @wraps(function)
        def run(*targets: int) -> None:
            for target in targets:
                perform(name, target)

        shared_task(run, name=f"claims.tasks.{name}", ignore_result=True)
        return function

    return register


def names() -> set[str]:
    """Of all jobs."""
    return set(_work)


def enqueue(name: str, target: int, *, delay_s: float = 0.0) -> None:
    """Owe a job, in the caller's transaction. Asking for the same one twice is asking once."""
    enqueue_all(name, [target], delay_s=delay_s)


def enqueue_all(name: str, targets: Collection[int], *, delay_s: float = 0.0) -> None:
    """Owe one job for each target: two queries, however many there are."""
    now = timezone.now()
    due_at = now + timedelta(seconds=delay_s)
    targets = sorted(set(targets))
    with transaction.atomic():
        n_owed = 0
        while n_owed < len(targets):
            # A row that a worker deletes between the two statements was done without what the caller has just written.
            Job.objects.bulk_create(
                (
                    Job(name=name, target=target, n_asked=0, due_at=due_at, request_id=tracing.current())
                    for target in targets
                ),
                ignore_conflicts=True,
            )
            n_owed = Job.objects.filter(name=name, target__in=targets).update(
                n_asked=F("n_asked") + 1, n_tries=0, failed_at=None, error="", due_at=due_at, rung_at=now,
                request_id=tracing.current(),
            )  # fmt: skip
        if delay_s == 0:
            transaction.on_commit(lambda: ring(name, *targets))


def queue_of(name: str) -> str:
    """Where the workers that do it listen."""
    if name not in _queues:
        current_app.loader.import_default_modules()  # this process has done no job yet
    return _queues.get(name, "work")


def ring(name: str, *targets: int) -> bool:
    """Tell the broker. False when it cannot be reached: the rows wait and are rung again."""
    queue, broker, began = queue_of(name), current_app.conf.broker_url, time.monotonic()
    if began < _quiet_until.get(broker, 0.0):
        Job.objects.filter(name=name, target__in=targets).update(rung_at=None)
        return False
    try:
        with current_app.producer_or_acquire() as producer:
            for at in range(0, len(targets), N_PER_MESSAGE):
                current_app.send_task(
                    f"claims.tasks.{name}",
                    args=list(targets[at : at + N_PER_MESSAGE]),
                    queue=queue,
                    ignore_result=True,
                    retry=False,
                    producer=producer,
                )
    except (OperationalError, OSError, ConnectionError) as error:
        log.warning("The broker cannot be reached; %s%s stays on the list: %s", name, targets, error)
        Job.objects.filter(name=name, target__in=targets).update(rung_at=None)
        if time.monotonic() - began > SLOW_RING_S:
            _quiet_until[broker] = time.monotonic() + QUIET_S
        return False
    return True


def perform(name: str, target: int) -> bool:
    """Do the job if it is owed, due and nobody else is on it. True when it was tried here."""
    row = _take(name, target)
    if row is None:
        return False
    with _traced(row), meters.job_timed(name):
        began = time.perf_counter()
        outcome, reason = _perform(row)
        _tell_end(row, outcome, reason, took_s=time.perf_counter() - began)
    return True


def _traced(row: Job) -> AbstractContextManager[None]:
    return tracing.under(row.request_id or tracing.request_id(), job=row.name, target=row.target)


def _tell_end(row: Job, outcome: str, reason: str, *, took_s: float) -> None:
    """Count it, and one line. The reason is the kind of the trouble: its sentence may name a source or an address."""
    meters.JOBS.labels(row.name, outcome).inc()
    log.log(
        logging.INFO if outcome in {"done", "again"} else logging.WARNING,
        "%s %s in %.0f ms", row.name, outcome, took_s * 1000,
        extra={"outcome": outcome, "reason": reason, "attempts": row.n_tries, "ms": round(took_s * 1000)},
    )  # fmt: skip


def _perform(row: Job) -> tuple[str, str]:
    """Work, and write down what came of it; returns that in a word, and the kind of what stood in the way."""
    try:
        with holds.renewed(row):
            _work_called(row.name)(row.target)
    except TryAgain as trouble:
        return _put_back(row, trouble), type(trouble).__name__
    except DatabaseBusy as error:
        log.warning("%s: the database was busy: %s", row, error)
        busy = TryAgain(f"The database was busy ({str(error).strip()}). It is tried again.")
        return _put_back(row, busy), type(error).__name__
    except Refused as refusal:
        _fail(row, refusal.sentence)
        return "refused", type(refusal).__name__
    except Exception as error:
        log.exception("%s failed", row)
        meters.ERRORS.labels("job", row.name).inc()
        told = str(error).partition("\n")[0]  # databases go on with the values of the row
        _fail(row, f"Something unexpected went wrong ({type(error).__name__}: {told}). Retry, or tell the operator.")
        return "failed", type(error).__name__
    _finish(row)
    return "done", ""


def _work_called(name: str) -> Work:
    """The function of a job. Outside a worker nobody has loaded the tasks yet."""
    if name not in _work:
        current_app.loader.import_default_modules()
    return _work[name]


def _take(name: str, target: int) -> Job | None:
    now = timezone.now()
    taken = (
        Job.objects.filter(name=name, target=target, failed_at=None, due_at__lte=now)
        .filter(Q(held_until_at=None) | Q(held_until_at__lt=now))
        .update(
            held_until_at=now + timedelta(seconds=settings.JOB_HOLD_S),
            held_by=_me(),
            n_tries=F("n_tries") + 1,
        )
    )
    if not taken:
        return None
    row = Job.objects.get(name=name, target=target)
    if row.n_tries > MAX_TRIES:
        _fail(row, f"It was started {MAX_TRIES} times and never came to an end. Retry, or tell the operator.")
        with _traced(row):
            _tell_end(row, "given up", "never came to an end", took_s=0)
        return None
    return row


def _finish(row: Job) -> None:
    """Done, unless somebody asked again meanwhile: then it is due once more."""
    done, _ = _as_asked(row).delete()
    if not done:
        _do_again(row)


def _as_asked(row: Job) -> QuerySet[Job]:
    """The row, unless somebody asked for the job again since it was taken."""
    return Job.objects.filter(pk=row.pk, n_asked=row.n_asked)


def _do_again(row: Job) -> None:
    """What came of the work no longer counts: begin anew, when the newer wish is due."""
    Job.objects.filter(pk=row.pk).update(held_until_at=None, held_by="", n_tries=0)
    ring(row.name, row.target)


def _put_back(row: Job, trouble: TryAgain) -> str:
    """Returns the outcome in a word: it is tried again, or was given up after the last try."""
    if row.n_tries >= MAX_TRIES:
        _fail(row, trouble.sentence)
        return "given up"
    wait_s = BACKOFF_S * 2 ** (row.n_tries - 1) * random.uniform(1, 1.5)  # noqa: S311 - jitter, not a secret
    if trouble.after_s is not None:
        wait_s = max(wait_s, trouble.after_s)
    waits = _as_asked(row).update(
        held_until_at=None,
        held_by="",
        error=trouble.sentence,
        due_at=timezone.now() + timedelta(seconds=wait_s),
    )
    if not waits:
        _do_again(row)
    return "again"


def _fail(row: Job, sentence: str) -> None:
    with transaction.atomic():
        has_failed = _as_asked(row).update(held_until_at=None, held_by="", error=sentence, failed_at=timezone.now())
        if has_failed and row.name in _give_up:
            _give_up[row.name](row.target, sentence)
    if not has_failed:
        _do_again(row)


def retry(row: Job) -> None:
    """Try a failed job again from the beginning."""
    Job.objects.filter(pk=row.pk).update(failed_at=None, n_tries=0, error="", due_at=timezone.now())
    transaction.on_commit(lambda: ring(row.name, row.target))


def resend() -> int:
    """Ring for due jobs that nobody has picked up, and free those whose worker is dead. Returns how many were rung."""
    now = timezone.now()
    _follow_the_clock(now)
    _free_jobs_of_dead_workers()
    waiting = (
        Job.objects.filter(failed_at=None, due_at__lte=now)
        .filter(Q(held_until_at=None) | Q(held_until_at__lt=now))
        .filter(Q(rung_at=None) | Q(rung_at__lt=now - timedelta(seconds=RING_AGAIN_S)) | Q(rung_at__lt=F("due_at")))
        .order_by("due_at")
        .values_list("name", "target")[:N_RINGS]
    )
    by_name: dict[str, list[int]] = {}
    for name, target in waiting:
        by_name.setdefault(name, []).append(target)
    n_rung = 0
    for name, targets in by_name.items():
        if not ring(name, *targets):
            break
        Job.objects.filter(name=name, target__in=targets).update(rung_at=now)
        n_rung += len(targets)
    return n_rung


def _follow_the_clock(now: datetime) -> None:
    """After a clock was put back: jobs wait as long as they had to wait before, and no hold is longer than a hold."""
    slack = timedelta(seconds=CLOCK_SLACK_S)
    for row in Job.objects.filter(rung_at__gt=now + slack):
        assert row.rung_at is not None
        due_at = row.due_at - (row.rung_at - now)
        Job.objects.filter(pk=row.pk, rung_at=row.rung_at).update(due_at=due_at, rung_at=now)
    longest = now + timedelta(seconds=settings.JOB_HOLD_S)
    Job.objects.filter(held_until_at__gt=longest + slack).update(held_until_at=longest)


def _free_jobs_of_dead_workers() -> None:
    """On this host we can see which workers are gone, and need not wait for their hold to end."""
    host = socket.gethostname()
    for row in Job.objects.filter(held_by__startswith=f"{host}:"):
        pid = int(row.held_by.rpartition(":")[2])
        if not _is_alive(pid):
            Job.objects.filter(pk=row.pk, held_by=row.held_by).update(held_until_at=None, held_by="", rung_at=None)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run_all(*, only: Callable[[Job], bool] = lambda row: True, limit: int = 10_000) -> int:
    """Do everything that is due, here and now, in the order it was asked for. Returns how many jobs were tried."""
    _free_jobs_of_dead_workers()
    n_tried = 0
    while n_tried < limit:
        now = timezone.now()
        due = (
            Job.objects.filter(failed_at=None, due_at__lte=now)
            .filter(Q(held_until_at=None) | Q(held_until_at__lt=now))
            .order_by("pk")
        )
        tried = [row for row in due if only(row) and perform(row.name, row.target)]
        if not tried:
            break
        n_tried += len(tried)
    return n_tried
