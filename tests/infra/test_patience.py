"""A PostgreSQL that hangs: no thread of a web server waits for it without end, and nobody begins to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from psycopg.errors import ConnectionTimeout

from factcheck import environment, patience
from tests import services
from tests.worker import wait_until


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> patience.Watch:
    """Of a process that serves pages and has waited long enough to ask at once."""
    made = patience.Watch()
    monkeypatch.setattr(patience, "watch", made)
    monkeypatch.setattr(patience, "SLOW_S", 0.0)
    monkeypatch.setattr(patience, "AGAIN_S", 0.0)
    patience.begin()
    return made


def silent() -> Any:
    raise ConnectionTimeout("nothing came back")


def refusing() -> Any:
    raise psycopg.OperationalError("connection refused")


def endless() -> Generator[int, int, None]:
    while True:
        yield 1


def test_a_statement_is_given_up_once_the_server_takes_no_connection(watch: patience.Watch) -> None:
    has_waited, is_over = threading.Event(), threading.Event()

    def silent_then() -> Any:
        if has_waited.is_set():  # it is asked until it answers
            is_over.wait(20)
            refusing()
        has_waited.wait(20)
        silent()

    steps = patience.bounded(endless(), silent_then)
    next(steps)
    steps.send(1)
    steps.send(0)
    has_waited.set()
    wait_until(lambda: watch.hangs, what="that the server does not answer")
    with pytest.raises(patience.GaveUp):
        steps.send(0)
    with pytest.raises(patience.GaveUp):
        next(patience.bounded(endless(), silent))
    is_over.set()
    wait_until(lambda: not watch.hangs, what="that nobody has to be refused to find out that it answers")


def test_whoever_finds_no_thread_to_ask_by_waits_and_has_it_asked_later(
    watch: patience.Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    steps = patience.bounded(endless(), refusing)
    next(steps)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none_left)
        steps.send(0)
    asked = threading.Event()

    def noting() -> Any:
        asked.set()
        refusing()

    watch.look(noting)
    assert asked.wait(20)


@pytest.mark.parametrize("connect", [refusing, lambda: psycopg.Connection(psycopg.pq.PGconn.connect_start(b""))])
def test_it_is_asked_again_until_it_answers(watch: patience.Watch, connect: Callable[[], Any]) -> None:
    """A refusal is an answer too: whoever asks hears it at once."""
    watch.hangs = True
    with pytest.raises(patience.GaveUp):
        next(patience.bounded(endless(), connect))
    wait_until(lambda: not watch.hangs, what="that the server answers")
    assert next(patience.bounded(endless(), connect)) == 1


def test_only_pages_lose_patience(watch: patience.Watch) -> None:
    watch.limit_s = 0.0
    steps = patience.bounded(endless(), refusing)
    next(steps)
    watch.limit_s = None
    steps.send(0)
    watch.limit_s = 1e-9
    with pytest.raises(patience.GaveUp, match="within"):
        steps.send(0)


def test_what_the_operator_says_of_statements_is_their_only_limit(watch: patience.Watch) -> None:
    patience.begin("-c jit=off -c statement_timeout=60s")
    steps = patience.bounded(endless(), refusing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience, "LIMIT_S", 0.0)
        next(steps)
        steps.send(0)
    patience.begin("-c jit=off")
    assert watch.limit_s == patience.LIMIT_S


@pytest.mark.parametrize("said", [{}, {"connect_timeout": "3"}, {"connect_timeout": "0"}])
def test_an_address_may_say_how_long_a_connection_is_waited_for(
    watch: patience.Watch, said: dict[str, str], django_db_blocker: Any
) -> None:
    """In letters, as all that stands in DATABASE_URL."""
    port = services.free_port()
    nobody = {"ENGINE": "factcheck.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": port, "OPTIONS": said}
    connection = ConnectionHandler({"default": nobody})["default"]
    with django_db_blocker.unblock(), pytest.raises(OperationalError, match="refused"):
        connection.ensure_connection()
    assert not watch.hangs


@pytest.mark.skipif(not services.find_postgres(), reason="PostgreSQL is not installed")
def test_whoever_gave_up_takes_another_connection(watch: patience.Watch, tmp_path: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), services.postgres() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        made = environment.database("DATABASE_URL", sqlite_file=tmp_path / "none")
        handler = ConnectionHandler({"default": {**made, "ENGINE": "factcheck.postgresql"}})
        connection = handler["default"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('statement_timeout')")
            first, statement_timeout = cursor.fetchone()
            assert statement_timeout == f"{patience.STATEMENT_S:.0f}s"
            with pytest.raises(OperationalError, match="did not answer"), patience.at_most(0.2):
                cursor.execute("SELECT pg_sleep(60)")
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone() != (first,)
        connection.close()
        watch.limit_s = None
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            assert cursor.fetchone() == ("0",), "jobs, migrations and backups take as long as they take"
        connection.close()
