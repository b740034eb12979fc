"""The files of captures, named by their sha256, in the store that the settings name. Who owns them: capture.py."""

from __future__ import annotations

import hashlib
import io
import os
from typing import BinaryIO, cast

from django.core.files.storage import storages

from claims.errors import Refused
from claims.models import Snapshot
from claims.snapshots.stores import Away, Store

_RESTORE = "Restore it from a backup."


def store() -> Store:
    """A folder or a bucket: STORAGES["snapshots"]."""
    return cast("Store", storages["snapshots"])


def write(body: bytes, *, suffix: str = "") -> str:
    """Keep the bytes alone and return their sha256. The same bytes twice are one file. Raises Away."""
    sha256 = hashlib.sha256(body).hexdigest()
    store().put(f"snapshots/{sha256[:2]}/{sha256}{suffix}", io.BytesIO(body))
    return sha256


def read(snapshot: Snapshot) -> bytes:
    """The bytes as they were captured. Raises Refused when they are gone or differ by even one bit, or Away."""
    try:
        with store().open(snapshot.path) as file:
            body = file.read()
    except FileNotFoundError as error:
        raise Refused(f"The file of snapshot {snapshot.pk} is missing from the store. {_RESTORE}") from error
    if hashlib.sha256(body).hexdigest() != snapshot.sha256:
        raise Refused(f"The file of snapshot {snapshot.pk} is not what was captured. {_RESTORE}")
    return body


def open_warc(snapshot: Snapshot) -> BinaryIO:
    """The WARC, open for reading. Raises Refused when there is none or it is not as it was written, or Away."""
    if not snapshot.warc_sha256:
        raise Refused("This capture was made before the desk kept WARC files, so there is none of it.")
    path = snapshot.warc_path
    try:
        file = store().open(path)
        flaw = _difference(file, path, snapshot.warc_sha256)
    except OSError as error:
        raise Refused(f"The WARC of snapshot {snapshot.pk} {_why_not(error, path)}. {_RESTORE}") from error
    if flaw:
        file.close()
        raise Refused(f"The WARC of snapshot {snapshot.pk} {flaw}. {_RESTORE}")
    file.seek(0)
    return file


def flaw_of(path: str, sha256: str, *, n_bytes: int | None = None) -> str:
    """What is wrong with a file, as the end of a sentence; "" when it is as it was written. Holds 1 MiB at a time.

    `path`: as a Snapshot tells it. `n_bytes`: the length it should have, when that is known.
    """
    try:
        with store().open(path) as file:
            return _difference(file, path, sha256, n_bytes)
    except (OSError, Away) as error:
        return _why_not(error, path)


def _difference(file: BinaryIO, path: str, sha256: str, n_bytes: int | None = None) -> str:
    found = hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest()
    n_found = file.seek(0, os.SEEK_END)
    if n_bytes is not None and n_found != n_bytes:
        return f"is {n_found} bytes long and was {n_bytes} when it was captured (its place is {path})"
    if found == sha256:
        return ""
    return f"is not what was captured: its sha256 is another one (its place is {path})"


def _why_not(error: OSError | Away, path: str) -> str:
    match error:
        case FileNotFoundError():
            return f"is missing from the store (its place is {path})"
        case Away():
            return f"cannot be read ({error.what.rstrip('.')}; its place is {path})"
        case _:
            return f"cannot be read ({error.strerror}; its place is {path})"
