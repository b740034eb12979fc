"""What every command says when the database is not there, has no tables yet, or gives up in the middle."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError

#: PostgreSQL's codes of a missing table, column, schema and database.
_MISSING: Final = frozenset({"42P01", "42703", "3F000", "3D000"})
#: What SQLite says, which has no such codes, and PostgreSQL of a database, before there is a connection to ask.
_SAID_OF_MISSING: Final = ("no such table", "no such column", "unable to open database file", "does not exist")


@contextmanager
def ready_database() -> Iterator[None]:
    """Turns a missing or unmigrated database, and one that gave up, into a sentence and the exit code 1."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        reason = str(error).strip().partition("\n")[0]
        if _is_missing(error):
            raise CommandError(f"The database is not ready ({reason}). Run `manage.py migrate` first.") from error
        if isinstance(error, ProgrammingError) or _is_wrong_query(error):
            raise
        raise CommandError(
            f"The database gave up ({reason}). Run the command again: it goes on where it was."
        ) from error


def _is_missing(error: OperationalError | ProgrammingError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in _MISSING if code else any(words in str(error) for words in _SAID_OF_MISSING)


def _is_wrong_query(error: OperationalError) -> bool:
    """SQLite calls it operational, too."""
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
