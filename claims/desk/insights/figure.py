"""One figure of the page of insights: what it says in one sentence, its picture and its table; and words for shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

#: Bars of one picture; the table has the rest (count).
MAX_BARS = 10
#: Of fewer, shares are told as counts.
MIN_WHOLE = 20
Cell = str | int | float


@dataclass(frozen=True)
class Measure:
    """Whether what is asked for is reached, and both in words."""

    is_met: bool
    words: str


@dataclass(frozen=True)
class Figure:
    """`finding`: what it says, in a sentence. `svg`: "" where there is nothing to draw. `is_tall`: three rows."""

    name: str
    title: str
    note: str
    finding: str
    svg: SafeString
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    is_tall: bool = False
    measure: Measure | None = None

    @property
    def cells(self) -> list[list[tuple[Cell, bool]]]:
        """(value, is it a number) of each cell."""
        return [[(cell, not isinstance(cell, str)) for cell in row] for row in self.rows]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """(head, are its cells numbers)."""
        first = self.rows[0] if self.rows else ("",) * len(self.heads)
        return [(head, not isinstance(cell, str)) for head, cell in zip(self.heads, first, strict=True)]


def drawn(anything: object, draw: Callable[[], str]) -> SafeString:
    """The drawing escapes its text (ElementTree); nothing is drawn of nothing."""
    return SafeString(draw() if anything else "")


def many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def share(part: int, whole: int) -> str:
    """Per cent of a few would promise too much."""
    return (
        f"{part} of {many(whole, 'new check')}"
        if whole < MIN_WHOLE
        else f"{percent(part, whole)} of {many(whole, 'new check')}"
    )


def percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0}\u00a0%"
