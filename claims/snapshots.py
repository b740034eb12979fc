"""The store of captured bytes: files under DATA_DIR/snapshots named by their sha256, each beside a Snapshot row."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from claims.errors import Refused
from claims.models import Snapshot
from claims.web import fetch


def take(url: str, *, limits: fetch.Limits = fetch.DEFAULT_LIMITS) -> fetch.Fetched:
    """Fetch a page through the one door, by our own name and with what the operator allows. Nothing is kept yet."""
    return fetch.fetch(
        url,
        limits=limits,
        allow=frozenset(settings.FETCH_ALLOW),
        user_agent=f"{fetch.USER_AGENT} (+{settings.SITE_URL})",
    )


def facts_of(fetched: fetch.Fetched) -> dict[str, Any]:
    """The fields of Snapshot that a fetch tells, for `store`."""
    return {
        "how": Snapshot.How.FETCH,
        "requested_url": fetched.requested_url,
        "final_url": fetched.final_url,
        "status_code": fetched.status,
        "headers": [list(pair) for pair in fetched.headers],
        "content_type": fetched.content_type[:200],
        "ip_address": fetched.ip_address,
        "truncated": fetched.truncated,
        "captured_at": fetched.fetched_at,
    }


def store(body: bytes, *, how: str, text: str = "", captured_at: datetime | None = None, **facts: Any) -> Snapshot:
    """Keep the bytes, then the row that vouches for them. `facts`: the other fields of Snapshot.

    The file is complete on disk before the row exists, so a crash leaves at worst a file that nobody names. Call it
    in the transaction that ties the row to its article or source, after `write`, which may take its time.
    """
    sha256 = write(body)
    return Snapshot.objects.create(
        how=how,
        sha256=sha256,
        n_bytes=len(body),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if text else "",
        captured_at=captured_at or timezone.now(),
        **facts,
    )


def write(body: bytes) -> str:
    """Keep the bytes alone and return their sha256; `store` finds them there. The same bytes twice are one file."""
    sha256 = hashlib.sha256(body).hexdigest()
    _write(_place(sha256), body)
    return sha256


def read(snapshot: Snapshot) -> bytes:
    """The bytes as they were captured. Raises Refused when they are gone or differ by even one bit."""
    try:
        body = _place(snapshot.sha256).read_bytes()
    except FileNotFoundError as error:
        raise Refused(
            f"The file of snapshot {snapshot.pk} is missing from the store. Restore it from a backup."
        ) from error
    if hashlib.sha256(body).hexdigest() != snapshot.sha256:
        raise Refused(f"The file of snapshot {snapshot.pk} is not what was captured. Restore it from a backup.")
    return body


def _place(sha256: str) -> Path:
    return Path(settings.DATA_DIR) / "snapshots" / sha256[:2] / sha256


def _write(place: Path, body: bytes) -> None:
    """Whole or not at all: written beside its place, synced, then renamed. The same bytes twice are one file."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
