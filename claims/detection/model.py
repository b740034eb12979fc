"""The trained weights: of the signals, and of words and pairs of words. How they are found is in training.py."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims.detection import features, signals
from claims.errors import Refused

SHIPPED = Path(__file__).parent / "weights"
UNSEEN = -128  # marks a bucket that training did not see often enough
_FORMAT = 1
_SETTINGS, _WORDING = "model.json", "wording.npy"

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
    """Two files, the same bytes for the same model. Each replaces the old one at once, as others may be reading it."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "format": _FORMAT,
        "bias": model.bias,
        "step": model.step,
        "signals": dict(sorted(model.signals.items())),
    }
    new = folder / "new.npy"
    np.save(new, model.wording)
    new.replace(folder / _WORDING)
    new = folder / "new.json"
    new.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    new.replace(folder / _SETTINGS)


def is_in(folder: Path) -> bool:
    """Whether a model was saved there."""
    return (folder / _SETTINGS).is_file()


def load(folder: Path) -> Model:
    """Read once for each time the model is saved; the table stays on disk until it is used. Raises Refused."""
    try:
        return _loaded(folder, (folder / _SETTINGS).stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"The detection model in {folder} cannot be read ({error}); train it again with manage.py train_detection,"
            " or remove the folder to go back to the model that ships."
        ) from error


@lru_cache(maxsize=2)
def _loaded(folder: Path, _saved_at: int) -> Model:
    settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
    wording = np.load(folder / _WORDING, mmap_mode="r", allow_pickle=False)
    if settings["format"] != _FORMAT or wording.shape != (features.N_BUCKETS,) or wording.dtype != np.int8:
        raise ValueError("it is of another version")
    return Model(float(settings["bias"]), settings["signals"], float(settings["step"]), wording)
