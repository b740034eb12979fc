"""What workers get done by their number: articles of forty sentences, from the list of jobs to suggested claims.

Wall time means something on an idle machine only; CPU seconds for an article, which all processes of the worker and
the database's own took together, mean the same on a busy one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from claims.importing import articles
from claims.models import Article, Job
from tests.benchmarks import news
from tests.benchmarks.figures import say
from tests.worker import ringing, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
N_ARTICLES = int(os.environ.get("BENCH_ARTICLES", "120"))
N_WARM = 8
_TICKS = os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("n_workers", [1, 2, 4])
def test_articles_a_second_by_number_of_workers(broker_url: str, n_workers: int) -> None:
    with ringing(broker_url), running_worker(broker_url, n=n_workers) as worker:
        assert worker.process is not None
        ask_for(N_WARM, seed=1)
        wait_until(lambda: not Job.objects.exists(), what="the first articles")  # models are loaded, connections made
        n_jobs = number_of_the_next_job()
        cpu_s, database_s, began = cpu_of(worker.process.pid), cpu_of_database(), time.perf_counter()
        ask_for(N_ARTICLES, seed=1_000)
        wait_until(lambda: not Job.objects.exists(), what="the end of the articles", timeout_s=900)
        took_s = time.perf_counter() - began
        cpu_s, database_s = cpu_of(worker.process.pid) - cpu_s, cpu_of_database() - database_s
    n_jobs = number_of_the_next_job() - n_jobs
    assert Article.objects.filter(stage=Article.Stage.READY).count() == N_ARTICLES + N_WARM
    where = f"{connection.vendor}, {broker_url.partition(':')[0]}, {os.cpu_count()} cores, {n_workers} workers"
    print()
    say(f"articles ({where})", N_ARTICLES / took_s, "articles/s", "(the machine's load counts)")
    say("jobs", n_jobs / N_ARTICLES, "jobs/article", "(at most: numbers may be left out)")
    say("CPU of the workers", cpu_s / N_ARTICLES * 1000, "ms/article")
    say("CPU of the database", database_s / N_ARTICLES * 1000, "ms/article")


def ask_for(n: int, *, seed: int) -> None:
    for number in range(n):
        articles.request_import_bytes(news.article(40, seed + number).encode(), by=None, how="paste")


def number_of_the_next_job() -> int:
    row = Job.objects.create(name="none", target=0, due_at=timezone.now(), failed_at=timezone.now())
    Job.objects.filter(pk=row.pk).delete()
    return int(row.pk)


def cpu_of(group: int) -> float:
    """Seconds of all processes of that group, and of those that it has ended (proc(5))."""
    return sum(_ticks(stat) for stat in _stats() if int(stat[2]) == group) / _TICKS


def cpu_of_database() -> float:
    """PostgreSQL's processes, those of its connections included; SQLite works inside of the workers."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return sum(_ticks(stat) for stat in _stats() if stat[1] == own[1] or stat[-1] == own[1]) / _TICKS


def _stats() -> Iterator[list[str]]:
    """The fields after the name: state, parent, group, ...; last the process's own number."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield [*place.read_text().rpartition(")")[2].split(), place.parent.name]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile


def _ticks(stat: list[str]) -> int:
    """utime, stime, and those of children that were waited for."""
    return sum(int(ticks) for ticks in stat[11:15])
