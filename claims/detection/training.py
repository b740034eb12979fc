"""Logistic regression on signals and wording, by L-BFGS; and where to cut. Plain values in, a Model and figures out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.detection import descent, features, model, signals
from claims.detection.model import Floats, Model

PRIOR = 100.0  # how firmly a signal keeps the weight that was set by hand: as if seen in some 400 sentences
SCALE = 2.0  # how far the wording may go against the signals, both held back alike
RARE = 2  # a feature in fewer sentences is left out
BLOCKS = 8
_CUTS = np.arange(0.15, 0.501, 0.01)
_BIAS = -1.6


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences in the order they were said, the signals seen in each, and whether each is worth checking."""

    texts: Sequence[str]
    names: Sequence[Collection[str]]
    labels: NDArray[np.float64]

    def part(self, chosen: NDArray[np.bool_]) -> "Examples":
        places = [int(at) for at in np.flatnonzero(chosen)]
        return Examples([self.texts[at] for at in places], [self.names[at] for at in places], self.labels[places])


def fit(examples: Examples, start: Model | None = None) -> Model:
    """The weights that explain the labels best, held to those of `start`, or to those set by hand and to no wording.

    The score 0.5 is the probability 0.5; `cut_at` moves it.
    """
    order = sorted(signals.ALL)
    hand = np.array([_held(name, start) for name in order])
    seen = matrix(examples.names, order)
    grams = features.read(examples.texts)
    is_live = _often(grams)
    if start is not None:
        is_live |= start.wording != model.UNSEEN
    used = is_live[grams.buckets]
    here, places = np.unique(grams.buckets[used], return_inverse=True)
    rows = grams.rows[used]
    value = model.per_feature(grams, is_live[grams.buckets])[rows] * SCALE
    wording = np.zeros(features.N_BUCKETS) if start is None else _unpacked(start)
    held = np.concatenate(([_BIAS if start is None else start.bias], hand, wording[here] / SCALE))
    firm = np.concatenate(([0.0], np.full(len(order), PRIOR), np.ones(len(here))))
    n_first = len(order) + 1

    def loss(point: Floats) -> tuple[float, Floats]:
        odds = point[0] + seen @ point[1:n_first]
        odds += np.bincount(rows, point[n_first:][places] * value, len(odds))
        wrong = 1.0 / (1.0 + np.exp(-odds)) - examples.labels
        apart = point - held
        total = float(np.sum(np.logaddexp(0.0, odds) - examples.labels * odds)) + float(firm @ apart**2) / 2
        by_word = np.bincount(places, wrong[rows] * value, len(here))
        return total, np.concatenate(([wrong.sum()], wrong @ seen, by_word)) + firm * apart

    best = descent.minimise(loss, held)
    wording[here] = best[n_first:] * SCALE
    return _rounded(best[0], dict(zip(order, best[1:n_first], strict=True)), is_live, wording)


def odds_of(trained: Model, examples: Examples) -> Floats:
    """Log-odds of each example."""
    order = sorted(trained.signals)
    by_signal = matrix(examples.names, order) @ np.array([trained.signals[name] for name in order])
    found: Floats = trained.bias + by_signal + trained.weigh(features.read(examples.texts))[0]
    return found


def odds_unseen(examples: Examples, start: Model | None = None) -> tuple[Floats, NDArray[np.int64]]:
    """Log-odds of each example by a model that has not seen its block, and the block: a run of neighbours.

    Neighbours come from the same debates, so each block is judged by a model of other years.
    """
    n = len(examples.labels)
    blocks = np.minimum(np.arange(n) * BLOCKS // max(n, 1), BLOCKS - 1)
    odds = np.zeros(n)
    for block in range(BLOCKS):
        here = blocks == block
        odds[here] = odds_of(fit(examples.part(~here), start), examples.part(here))
    return odds, blocks


def best_cut(odds: Floats, labels: Floats, blocks: NDArray[np.int64]) -> float:
    """The probability to cut at: that whose F1 falls least behind each block's own best one, in the worst block.

    Debates of other years get lower scores from a model than those it knows, so 0.5 would be too high.
    """
    scores = 1.0 / (1.0 + np.exp(-odds))
    behind = np.zeros(len(_CUTS))
    for block in np.unique(blocks):
        here = blocks == block
        f1s = np.array([f1(labels[here], scores[here] >= cut) for cut in _CUTS])
        behind = np.maximum(behind, f1s.max() - f1s)
    return round(float(_CUTS[int(np.argmin(behind))]), 2)


def cut_at(trained: Model, cut: float) -> Model:
    """The same ranking, with the score 0.5 where the probability is `cut`."""
    shifted = round(trained.bias - float(np.log(cut / (1 - cut))), 4)
    return Model(shifted, trained.signals, trained.step, trained.wording)


def f1(labels: Floats, chosen: NDArray[np.bool_]) -> float:
    """F1 of the positive class; 0 where nothing is right."""
    right = float(labels[chosen].sum())
    return 2 * right / max(1.0, float(labels.sum()) + float(chosen.sum()))


def average_precision(labels: Floats, odds: Floats) -> float:
    """Mean of the precision at each positive, highest score first; ties keep their order."""
    ranked = labels[np.argsort(-odds, kind="stable")]
    hits = np.flatnonzero(ranked)
    return float(np.mean((np.arange(len(hits)) + 1) / (hits + 1))) if len(hits) else 0.0


def matrix(names: Sequence[Collection[str]], order: Sequence[str]) -> Floats:
    """1 where a signal was seen: a row for each sentence, a column for each signal of `order`."""
    column = {name: at for at, name in enumerate(order)}
    found = np.zeros((len(names), len(order)))
    for row, seen in enumerate(names):
        for name in seen:
            found[row, column[name]] = 1.0
    return found


def _held(name: str, start: Model | None) -> float:
    """The weight that training holds a signal to."""
    return signals.ALL[name].weight if start is None else start.signals.get(name, signals.ALL[name].weight)


def _unpacked(start: Model) -> Floats:
    """Log-odds in each bucket; 0 where training saw nothing."""
    found: Floats = np.where(start.wording == model.UNSEEN, 0, start.wording) * start.step
    return found


def _often(grams: features.Grams) -> NDArray[np.bool_]:
    """Which buckets stand in at least RARE sentences."""
    pairs = np.unique(grams.rows * features.N_BUCKETS + grams.buckets)
    often: NDArray[np.bool_] = np.bincount(pairs % features.N_BUCKETS, minlength=features.N_BUCKETS) >= RARE
    return often


def _rounded(bias: float, weights: dict[str, float], is_live: NDArray[np.bool_], wording: Floats) -> Model:
    """As it is stored: two digits for a signal, 255 steps for the wording."""
    step = round(float(np.abs(wording).max(initial=1e-6)) / 127, 8)
    table = np.where(is_live, np.rint(wording / step), model.UNSEEN).astype(np.int8)
    return Model(round(float(bias), 4), {name: round(float(value), 2) for name, value in weights.items()}, step, table)
