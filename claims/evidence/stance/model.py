"""Trained weights: of the signals and, where worth keeping, of passages' words and of pairs seen in training.

How they are found is in training.py.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from claims.evidence import reading
from claims.evidence.stance import directions
from claims.evidence.stance.signals import Signals
from claims.text import embeddings, tokens
from claims.text.weights import ANOTHER_VERSION, Weights

SHIPPED: Final = Path(__file__).parent / "weights"
N_BUCKETS: Final = 1 << 15
#: Where the words of claims are kept: fewer, as a claim has fewer words.
N_CLAIM_BUCKETS: Final = 1 << 9
#: How fast the memory of a pair fades as its claim and its passage move away (per unit of 1 - cosine).
FARTHEST: Final = 6.0
FADES: Final = (3.0, 6.0)
#: What claims have in common word by word counts so much, and only where they were set against much the same passage:
#: it fades so fast. Nearness of meaning cannot tell a claim from its denial, words and directions can.
SHARED: Final = 1.5
SHARED_FADES: Final = 8.0
#: Directions count so much beside words; and most claims deny nothing, which tells less than that one does.
_DIRECTED: Final = 0.5
_DENIES_NOTHING: Final = -0.3
#: Words of a passage that are read (count).
_N_WORDS: Final = 400
_ARRAYS: Final = "stance.npz"

_MEANING: Final = embeddings.WIDTH
#: Of the vector of a pair: two meanings, the claim's words, and its directions with whether it denies.
WIDTH: Final = 2 * _MEANING + N_CLAIM_BUCKETS + len(directions.NAMES) + 1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, a passage, and the signals read of them."""

    claim: str
    passage: str
    signals: Signals


@dataclass(frozen=True, slots=True)
class Memory:
    """Of hashed words of passages (N_BUCKETS, labels), and of pairs, whose vectors are (n, WIDTH): (n, labels)."""

    words: NDArray[np.float32]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """A value for each of `labels`: signals less `mean` over `spread` times `weights`, plus `bias`, plus the memory's.

    `sharpness` turns values into probabilities (softmax of so many times the values).
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    mean: Floats
    spread: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    memory: Memory | None = None

    def probabilities(self, pairs: Sequence[Pair]) -> Floats:
        """Shape (pairs, labels)."""
        return softmax(self.sharpness * self.values(pairs))

    def values(self, pairs: Sequence[Pair]) -> Floats:
        """Shape (pairs, labels)."""
        found: Floats = scaled(matrix(pairs, self.names), self.mean, self.spread) @ self.weights + self.bias
        if self.memory is not None:
            near = nearness(vectors(pairs), self.memory.vectors)
            found = found + near @ self.memory.weights
            for row, pair in enumerate(pairs):
                here = buckets(pair.passage)
                found[row] += self.memory.words[here].sum(axis=0) * word_weight(len(here))
        return found


def matrix(pairs: Sequence[Pair], names: Sequence[str]) -> Floats:
    """A row for each pair, a column for each signal."""
    return np.array([[pair.signals.get(name, 0.0) for name in names] for pair in pairs], np.float64).reshape(
        len(pairs), len(names)
    )


def scaled(seen: Floats, mean: Floats, spread: Floats) -> Floats:
    """Columns of mean 0 and spread 1; what is rare in training cannot pull by more than FARTHEST spreads."""
    found: Floats = np.clip((seen - mean) / spread, -FARTHEST, FARTHEST)
    return found


def vectors(pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """The meaning of claim and passage and the wording of the claim side by side, shape (pairs, WIDTH)."""
    claims = embeddings.encode([pair.claim for pair in pairs])
    passages = embeddings.encode([pair.passage[: reading.LONGEST] for pair in pairs])
    wordings = np.array([_wording(pair.claim) for pair in pairs], np.float32).reshape(len(pairs), -1)
    return np.concatenate((claims, passages, wordings), axis=1)


def _wording(claim: str) -> Floats:
    """A claim's hashed words, each by how much it tells, and which way it points: the first part is of length 1."""
    read = reading.read(claim)
    words = np.zeros(N_CLAIM_BUCKETS)
    for stem, length in zip(read.stems, read.lengths.tolist(), strict=True):
        words[zlib.crc32(stem.encode()) % N_CLAIM_BUCKETS] += length
    points = np.array([*directions.of(read), 1.0 if read.negations else _DENIES_NOTHING])
    directed = math.sqrt(_DIRECTED) * points / np.linalg.norm(points)
    return np.concatenate((words / max(float(np.linalg.norm(words)), 1e-9), directed))


def nearness(some: NDArray[np.float32], others: NDArray[np.float32]) -> Floats:
    """Most for the same claim and passage, fading with the distance of both: shape (some, others)."""
    parts = ((0, _MEANING), (_MEANING, 2 * _MEANING), (2 * _MEANING, WIDTH))
    claims, passages, wordings = (
        (some[:, start:end] @ others[:, start:end].T).astype(np.float64) for start, end in parts
    )
    by_claim, by_passage = FADES
    found: Floats = np.exp(by_claim * (claims - 1) + by_passage * (passages - 1))
    found += SHARED * wordings * np.exp(SHARED_FADES * (passages - 1))
    return found


def word_weight(n_buckets: int) -> float:
    """Of one bucket among so many of a passage. Words count twice what pairs do."""
    return math.sqrt(2 / max(n_buckets, 1))


def buckets(passage: str) -> list[int]:
    """Where the words of a passage, and its pairs of neighbours, are kept; each once."""
    stems = [tokens.stem(word) for word in tokens.words(passage[: reading.LONGEST])[:_N_WORDS]]
    return sorted({_bucket(gram) for gram in (*stems, *map(" ".join, pairwise(stems)))})


@lru_cache(maxsize=50_000)
def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode()) % N_BUCKETS


def softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def save(model: Model, folder: Path, *, about: Mapping[str, Any]) -> None:
    settings = {
        "labels": list(model.labels),
        "sharpness": round(model.sharpness, 4),
        "bias": _rounded(model.bias),
        "signals": {
            name: [_rounded([mean])[0], _rounded([spread])[0], *_rounded(weights)]
            for name, mean, spread, weights in zip(model.names, model.mean, model.spread, model.weights, strict=True)
        },
        "has_memory": model.memory is not None,
        "about": dict(about),
    }
    memory = model.memory
    _files.save(folder, settings, {} if memory is None else {_ARRAYS: lambda new: _write(memory, new)})
    if memory is None:
        (folder / _ARRAYS).unlink(missing_ok=True)


def _write(memory: Memory, file: Path) -> None:
    words, seen = (part.astype(np.float16) for part in (memory.words, memory.vectors))
    np.savez(file, words=words, vectors=seen, weights=memory.weights)


def _read(folder: Path, settings: dict[str, Any]) -> Model:
    rows = np.array(list(settings["signals"].values()), np.float64)
    memory = None
    if settings["has_memory"]:
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            memory = Memory(*(arrays[name].astype(np.float32) for name in ("words", "vectors", "weights")))
        if memory.vectors.shape[1:] != (WIDTH,):
            raise ValueError(ANOTHER_VERSION)
    return Model(
        labels=tuple(settings["labels"]),
        names=tuple(settings["signals"]),
        mean=rows[:, 0],
        spread=rows[:, 1],
        weights=rows[:, 2:],
        bias=np.array(settings["bias"], np.float64),
        sharpness=float(settings["sharpness"]),
        memory=memory,
    )


_files = Weights("stance.json", version=1, read=_read, name="stance", command="train_stance")
is_in, load = _files.is_in, _files.load


def _rounded(values: Iterable[float]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
