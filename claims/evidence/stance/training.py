"""Least squares on signals and, where they help, on words and pairs seen: one system of equations, no chance in it.

Solved in its dual form (kernel ridge regression: Saunders, Gammerman and Vovk 1998): pairs are fewer than words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claims.evidence.stance import model, signals
from claims.evidence.stance.model import Floats, Memory, Model, Pair

#: How firmly values are held to nought: as if each pair were measured with this much noise.
NOISE: Final = 0.5
#: Pairs that are learnt from at most; the equations take the square of it in memory and the cube in time.
MOST: Final = 4_000
FOLDS: Final = 5
_SHARPNESS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
#: By so much must the memory improve macro-F1 to be kept.
_WORTH: Final = 0.01

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs and the label of each."""

    pairs: Sequence[Pair]
    labels: Sequence[str]

    def __len__(self) -> int:
        return len(self.pairs)

    def part(self, chosen: Indices) -> Examples:
        return Examples([self.pairs[at] for at in chosen], [self.labels[at] for at in chosen])


@dataclass(frozen=True, slots=True)
class Figures:
    """Of pairs whose claim (and, where said, whose passage) the model had not seen."""

    accuracy: float
    macro_f1: float


def fit(examples: Examples, *, may_remember: bool = True) -> tuple[Model, dict[str, Figures]]:
    """A model, with the memory where pairs of unseen claims say that it is worth it, and the figures of both kinds."""
    examples = thinned(examples)
    problem = _Problem(examples)
    groups = grouped(examples)
    unseen = {"signals alone": problem.unseen(groups, has_memory=False)}
    if may_remember:
        unseen["with memory"] = problem.unseen(groups, has_memory=True)
    figures = {name: measured(problem.truth, values) for name, values in unseen.items()}
    gain = figures["with memory"].macro_f1 - figures["signals alone"].macro_f1 if may_remember else 0.0
    best = "with memory" if gain > _WORTH else "signals alone"
    told = {f"{name}, unseen claims": one for name, one in figures.items()}
    sharpness = _sharpness(problem.truth, unseen[best])
    return problem.solved(has_memory=best == "with memory", sharpness=sharpness), told


def unseen_pairs(examples: Examples) -> dict[str, Figures]:
    """Figures of pairs of which neither claim nor passage was learnt from; none where they cannot be kept apart."""
    examples = thinned(examples)
    problem = _Problem(examples)
    groups = grouped(examples, by_passage=True)
    if np.bincount(groups).max() > len(examples) / 2:
        return {}  # nearly everything hangs together
    return {
        name: measured(problem.truth, problem.unseen(groups, has_memory=has_memory))
        for name, has_memory in (
            ("signals alone, unseen claims and passages", False),
            ("with memory, unseen claims and passages", True),
        )
    }


