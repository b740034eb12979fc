"""What every store of captures can do, and how it says that it cannot just now."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from claims.errors import Refused, TryAgain


class Away(Refused, TryAgain):
    """The store does not answer or turns us away: a person reads why, a job tries again later.

    `what` and `cure` are the full sentences that an operator reads (claims.operating.doctor).
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__("The store of captures cannot be used just now. Try again in a few minutes.")
        self.what, self.cure = what, cure


class Store(Protocol):
    """Files by their path, such as `snapshots/ab/abcd...`. What was put once is never changed and never deleted."""

    def open(self, path: str) -> BinaryIO:
        """Open for reading, from its first byte. Raises FileNotFoundError, another OSError, or Away."""

    def put(self, path: str, file: BinaryIO, *, anew: bool = False) -> None:
        """Whole or not at all, all that `file` holds. What is there already and equally long stays, unless it is to
        be written `anew`. Raises Away."""

    def ask(self) -> None:
        """Returns when captures can be had and kept. Raises Away."""
