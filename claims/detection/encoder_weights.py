"""The trained encoder as files: numbers, vocabulary and what is known about them. No arithmetic here."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.detection.wordpiece import Vocabulary
from claims.errors import Refused

Floats = NDArray[np.float32]
FORMAT = 1
NUMBERS, WORDS, ABOUT = "weights.npz", "vocabulary.txt", "encoder.json"
_AGAIN = "make it again with: manage.py train_detection --encoder"
_LAYER = "qkv attended widen narrow".split()


@dataclass(frozen=True, slots=True)
class Settings:
    """How the weights are used.

    `n_tokens` is the most that is read of a text; `scale` and `shift` turn the log-odds into honest ones;
    a fast score between `unsure_from` and `unsure_to` is scored again, and the encoder's log-odds count
    `share` (0..1) of the new score.
    """

    n_heads: int
    n_tokens: int = 128
    scale: float = 1.0
    shift: float = 0.0
    unsure_from: float = 0.0
    unsure_to: float = 1.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`numbers` by name, all float32; matrices are stored as they are multiplied: inputs by outputs.

    words (vocabulary, width), places (n_tokens or more, width), embedded.gain/offset (width,); for each layer N from 0:
    N.qkv, N.attended, N.widen, N.narrow with .weight and .bias, N.middle and N.end with .gain and .offset;
    head.weight (width,), head.bias ().
    """

    numbers: Mapping[str, NDArray[Any]]
    vocabulary: Vocabulary
    settings: Settings

    @property
    def n_layers(self) -> int:
        return sum(name.endswith(".qkv.weight") for name in self.numbers)

    def check(self) -> None:
        """Raises ValueError with the name of the first thing that does not fit the others."""
        width = self.numbers["words"].shape[1]
        wide = self.numbers["0.widen.weight"].shape[1]
        expected: dict[str, tuple[int, ...]] = {
            "words": (len(self.vocabulary.words), width),
            "head.weight": (width,),
            "head.bias": (),
        }
        sizes = dict(zip(_LAYER, ((width, 3 * width), (width, width), (width, wide), (wide, width)), strict=True))
        for layer in range(self.n_layers):
            for name, size in sizes.items():
                expected |= {f"{layer}.{name}.weight": size, f"{layer}.{name}.bias": size[1:]}
        norms = ["embedded", *(f"{layer}.{name}" for layer in range(self.n_layers) for name in ("middle", "end"))]
        expected |= {f"{norm}.{part}": (width,) for norm in norms for part in ("gain", "offset")}
        for name, shape in expected.items():
            if name not in self.numbers or self.numbers[name].shape != shape:
                raise ValueError(f"{name} is not of shape {shape}")
        if self.numbers["places"].shape[0] < self.settings.n_tokens or width % self.settings.n_heads:
            raise ValueError("n_tokens or n_heads does not fit the numbers")

    def write(self, folder: Path, about: Mapping[str, object]) -> None:
        """The three files, made or replaced; `about` (data hash, seed, figures) stands in encoder.json for people.

        Numbers are kept with half the digits, which moves no score by more than about 0.001. encoder.json is written
        last: without it there is no encoder.
        """
        self.check()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ABOUT).unlink(missing_ok=True)
        halved: dict[str, Any] = {name: value.astype(np.float16) for name, value in self.numbers.items()}
        np.savez(folder / NUMBERS, **halved)
        (folder / WORDS).write_text("\n".join(self.vocabulary.words), encoding="utf-8")
        use = {"format": FORMAT, "sha256": _digest(folder / NUMBERS), "settings": asdict(self.settings)}
        (folder / ABOUT).write_text(json.dumps(use | {"about": dict(about)}, indent=2) + "\n", encoding="utf-8")


def made_at(folder: Path) -> int | None:
    """When the encoder in `folder` was made, in nanoseconds; None where there is none."""
    try:
        return (folder / ABOUT).stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return None


def read(folder: Path) -> Weights:
    """Raises Refused for files that are missing, damaged or of another version."""
    try:
        use = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if use["format"] != FORMAT:
            raise Refused(f"The encoder in {folder} is of format {use['format']}, not {FORMAT}; {_AGAIN}.")
        if use["sha256"] != _digest(folder / NUMBERS):
            raise Refused(f"{NUMBERS} in {folder} is not the file that {ABOUT} was written for; {_AGAIN}.")
        words = (folder / WORDS).read_text(encoding="utf-8").split("\n")
        with np.load(folder / NUMBERS, allow_pickle=False) as file:
            # The table of words is by far the largest and only read by row: it stays as it is stored.
            numbers = {name: file[name] if name == "words" else file[name].astype(np.float32) for name in file.files}
        known = {field.name for field in fields(Settings)}
        settings = Settings(**{name: value for name, value in use["settings"].items() if name in known})
        weights = Weights(numbers, Vocabulary(words), settings)
        weights.check()
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise Refused(f"The encoder in {folder} cannot be read ({error}); {_AGAIN}.") from error
    return weights


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
