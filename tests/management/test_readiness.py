"""A command says what is the matter with the database: missing tables are for migrate, a lock is for another try."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection, transaction
from django.db.utils import OperationalError, ProgrammingError

from claims.management.readiness import ready_database


def said(error: Exception) -> str:
    with pytest.raises(CommandError) as told, ready_database():
        raise error
    return str(told.value)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["SELECT 1 FROM claims_nowhere", "SELECT unheard_of FROM claims_claim"])
def test_a_missing_table_or_column_is_for_migrate(query: str) -> None:
    with pytest.raises(CommandError, match=r"`manage[.]py migrate`"), ready_database(), transaction.atomic():
        connection.cursor().execute(query)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("unable to open database file"),
        OperationalError('connection failed: FATAL:  database "desk" does not exist'),
    ],
)
def test_a_missing_database_is_for_migrate(error: Exception) -> None:
    assert "manage.py migrate" in said(error)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        caused(OperationalError("deadlock detected\nDETAIL: Process 3"), psycopg.errors.DeadlockDetected()),
        caused(OperationalError("a lock does not exist"), psycopg.errors.LockNotAvailable()),
    ],
)
def test_a_lock_is_for_another_try(error: Exception) -> None:
    assert "Run the command again" in said(error)
    assert "migrate" not in said(error)


@pytest.mark.django_db
def test_a_wrong_query_is_nobodys_fault_but_ours() -> None:
    with pytest.raises((ProgrammingError, OperationalError)), ready_database(), transaction.atomic():
        connection.cursor().execute("SELECT 1 FRM claims_claim")
