"""Timing side by side: what is measured and its reference take turns, so that a busy machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


def say(name: str, value: float, unit: str, note: str = "") -> None:
    print(f"  {name:<58} {value:>12,.2f} {unit:<14} {note}", flush=True)


def rate(n: int, work: Callable[[], object]) -> float:
    """How many of `n` things the work does in a second."""
    began = time.perf_counter()
    work()
    return n / (time.perf_counter() - began)


def side_by_side(
    ours: Callable[[], float], reference: Callable[[], float], *, rounds: int = 5
) -> tuple[float, float, float]:
    """Medians of both rates, and the median of the ratios of neighbours in time."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    ratios = [mine / theirs for mine, theirs in pairs]
    return (
        statistics.median(mine for mine, _ in pairs),
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(ratios),
    )


@dataclass(frozen=True)
class Times:
    """Milliseconds of wall time, and of this process's processor time."""

    p50: float
    p95: float
    cpu_p50: float


def times(work: Callable[[], object], *, before: Callable[[], object], rounds: int = 20) -> Times:
    """`before` each round, untimed: to forget what was kept."""
    walls, cpus = [], []
    for _ in range(rounds):
        before()
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return Times(statistics.median(walls), statistics.quantiles(walls, n=20)[-1], statistics.median(cpus))
