"""Manners towards other people's servers: one request at a time from all our workers, none when they ask for rest."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from claims.errors import TryAgain
from claims.web.shelf import Shelf, count_up

#: How often a worker that waits for its turn looks (seconds).
_LOOK_S = 0.1
_DAY_S = 86_400


@dataclass(frozen=True)
class Courtesy:
    """`clock` gives seconds since 1970, `sleep` lets them pass; tests bring their own."""

    shelf: Shelf
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def wait_for_turn(self, host: str, *, gap_s: int, at_most_s: float) -> None:
        """Wait until no request of ours went to this host for `gap_s` seconds, and take the turn.

        Raises TryAgain when so many wait that ours would come later than in `at_most_s` seconds.
        """
        if gap_s <= 0:
            return
        until = self.clock() + at_most_s
        while not self.shelf.add(f"turn:{host}", 1, gap_s):
            if self.clock() >= until:
                raise TryAgain(QUEUE.format(host=host), after_s=at_most_s)
            self.sleep(_LOOK_S)

    def leave_alone(self, host: str, for_s: float) -> None:
        """The host asked for it (Retry-After): nobody asks it anything for so long."""
        if for_s > 0:
            self.shelf.set(f"rest:{host}", self.clock() + for_s, ceil(for_s))

    def require_welcome(self, host: str) -> None:
        """Raises TryAgain while the host wants to be left alone."""
        left_s = float(self.shelf.get(f"rest:{host}") or 0.0) - self.clock()
        if left_s > 0:
            raise TryAgain(RESTING.format(host=host), after_s=left_s)

    def spend(self, purse: str, *, per_day: int) -> None:
        """Take one request out of the day's budget. Raises TryAgain, until midnight UTC, when it is used up."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        if count_up(self.shelf, f"spent:{purse}:{now:%Y-%m-%d}", _DAY_S) > per_day:
            midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            raise TryAgain(SPENT.format(n=per_day), after_s=(midnight - now).total_seconds())


QUEUE = "Too many searches wait for {host}, which is asked one thing at a time."
RESTING = "{host} has asked us to wait, so it is left alone until then."
SPENT = "The day's budget of {n} requests is used up. The search goes on tomorrow; POLICY_N_REQUESTS_PER_DAY sets it."
