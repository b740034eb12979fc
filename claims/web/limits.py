"""How much time and how many bytes one fetch may cost, and the clock that runs meanwhile."""

import time
from dataclasses import dataclass, field

from claims.web.media import READABLE_TYPES


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, all redirects together. The defaults suit articles and PDF reports.

    connect_s, read_s   longest wait for one connection, and for the next byte
    total_s             wall clock for everything: names, connections, redirects, body
    wire_bytes          body as it travels, framing included
    decoded_bytes       body once unpacked
    inflate_ratio       decoded : packed beyond which a body is taken for a bomb (checked from 1 MiB on)
    header_bytes        status line and header together
    hops                redirects followed
    keep_truncated      keep what came before a limit on length or time, and say so in `Fetched.truncated`,
                        instead of failing: for evidence captures, never for
                        articles, which would lose their end unseen
    content_types       media types that may come back, lower case
    """

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 20.0
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 25_000_000
    inflate_ratio: int = 100
    header_bytes: int = 65_536
    hops: int = 5
    keep_truncated: bool = False
    content_types: frozenset[str] = field(default=READABLE_TYPES)


class OutOfTime(TimeoutError):  # a condition, caught inside the room
    """The wall clock of the whole fetch ran out."""


class Deadline:
    """A point in time that all steps of one fetch share."""

    def __init__(self, total_s: float) -> None:
        self._ends = time.monotonic() + total_s

    def left(self, at_most: float) -> float:
        """Seconds that the next step may take: `at_most`, or less. Raises OutOfTime when none are left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return min(at_most, left)
