"""Whether this process can serve: each part is asked in a thread of its own, for one that is ill may not answer."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis import Redis

log = logging.getLogger(__name__)

#: A part that has not answered by then is not ready (seconds).
LIMIT_S: Final = 2.0
#: Strangers may ask as often as they like: an answer is given again for so long (seconds).
REMEMBERED_S: Final = 1.0


class Part:
    """One thing that the desk stands on. `ask` returns when it is well, and raises otherwise."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._asked_at = -REMEMBERED_S
        self._trouble = ""

    def begin(self) -> threading.Thread | None:
        """Ask, unless it has just been answered or is being asked; gives what is under way."""
        with self._lock:
            if self._asking is None and time.monotonic() - self._asked_at >= REMEMBERED_S:
                asking = threading.Thread(target=self._answer, name="health", daemon=True)
                asking.start()
                self._asking = asking
            return self._asking

    def is_ready(self, asking: threading.Thread | None, until: float) -> bool:
        """What came of what `begin` gave; waits no longer than `until`, on the clock of time.monotonic."""
        if asking is not None:
            asking.join(max(until - time.monotonic(), 0.0))
            if asking.is_alive():
                # The question stays open: the next request asks no second one
                log.warning("Not ready: no answer within %s s.", LIMIT_S)
                return False
        return not self._trouble

    def _answer(self) -> None:
        trouble = ""
        try:
            self._ask()
        except Exception as error:  # noqa: BLE001 - whatever it is, the part is not ready, and the log says why
            trouble = type(error).__name__
            log.warning("Not ready: %s: %s", trouble, str(error).partition("\n")[0])
        finally:
            connections.close_all()
        with self._lock:
            self._trouble, self._asked_at, self._asking = trouble, time.monotonic(), None


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_migrations() -> None:
    """A newer release's tables are no trouble: the old one serves while the new one is brought out."""
    missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise LookupError(f"{len(missing)} migrations are owed")


def ask_broker() -> None:
    """Without one (a single process in development) there is nothing to ask."""
    if settings.REDIS_URL:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=LIMIT_S, socket_connect_timeout=LIMIT_S) as redis:
            redis.ping()


def ask_storage() -> None:
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"written")
        file.flush()


PARTS: Final = {
    "database": Part(ask_database),
    "migrations": Part(ask_migrations),
    "storage": Part(ask_storage),
    "broker": Part(ask_broker),
}
#: Without it pages are served and jobs wait in the database: taking the site away would be worse.
SPARED: Final = frozenset({"broker"})


def readiness() -> tuple[int, dict[str, object]]:
    """The status and what strangers are told: which part is not ready, and nothing of why."""
    until = time.monotonic() + LIMIT_S  # of all together: several that hang cost no more than one
    asking = {name: part.begin() for name, part in PARTS.items()}
    ready = {name: part.is_ready(asking[name], until) for name, part in PARTS.items()}
    missing = {name for name, is_ready in ready.items() if not is_ready}
    word = "not ready" if missing - SPARED else "degraded" if missing else "ready"
    parts = {name: "ready" if is_ready else "not ready" for name, is_ready in ready.items()}
    return (503 if word == "not ready" else 200), {"status": word, "parts": parts}


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations or {})
