"""Taking turns: what has to look at other rows before it writes its own waits until nobody else is doing the same."""

from __future__ import annotations

import hashlib

from django.db import connection


def wait_for(name: str) -> None:
    """Until the caller's transaction ends nobody else gets the turn of this name.

    SQLite has one writer at a time anyway (its transactions begin IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