class _Problem:
    """The examples as numbers, and the equations over any part of them."""

    def __init__(self, examples: Examples) -> None:
        self.examples = examples
        self.labels = tuple(sorted(set(examples.labels)))
        self.truth = np.array([self.labels.index(label) for label in examples.labels])
        self.names = tuple(signals.names())
        seen = model.matrix(examples.pairs, self.names)
        self.mean, self.spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-3)
        self.signals = model.scaled(seen, self.mean, self.spread)
        self.vectors = model.vectors(examples.pairs)
        self.words = [model.buckets(pair.passage) for pair in examples.pairs]
        self._by_signals = self.signals @ self.signals.T / len(self.names) + 1.0
        self._by_memory = model.nearness(self.vectors, self.vectors) + self._by_words()

    def _by_words(self) -> Floats:
        """Share of words that two passages have in common."""
        live = sorted({bucket for row in self.words for bucket in row})
        place = {bucket: at for at, bucket in enumerate(live)}
        table = np.zeros((len(self.words), len(live)), np.float32)
        for row, buckets in enumerate(self.words):
            table[row, [place[bucket] for bucket in buckets]] = model.word_weight(len(buckets))
        found: Floats = (table @ table.T).astype(np.float64)
        return found

    def _alike(self, *, has_memory: bool) -> Floats:
        return self._by_signals + self._by_memory if has_memory else self._by_signals

    def _weights(self, rows: Indices, alike: Floats) -> Floats:
        """Of each row for each label. A label counts as much as any other, however rare it is."""
        truth = self.truth[rows]
        counts = np.bincount(truth, minlength=len(self.labels))
        noise = NOISE * counts[truth] * (counts > 0).sum() / len(rows)
        wanted = np.eye(len(self.labels))[truth] - 1 / len(self.labels)
        solved: Floats = np.linalg.solve(alike[np.ix_(rows, rows)] + np.diag(noise), wanted)
        return solved

    def unseen(self, groups: Indices, *, has_memory: bool) -> Floats:
        """Values of every pair, by equations over pairs of other groups."""
        alike = self._alike(has_memory=has_memory)
        found = np.zeros((len(self.truth), len(self.labels)))
        folds = groups % FOLDS
        for fold in range(FOLDS):
            here, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            if len(here) and len(others):
                found[here] = alike[np.ix_(here, others)] @ self._weights(others, alike)
        return found

    def solved(self, *, has_memory: bool, sharpness: float) -> Model:
        rows = np.arange(len(self.truth))
        weights = self._weights(rows, self._alike(has_memory=has_memory))
        memory = None
        if has_memory:
            words = np.zeros((model.N_BUCKETS, len(self.labels)))
            for buckets, weight in zip(self.words, weights, strict=True):
                words[buckets] += weight * model.word_weight(len(buckets))
            memory = Memory(words.astype(np.float32), self.vectors, weights.astype(np.float32))
        return Model(
            labels=self.labels,
            names=self.names,
            mean=self.mean,
            spread=self.spread,
            weights=self.signals.T @ weights / len(self.names),
            bias=weights.sum(axis=0),
            sharpness=sharpness,
            memory=memory,
        )


def thinned(examples: Examples) -> Examples:
    """At most MOST of them, evenly through each label; the rarer labels are kept whole."""
    if len(examples) <= MOST:
        return examples
    by_label: dict[str, list[int]] = {}
    for at, label in enumerate(examples.labels):
        by_label.setdefault(label, []).append(at)
    kept: list[int] = []
    left = MOST
    for n_more, rows in zip(range(len(by_label), 0, -1), sorted(by_label.values(), key=len), strict=True):
        share = min(len(rows), left // n_more)
        kept += [rows[at * len(rows) // share] for at in range(share)]
        left -= share
    return examples.part(np.array(sorted(kept)))


def grouped(examples: Examples, *, by_passage: bool = False) -> Indices:
    """A number for each pair: the same where claims are the same, and where asked for, where passages are."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            text = parent[text]
        return text

    for pair in examples.pairs:
        one = root("claim " + pair.claim.strip().casefold())
        if by_passage:
            parent[one] = root("passage " + pair.passage.strip().casefold())
    roots = [root("claim " + pair.claim.strip().casefold()) for pair in examples.pairs]
    number = {text: at for at, text in enumerate(dict.fromkeys(roots))}
    return np.array([number[text] for text in roots])


def measured(truth: Indices, values: Floats) -> Figures:
    """Accuracy, and F1 as a mean over the labels."""
    chosen = values.argmax(axis=1)
    scores = []
    for label in np.unique(truth):
        right = float(((chosen == label) & (truth == label)).sum())
        scores.append(2 * right / float((chosen == label).sum() + (truth == label).sum()))
    return Figures(round(float((chosen == truth).mean()), 4), round(float(np.mean(scores)), 4))


def _sharpness(truth: Indices, values: Floats) -> float:
    """The one by which the probabilities of unseen pairs are most likely."""
    rows = np.arange(len(truth))

    def surprise(sharpness: float) -> float:
        return -float(np.log(model.softmax(sharpness * values)[rows, truth]).mean())

    return min(_SHARPNESS, key=surprise)
