"""Timing side by side: what is measured and its reference take turns, so that a busy machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


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


def median_ms(work: Callable[[], object], *, rounds: int = 9) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
