"""What all workers can see at once, as far as this room needs it: the shape of Django's cache."""

from typing import Any, Protocol


class Shelf(Protocol):
    """Values by their keys, each for `timeout` seconds. With Redis behind it every process sees the same; a shelf in
    the memory of one process makes the rules of this room hold for that process alone."""

    def get(self, key: str, default: Any = None) -> Any: ...
    def set(self, key: str, value: Any, timeout: int) -> None: ...
    def add(self, key: str, value: Any, timeout: int) -> bool:
        """Put it there unless something is there; True for the one caller, of all processes, that did."""
        ...

    def incr(self, key: str) -> int:
        """One more, in one step. Raises ValueError when nothing is there."""
        ...

    def delete(self, key: str) -> bool: ...


def count_up(shelf: Shelf, key: str, timeout: int) -> int:
    """How often this was called for the key within `timeout` seconds of the first time, this time included."""
    if shelf.add(key, 1, timeout):
        return 1
    try:
        return shelf.incr(key)
    except ValueError:  # it fell off the shelf between the two
        shelf.set(key, 1, timeout)
        return 1
