"""A second database for what replaces a whole one: the test's own stays as it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper as Postgres
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite

from factcheck import settings


@contextmanager
def elsewhere(vendor: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """Within the block `default` is an empty database of this kind, in `folder` or on the server that the tests use."""
    own = connections["default"]
    with _settings(vendor, folder, own) as given:
        other = (Sqlite if vendor == "sqlite" else Postgres)({**own.settings_dict, **given}, "default")
        connections["default"] = other
        try:
            yield other
        finally:
            connections["default"] = own
            other.close()


@contextmanager
def _settings(vendor: str, folder: Path, own: BaseDatabaseWrapper) -> Iterator[dict[str, Any]]:
    name = f"elsewhere_{os.getpid()}_{secrets.token_hex(4)}"
    if vendor == "sqlite":
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": settings.SQLITE_PRAGMAS}
        yield {"NAME": str(folder / f"{name}.sqlite3"), "OPTIONS": options}
        return
    assert connection.vendor == "postgresql"
    params = connection.get_connection_params()
    server = {key: params[key] for key in ("host", "port", "user", "password") if key in params}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as server_connection:
        server_connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"NAME": name}
        finally:
            server_connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
