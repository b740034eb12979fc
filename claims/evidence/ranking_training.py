"""Weights of the ranking from documents in which people marked the evidence. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from claims.evidence.ranking import NAMES, Document, Floats, Weights

#: How firmly weights (of columns of spread 1) are held to nought.
_FIRM: Final = 5.0
#: At most so many steps; a step is halved while it leads upwards, down to this size.
_STEPS: Final = 20
_SMALLEST: Final = 1e-6


def fit(documents: Sequence[Document], shares: Sequence[Floats]) -> Weights:
    """Logistic regression by Newton's method.

    `shares` holds for each sentence the share of people who took it for evidence, 0 to 1.
    """
    table, wanted = np.concatenate([one.table for one in documents]), np.concatenate(shares)
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    seen = np.column_stack(((table - mean) / spread, np.ones(len(table))))
    firm = np.array([*[_FIRM] * len(NAMES), 0.0])
    point = np.zeros(len(NAMES) + 1)
    point[-1] = float(np.log(wanted.mean() / (1 - wanted.mean())))

    def loss(at: Floats) -> float:
        odds = seen @ at
        return float(np.sum(np.logaddexp(0.0, odds) - wanted * odds)) + float(firm @ at**2) / 2

    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-seen @ point))
        slope = seen.T @ (likely - wanted) + firm * point
        curve = (seen * (likely * (1 - likely))[:, None]).T @ seen + np.diag(firm + 1e-9)
        step = np.linalg.solve(curve, slope)
        while loss(point - step) > loss(point) and float(np.abs(step).max()) > _SMALLEST:
            step /= 2
        point = point - step
    values = point[:-1] / spread
    return Weights(values, float(point[-1] - values @ mean))


def shares_of(n_sentences: int, sets: Sequence[Sequence[int]]) -> Floats:
    """The share of the people's sets in which each sentence stands; empty sets are nobody's."""
    found = np.zeros(n_sentences)
    told = [chosen for chosen in sets if chosen]
    for chosen in told:
        found[list(set(chosen))] += 1 / len(told)
    return found
