"""A circuit breaker for each host: one that fails again and again is left in peace for a while, then tried once."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from claims.errors import TryAgain
from claims.web.shelf import Shelf, count_up


@dataclass(frozen=True)
class Breaker:
    """Closed: all requests go. Open: none goes, for `rest_s`. Half open: one goes, and decides for the others.

    n_failures   failures in a row, within `memory_s`, that open it
    rest_s       how long it stays open
    probe_s      how long the one request may take before another may be the one
    """

    shelf: Shelf
    n_failures: int = 5
    memory_s: int = 600
    rest_s: int = 300
    probe_s: int = 60
    clock: Callable[[], float] = time.time

    def require_closed(self, host: str) -> None:
        """Raises TryAgain while requests to this host are pointless."""
        opens_at = self.shelf.get(f"open:{host}")
        if opens_at is None:
            return
        left_s = float(opens_at) - self.clock()
        if left_s > 0:
            raise TryAgain(OPEN.format(host=host), after_s=left_s)
        if not self.shelf.add(f"probe:{host}", 1, self.probe_s):
            raise TryAgain(OPEN.format(host=host), after_s=float(self.probe_s))

    def note_success(self, host: str) -> None:
        for state in ("open", "probe", "failures"):
            self.shelf.delete(f"{state}:{host}")

    def note_failure(self, host: str) -> None:
        is_half_open = self.shelf.get(f"open:{host}") is not None
        n_failures = count_up(self.shelf, f"failures:{host}", self.memory_s)
        if is_half_open or n_failures >= self.n_failures:
            # Kept beyond the rest, so that what comes next is the one trial and not everybody at once.
            self.shelf.set(f"open:{host}", self.clock() + self.rest_s, self.rest_s + self.memory_s)
            self.shelf.delete(f"probe:{host}")


OPEN = "{host} failed several times in a row, so it is left in peace for some minutes before it is tried again."
