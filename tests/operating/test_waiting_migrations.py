"""A migration that meets an open transaction: readers are not made to wait for it, and people hear whose it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Usual
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.utils import timezone

from claims.management.commands import migrate
from claims.models.migrating import as_long_as_it_takes
from claims.operating import transactions
from claims.operating.doctor import grounds
from factcheck import environment
from tests import services

pytestmark = pytest.mark.skipif(not services.find_postgres(), reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with services.postgres() as made:
        with psycopg.connect(made, autocommit=True) as connection:
            connection.execute("CREATE TABLE piers (length int)")
        yield made


@pytest.fixture
def server(
    url: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Iterator[BaseDatabaseWrapper]:
    monkeypatch.setenv("DATABASE_URL", url)
    asked = environment.database("DATABASE_URL", sqlite_file=tmp_path / "none")
    monkeypatch.setattr(migrate, "LOCK_S", 0.1)
    with django_db_blocker.unblock():
        handler = ConnectionHandler({"default": {**asked, "ENGINE": "factcheck.postgresql"}})
        connections["server"] = handler["default"]
        yield connections["server"]
        connections["server"].close()
        del connections["server"]


@pytest.fixture
def backup(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, application_name=transactions.BACKUP) as connection:
        connection.execute("SELECT count(*) FROM piers")
        yield connection


def alter(command: Any, *args: Any, **options: Any) -> None:
    with connections["server"].cursor() as cursor:
        cursor.execute("ALTER TABLE piers ADD COLUMN built int")


def test_it_comes_again_when_the_backup_has_ended(
    server: BaseDatabaseWrapper,
    backup: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(Usual, "handle", alter)
    monkeypatch.setattr(migrate.time, "sleep", lambda seconds: backup.rollback())
    with caplog.at_level(logging.WARNING):
        call_command("migrate", database="server", skip_checks=True)
    assert f"A backup is running since {timezone.now():%Y}" in caplog.text
    assert f"(process {backup.info.backend_pid} of PostgreSQL, from 127.0.0.1)" in caplog.text
    with server.cursor() as cursor:
        cursor.execute("SELECT built FROM piers")
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",), "what follows waits as it did"


def test_in_the_end_it_says_who_was_in_the_way(
    server: BaseDatabaseWrapper, backup: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Usual, "handle", alter)
    monkeypatch.setattr(migrate, "N_TRIES", 2)
    monkeypatch.setattr(migrate.time, "sleep", lambda seconds: None)
    with pytest.raises(CommandError, match=r"A backup is running since .* Run `manage.py migrate` again"):
        call_command("migrate", database="server", skip_checks=True)


@pytest.mark.parametrize("value", ["'Ada ''Countess'' L.'", "'Ada L", "E'Ada\\nL.'", "$$Ada L.$$", "$a$Ada"])
def test_values_of_a_statement_are_told_to_nobody(value: str) -> None:
    """Where statements are not prepared, and where somebody works by hand, they stand in them."""
    told = str(transactions.Transaction(7, timezone.now(), "psql", "", f"UPDATE t SET name = {value}"))
    assert "UPDATE t SET name = " in told
    assert "Ada" not in told


def test_an_index_beside_is_not_given_up_half_way(server: BaseDatabaseWrapper) -> None:
    with server.cursor() as cursor:
        cursor.execute("SET lock_timeout = 3000")
        with as_long_as_it_takes(server):
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)


def test_the_doctor_names_a_transaction_that_is_open_for_long(
    server: BaseDatabaseWrapper, backup: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grounds, "connection", server)
    assert not [found for found in grounds.database() if "A backup" in found.what]
    monkeypatch.setattr(grounds, "OPEN_FOR", timezone.timedelta(0))
    (found,) = [found for found in grounds.database() if "A backup" in found.what]
    assert found.is_advice
    assert f"pg_terminate_backend({backup.info.backend_pid})" in found.cure
