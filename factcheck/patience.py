"""How long a web process waits for PostgreSQL. Jobs, commands and migrations wait as long as it takes.

A server that hangs neither refuses nor answers, ends no statement by its own timeouts, and the system below it goes on
acknowledging what it is sent, so TCP notices nothing. Every thread would wait, and with them whoever asks for a page
that needs no database.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

import psycopg
from psycopg.errors import ConnectionTimeout

#: A statement of a page takes no longer: the server ends it; where it does not, the page does (seconds).
STATEMENT_S: Final = 20.0
LIMIT_S: Final = 25.0
#: Who has waited so long has it asked whether the server still takes connections (seconds) ...
SLOW_S: Final = 0.5
#: ... which it has to do within so many, or it hangs (seconds). Asked again so long after an answer.
HANGS_S: Final = 5
AGAIN_S: Final = 1.0

RV = TypeVar("RV")
Connect = Callable[[], psycopg.Connection[Any]]


class GaveUp(psycopg.OperationalError):
    """Raised instead of an answer that does not come."""


class Watch:
    """How long this process waits, and whether the server takes connections: asked in a thread of its own, and never
    by more than one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_asking = False
        self._asked_at = -AGAIN_S
        #: Seconds for each statement of this process; None: as long as it takes.
        self.limit_s: float | None = None
        #: All who wait give up, and nobody begins to.
        self.hangs = False

    def look(self, connect: Connect) -> None:
        """Ask by this, unless that is being done or was done a moment ago."""
        with self._lock:
            if self._is_asking or time.monotonic() - self._asked_at < AGAIN_S:
                return
            asking = threading.Thread(target=self._ask, args=(connect,), name="patience", daemon=True)
            with suppress(RuntimeError):  # no thread is to be had: whoever waits goes on, and has it asked again
                asking.start()
                self._is_asking = True

    def _ask(self, connect: Connect) -> None:
        """Until it does not hang: the first who comes after that is not refused."""
        hangs = True
        while hangs:
            hangs = False
            try:
                connect().close()
            except ConnectionTimeout:
                hangs = True
            except psycopg.Error:  # away, or full: whoever asks it hears so at once
                pass
            finally:
                with self._lock:
                    self.hangs, self._asked_at, self._is_asking = hangs, time.monotonic(), hangs
            if hangs:
                time.sleep(AGAIN_S)


watch = Watch()
_own = threading.local()


def begin(options: str = "") -> None:
    """In a process that serves pages, before it connects. `options`: what the operator has the server told, whose own
    statement_timeout is then the only limit."""
    watch.limit_s = math.inf if "statement_timeout" in options else LIMIT_S


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Statements of this thread take no longer meanwhile, in a process that serves pages."""
    _own.limit_s = seconds
    try:
        yield
    finally:
        _own.limit_s = None


def limit_of_this_thread() -> float | None:
    """Seconds for a statement, or for the connection that it needs first."""
    return getattr(_own, "limit_s", None) or watch.limit_s


def refuse_while_it_hangs(connect: Connect) -> None:
    """Raises GaveUp."""
    if watch.hangs:
        watch.look(connect)
        raise GaveUp("The database does not answer.")


def bounded(steps: Generator[Any, Any, RV], connect: Connect) -> Generator[Any, Any, RV]:
    """The steps by which psycopg makes a statement; GaveUp is raised in between. Without an answer it takes a step
    every 0.1 s, so that nothing is done for those that are quick."""
    refuse_while_it_hangs(connect)
    began = time.monotonic()
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if not ready:
                waited_s = time.monotonic() - began
                if waited_s >= SLOW_S:
                    watch.look(connect)
                refuse_while_it_hangs(connect)
                if waited_s >= (limit_of_this_thread() or waited_s + 1):
                    raise GaveUp(f"The database did not answer within {waited_s:.0f} s.")
            wanted = steps.send(ready)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
