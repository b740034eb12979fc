"""What a database says when it cannot do something: whether that passes by itself."""

from __future__ import annotations

import sqlite3
from typing import Final

from django.db.utils import InterfaceError, OperationalError, ProgrammingError

#: PostgreSQL's codes of a missing table, column, schema and database.
_MISSING: Final = frozenset({"42P01", "42703", "3F000", "3D000"})
#: What SQLite says, which has no such codes, and PostgreSQL of a database, before there is a connection to ask.
_SAID_OF_MISSING: Final = ("no such table", "no such column", "unable to open database file", "does not exist")


def is_missing(error: BaseException) -> bool:
    """There is no such database, or it has not these tables."""
    if not isinstance(error, OperationalError | ProgrammingError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code in _MISSING if code else any(words in str(error) for words in _SAID_OF_MISSING)


def passes(error: object) -> bool:
    """It is away, hangs, starts anew, is full or busy: whoever comes again in a while may find it well."""
    return isinstance(error, OperationalError | InterfaceError) and not (is_missing(error) or _is_wrong_query(error))


def _is_wrong_query(error: BaseException) -> bool:
    """SQLite calls it operational, too, and psycopg what is too long or too much for PostgreSQL (class 54)."""
    is_beyond = str(getattr(error.__cause__, "sqlstate", "")).startswith("54")
    return is_beyond or getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
