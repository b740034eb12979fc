"""Folders of trained weights: settings in JSON, and arrays of numbers beside them. What they mean, others know."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from claims.errors import Refused

Model = TypeVar("Model")


class Weights(Generic[Model]):
    """One kind of model on disk. Its folder may be written anew while others read it."""

    def __init__(
        self, settings: str, *, version: int, read: Callable[[Path, dict[str, Any]], Model], name: str, command: str
    ) -> None:
        """`settings`: the file that makes a folder one of this kind. `read` makes the model of the folder and its
        settings; ValueError, KeyError, TypeError and OSError say that it cannot. `command` trains it again."""
        self._settings, self._version, self._read = settings, version, read
        self._name, self._command = name, command
        self._loaded = lru_cache(maxsize=2)(self._load)

    def is_in(self, folder: Path) -> bool:
        """Whether a model was saved there."""
        return (folder / self._settings).is_file()

    def save(self, folder: Path, settings: Mapping[str, Any], arrays: Mapping[str, Callable[[Path], object]]) -> None:
        """The same bytes for the same model. `arrays`: file names, and what writes each, before the settings name it.

        Each file replaces the old one at once.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in arrays.items():
            _replace(folder / name, write)
        text = json.dumps({"format": self._version, **settings}, indent=1) + "\n"
        _replace(folder / self._settings, lambda new: new.write_text(text, encoding="utf-8"))

    def load(self, folder: Path) -> Model:
        """Read once for each time the model is saved. Raises Refused."""
        try:
            return self._loaded(folder, (folder / self._settings).stat().st_mtime_ns)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(
                UNREADABLE.format(name=self._name, folder=folder, error=error, command=self._command)
            ) from error

    def _load(self, folder: Path, _saved_at: int) -> Model:
        settings = json.loads((folder / self._settings).read_text(encoding="utf-8"))
        if settings["format"] != self._version:
            raise ValueError(ANOTHER_VERSION)
        return self._read(folder, settings)


def _replace(file: Path, write: Callable[[Path], object]) -> None:
    new = file.with_name(f"new{file.suffix}")
    write(new)
    new.replace(file)


ANOTHER_VERSION = "it is of another version"
UNREADABLE = (
    "The {name} model in {folder} cannot be read ({error}); train it again with manage.py {command}, or remove the"
    " folder to go back to the model that ships."
)
