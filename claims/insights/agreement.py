"""Krippendorff's alpha with a bootstrap interval: plain ratings in, figures out. Who may see them is not decided here.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability; the interval resamples units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

#: One unit: the ratings that it got, one of each rater who rated it. Numbers in their order.
Unit = Sequence[int]
_Array = npt.NDArray[np.float64]
#: Squared distances (samples, values, values) from how often each value was given (samples, values).
Metric = Callable[[_Array], _Array]

#: From here on it may be relied upon, or drawn upon with care (Krippendorff).
RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
#: With fewer units an interval would promise too much.
MIN_UNITS: Final = 5
N_SAMPLES: Final = 1000
_SEED: Final = 20111


@dataclass(frozen=True)
class Agreement:
    """`value` None: not computable, for `reason`. `low`, `high`: 95 % interval, or None where there are too few units.

    `n_units`: units with two ratings or more; `n_ratings`: the ratings in them.
    """

    value: float | None
    low: float | None
    high: float | None
    n_units: int
    n_ratings: int
    reason: str = ""


def nominal(counts: _Array) -> _Array:
    """Every other value is as far away as every other."""
    return np.broadcast_to(1.0 - np.eye(counts.shape[1]), (*counts.shape, counts.shape[1]))


def ordinal(counts: _Array) -> _Array:
    """Values are as far apart as ratings lie between them; the same as the distance of their middle ranks."""
    ranks = np.cumsum(counts, axis=1) - counts / 2
    return np.asarray((ranks[:, :, None] - ranks[:, None, :]) ** 2, dtype=np.float64)


def measure(units: Sequence[Unit], metric: Metric) -> Agreement:
    """Alpha over the units; those with fewer than two ratings say nothing and are left out."""
    pairable = [unit for unit in units if len(unit) > 1]
    n_ratings = sum(map(len, pairable))
    if not pairable:
        return Agreement(None, None, None, 0, 0, "nothing was rated by two people")
    coincidences = _coincidences(pairable)
    value = float(_alphas(coincidences.sum(axis=0, keepdims=True), metric)[0])
    if np.isnan(value):
        reason = "all ratings are the same, so there is nothing to tell agreement from chance by"
        return Agreement(None, None, None, len(pairable), n_ratings, reason)
    low, high = _interval(coincidences, metric)
    return Agreement(value, low, high, len(pairable), n_ratings)


def _coincidences(units: Sequence[Unit]) -> _Array:
    """For each unit how often each value met each other one: (units, values, values)."""
    values = sorted({value for unit in units for value in unit})
    place = {value: k for k, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for row, unit in enumerate(units):
        for value in unit:
            counts[row, place[value]] += 1
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, range(len(values)), range(len(values))] -= counts
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None], dtype=np.float64)


def _alphas(coincidences: _Array, metric: Metric) -> _Array:
    """Alpha of each sample, NaN where it is undefined: 1 - observed / expected disagreement."""
    counts = coincidences.sum(axis=2)
    n = counts.sum(axis=1)
    distances = metric(counts)
    observed = (coincidences * distances).sum(axis=(1, 2)) / n
    expected = (counts[:, :, None] * counts[:, None, :] * distances).sum(axis=(1, 2)) / (n * (n - 1))
    undefined = expected <= 0
    return np.where(undefined, np.nan, 1 - observed / np.where(undefined, 1, expected))


def _interval(coincidences: _Array, metric: Metric) -> tuple[float | None, float | None]:
    """The middle 95 % of alphas of samples of the units, drawn with replacement; the same at every call."""
    n_units = len(coincidences)
    if n_units < MIN_UNITS:
        return None, None
    kinds, n_of_kind = np.unique(coincidences.reshape(n_units, -1), axis=0, return_counts=True)
    drawn = np.random.default_rng(_SEED).multinomial(n_units, n_of_kind / n_units, size=N_SAMPLES)
    alphas = _alphas((drawn @ kinds).reshape(N_SAMPLES, *coincidences.shape[1:]), metric)
    defined = alphas[~np.isnan(alphas)]
    if len(defined) < N_SAMPLES / 2:
        return None, None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)
