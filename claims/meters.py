"""What is counted, in Prometheus' terms: the one place with all names. Counts nothing itself, and knows no Django.

Where PROMETHEUS_MULTIPROC_DIR is set before this is imported (factcheck/settings.py), the processes of a host count in
files there and each of them tells the figures of all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, exposition
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from claims import departed

CONTENT_TYPE: Final = exposition.CONTENT_TYPE_LATEST
_PAGE_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_JOB_S: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
_own = CollectorRegistry()

PAGES = Histogram(
    "factcheck_page_seconds",
    "Time to answer a request, by the name of its view.",
    ["view"],
    buckets=_PAGE_S,
    registry=_own,
)
ANSWERS = Counter(
    "factcheck_answers", "Answers to requests, by the hundreds of their status.", ["status"], registry=_own
)
ERRORS = Counter(
    "factcheck_errors",
    "Things that nobody foresaw: a page (by view) or a job (by name) broke.",
    ["where", "name"],
    registry=_own,
)
JOBS = Counter("factcheck_jobs", "Jobs that were tried, by what came of it.", ["name", "outcome"], registry=_own)
JOB_TIMES = Histogram("factcheck_job_seconds", "Time of one try of a job.", ["name"], buckets=_JOB_S, registry=_own)
FETCHES = Counter("factcheck_fetches", "Pages that were fetched, by what came of it.", ["outcome"], registry=_own)
TRANSITIONS = Counter("factcheck_transitions", "Claims that moved, by the transition.", ["name"], registry=_own)


@contextmanager
def fetch_counted() -> Iterator[None]:
    """Counts one fetch under "read", or under the name of the exception that ended it."""
    outcome = "read"
    try:
        yield
    except Exception as error:
        outcome = type(error).__name__
        raise
    finally:
        FETCHES.labels(outcome).inc()


@contextmanager
def job_timed(name: str) -> Iterator[None]:
    with JOB_TIMES.labels(name).time():
        yield


def told(now: Iterable[Metric] = ()) -> bytes:
    """Everything in Prometheus' text format; `now`: figures that somebody has just measured."""
    registry = CollectorRegistry()
    registry.register(_Given(now))
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        registry.register(_Given(_own.collect()))
        return exposition.generate_latest(registry)
    with departed.folded(Path(folder)):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return exposition.generate_latest(registry)


class _Given(Collector):
    """Metrics that are there already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics
