"""Jobs per second through a real worker, next to an empty Celery task."""

from __future__ import annotations

import time

import pytest

from claims import jobs
from claims.models import Job
from factcheck import celery_app
from tests.benchmarks.figures import say, side_by_side
from tests.worker import ringing, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
N_JOBS = 300


def test_jobs_per_second(broker_url: str) -> None:
    """The job is tally_reviews of a round that does not exist: the list, the hold and the delete are measured."""

    def ours() -> float:
        began = time.perf_counter()
        for target in range(1_000_000, 1_000_000 + N_JOBS):
            jobs.enqueue("tally_reviews", target)
        wait_until(lambda: not Job.objects.exists(), what="the end of the jobs")
        return N_JOBS / (time.perf_counter() - began)

    def reference() -> float:
        began = time.perf_counter()
        results = [celery_app.send_task("tests.benchmarks.empty.nothing", queue="work") for _ in range(N_JOBS)]
        wait_until(lambda: _is_drained(broker_url), what="the end of the empty tasks")
        return len(results) / (time.perf_counter() - began)

    with running_worker(broker_url, include="tests.benchmarks.empty"), ringing(broker_url):
        ours()
        mine, theirs, ratio = side_by_side(ours, reference, rounds=3)
    print()
    say(f"jobs owed, taken, done and deleted ({broker_url.partition(':')[0]})", mine, "jobs/s")
    say("empty Celery tasks", theirs, "tasks/s")
    say("ratio", ratio, "")


def _is_drained(broker_url: str) -> bool:
    with celery_app.connection_for_read() as connection:
        client = connection.default_channel.client
        return client.llen("work") == 0 and client.hlen("unacked") == 0
