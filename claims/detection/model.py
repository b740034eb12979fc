"""The trained weights: of the signals, and of words and pairs of words. How they are found is in training.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.detection import features, signals
from claims.text.weights import ANOTHER_VERSION, Weights

SHIPPED = Path(__file__).parent / "weights"
UNSEEN = -128  # marks a bucket that training did not see often enough
_WORDING = "wording.npy"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds: `bias`, `signals` by name, and `step` times the whole number in a bucket of `wording`."""

    bias: float
    signals: Mapping[str, float]
    step: float
    wording: NDArray[np.int8]

    def weight(self, name: str) -> float:
        """Of a signal; of one that training did not know, the weight that was set by hand."""
        return self.signals[name] if name in self.signals else signals.ALL[name].weight

    def weigh(self, grams: features.Grams) -> tuple[Floats, Floats]:
        """Log-odds that the wording adds: of each sentence, and of each feature of `grams`."""
        weights = np.asarray(self.wording[grams.buckets])
        is_seen = weights != UNSEEN
        odds = np.where(is_seen, weights, 0) * self.step
        odds *= per_feature(grams, is_seen)[grams.rows]
        return np.bincount(grams.rows, odds, grams.n_sentences).astype(np.float64), odds


def per_feature(grams: features.Grams, is_seen: NDArray[np.bool_]) -> Floats:
    """What a feature counts in each sentence: k ** 2 / sqrt(s), of which s were seen in training, a share of k.

    The root so that long sentences do not win by length; the share so that wording counts for little in text unlike
    that of the training, where signals carry over better.
    """
    n_seen = np.bincount(grams.rows, is_seen, grams.n_sentences)
    share = n_seen / np.maximum(np.bincount(grams.rows, minlength=grams.n_sentences), 1)
    found: Floats = share**2 / np.sqrt(np.maximum(n_seen, 1.0))
    return found


def pulls(grams: features.Grams, odds: Floats) -> Floats:
    """What each token does to its sentence's log-odds; a pair counts half for each of its words."""
    n_tokens = len(grams.words)
    found: Floats = (np.bincount(grams.first, odds, n_tokens) + np.bincount(grams.second, odds, n_tokens)) / 2.0
    return found


def telling(grams: features.Grams, pull: Floats, sentence: int, sign: float, most: int = 2) -> list[str]:
    """The words of a sentence that pull most to one side (`sign` is 1 or -1), by what `pulls` gave."""
    start, end = int(grams.starts[sentence]), int(grams.starts[sentence + 1])
    here = pull[start:end] * sign
    words: list[str] = []
    for at in np.argsort(-here, kind="stable").tolist():
        word = grams.words[start + at]
        if here[at] <= 0 or len(words) == most:
            break
        if word and word not in words:
            words.append(word)
    return words


def save(model: Model, folder: Path) -> None:
    settings = {"bias": model.bias, "step": model.step, "signals": dict(sorted(model.signals.items()))}
    _files.save(folder, settings, {_WORDING: lambda new: np.save(new, model.wording)})


def _read(folder: Path, settings: dict[str, Any]) -> Model:
    """The table stays on disk until it is used."""
    wording = np.load(folder / _WORDING, mmap_mode="r", allow_pickle=False)
    if wording.shape != (features.N_BUCKETS,) or wording.dtype != np.int8:
        raise ValueError(ANOTHER_VERSION)
    return Model(float(settings["bias"]), settings["signals"], float(settings["step"]), wording)


_files = Weights("model.json", version=1, read=_read, name="detection", command="train_detection")
is_in, load = _files.is_in, _files.load
