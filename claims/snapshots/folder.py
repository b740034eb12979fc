"""Captures in a folder: DATA_DIR/snapshots, on a disk of this host or on one that all hosts share."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def place_of(path: str) -> Path:
    """`path`: relative to DATA_DIR, as a Snapshot tells it."""
    return Path(settings.DATA_DIR) / path


class Folder:
    """A store (claims.snapshots.stores)."""

    def open(self, path: str) -> BinaryIO:
        return place_of(path).open("rb")

    def put(self, path: str, file: BinaryIO, *, anew: bool = False) -> None:
        """Written beside its place, synced, then renamed."""
        place = place_of(path)
        if not anew and _is_there(place, file):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as out:
                file.seek(0)
                shutil.copyfileobj(file, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(place)
            _sync_folder(place.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def ask(self) -> None:
        """The disk is looked at with all else that lies on it."""


def _is_there(place: Path, file: BinaryIO) -> bool:
    """A file of another length was cut by a failing disk: it is written anew."""
    try:
        return place.stat().st_size == file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
