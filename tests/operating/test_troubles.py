"""A database that is away or busy is answered with 503, and one that lacks a table with 500: only the first passes."""

import sqlite3
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from claims.management.readiness import ready_database
from claims.operating import troubles

pytestmark = pytest.mark.django_db

#: What fails -> its address, and where.
PLACES = {
    "a view": ("/?q=fees", "claims.public.views.render"),
    "the edition, before any view": ("/", "claims.publishing.edition.current"),
    "an operation": ("/api/v1/verdicts", "claims.publishing.standing.standing_checks"),
}


def said_by_sqlite(words: str, code: int) -> OperationalError:
    cause = sqlite3.OperationalError(words)
    cause.sqlite_errorcode = code
    error = OperationalError(words)
    error.__cause__ = cause
    return error


def said_by_postgres(kind: type[psycopg.Error]) -> OperationalError:
    error = OperationalError(kind.__name__)
    error.__cause__ = kind(kind.__name__)
    return error


PASSING = [
    OperationalError("connection refused"),
    InterfaceError("connection already closed"),
    said_by_sqlite("database is locked", sqlite3.SQLITE_BUSY),
    said_by_sqlite("database or disk is full", sqlite3.SQLITE_FULL),
    said_by_postgres(psycopg.errors.QueryCanceled),
    said_by_postgres(psycopg.errors.DeadlockDetected),
    said_by_postgres(psycopg.errors.AdminShutdown),
]
LASTING = [
    ProgrammingError("relation does not exist"),
    OperationalError("no such table: claims_claim"),
    said_by_sqlite("near FROM: syntax error", sqlite3.SQLITE_ERROR),
    said_by_postgres(psycopg.errors.UndefinedTable),
    said_by_postgres(psycopg.errors.ProgramLimitExceeded),
    ValueError("no number"),
    None,
]


@pytest.mark.parametrize("error", PASSING, ids=str)
def test_what_passes(error: Exception) -> None:
    assert troubles.passes(error)
    assert not troubles.is_missing(error)


@pytest.mark.parametrize("error", LASTING, ids=str)
def test_what_does_not(error: Exception | None) -> None:
    assert not troubles.passes(error)


def test_what_the_database_itself_says_of_a_table_that_is_missing() -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as refused, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table_of_ours")
    assert troubles.is_missing(refused.value)
    assert not troubles.passes(refused.value)


def test_what_the_database_itself_says_of_what_is_too_long_for_it() -> None:
    too_long = {
        "sqlite": "SELECT zeroblob(2000000000)",
        "postgresql": "SELECT to_tsvector('simple', string_agg(md5(n::text), ' ')) FROM generate_series(1, 60000) n",
    }
    with pytest.raises(DatabaseError, match=r"too (long|big)") as refused, connection.cursor() as cursor:
        cursor.execute(too_long[connection.vendor])
    assert not troubles.passes(refused.value)


def test_a_command_that_meets_a_wrong_query_does_not_call_it_a_passing_trouble() -> None:
    with pytest.raises(OperationalError), ready_database():
        raise LASTING[2]


class TestWhoeverAsks:
    @pytest.fixture(params=PLACES.values(), ids=PLACES)
    def asked(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
        path, place = request.param

        def ask(error: Exception) -> Any:
            def fail(*_: Any, **__: Any) -> None:
                raise error

            monkeypatch.setattr(place, fail)
            return Client(raise_request_exception=False).get(path)

        return ask

    @pytest.mark.parametrize("error", [PASSING[0], PASSING[1], PASSING[4]], ids=str)
    def test_hears_that_it_passes(self, asked: Any, error: Exception) -> None:
        answer = asked(error)
        assert (answer.status_code, answer["Retry-After"]) == (503, "15")
        assert "no-store" in answer["Cache-Control"]
        assert "The database is away or too busy" in answer.content.decode()

    @pytest.mark.parametrize("error", [LASTING[0], LASTING[1], LASTING[4], LASTING[5]], ids=str)
    def test_hears_that_it_is_a_fault(self, asked: Any, error: Exception) -> None:
        answer = asked(error)
        assert answer.status_code == 500
        assert "Retry-After" not in answer
        assert "went wrong" in answer.content.decode()


def test_a_program_hears_of_a_fault_before_any_operation_as_of_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("claims.tracing.request_id", fail)
    answer = Client(raise_request_exception=False).get("/api/v1/verdicts")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Not just now"
