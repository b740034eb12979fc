"""The files under DATA_DIR/snapshots, named by their sha256. What they hold and which row owns them: capture.py."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from claims.errors import Refused
from claims.models import Snapshot

_RESTORE = "Restore it from a backup."


def write(body: bytes, *, suffix: str = "") -> str:
    """Keep the bytes alone and return their sha256. The same bytes twice are one file."""
    sha256 = hashlib.sha256(body).hexdigest()
    _write(_root() / sha256[:2] / f"{sha256}{suffix}", body)
    return sha256


def read(snapshot: Snapshot) -> bytes:
    """The bytes as they were captured. Raises Refused when they are gone or differ by even one bit."""
    try:
        body = place_of(snapshot.path).read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"The file of snapshot {snapshot.pk} is missing from the store. {_RESTORE}") from error
    if hashlib.sha256(body).hexdigest() != snapshot.sha256:
        raise Refused(f"The file of snapshot {snapshot.pk} is not what was captured. {_RESTORE}")
    return body


def open_warc(snapshot: Snapshot) -> BinaryIO:
    """The WARC, open for reading. Raises Refused when there is none or it is not as it was written."""
    if not snapshot.warc_sha256:
        raise Refused("This capture was made before the desk kept WARC files, so there is none of it.")
    flaw = flaw_of(snapshot.warc_path, snapshot.warc_sha256)
    if flaw:
        raise Refused(f"The WARC of snapshot {snapshot.pk} {flaw}. {_RESTORE}")
    return place_of(snapshot.warc_path).open("rb")


def flaw_of(path: str, sha256: str, *, n_bytes: int | None = None) -> str:
    """What is wrong with a file, as the end of a sentence; "" when it is as it was written. Holds 1 MiB at a time.

    `path`: relative to DATA_DIR. `n_bytes`: the length it should have, when that is known.
    """
    place = place_of(path)
    try:
        with place.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            n_found = file.tell()
    except FileNotFoundError:
        return f"is missing from the store (its place is {path})"
    except OSError as error:
        return f"cannot be read ({error.strerror}; its place is {path})"
    if n_bytes is not None and n_found != n_bytes:
        return f"is {n_found} bytes long and was {n_bytes} when it was captured (its place is {path})"
    if found == sha256:
        return ""
    return f"is not what was captured: its sha256 is another one (its place is {path})"


def place_of(path: str) -> Path:
    """`path`: relative to DATA_DIR, as a Snapshot tells it."""
    return Path(settings.DATA_DIR) / path


def _root() -> Path:
    return Path(settings.DATA_DIR) / "snapshots"


def _write(place: Path, body: bytes) -> None:
    """Whole or not at all: written beside its place, synced, then renamed. What is there already and whole stays."""
    if _is_there(place, body):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
        _sync_folder(place.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _is_there(place: Path, body: bytes) -> bool:
    """A file of another length was cut by a failing disk: it is written anew."""
    try:
        return place.stat().st_size == len(body)
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
