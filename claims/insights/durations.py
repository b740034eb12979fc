"""How long things take: percentiles, and durations in words. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_UNITS: Final = ((_DAY, "day", "d"), (_HOUR, "hour", "h"), (_MINUTE, "minute", "min"))


@dataclass(frozen=True)
class Spell:
    """`n` durations, in seconds: half of them took `half` or less, nine of ten `most` or less."""

    n: int
    half: float
    most: float


def spell(durations: Sequence[float]) -> Spell | None:
    """None for no durations."""
    if not durations:
        return None
    ordered = sorted(durations)
    return Spell(len(ordered), _percentile(ordered, 0.5), _percentile(ordered, 0.9))


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Between the two neighbours in proportion (type 7 of Hyndman and Fan, 1996)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def in_words(seconds: float) -> str:
    """In one unit, as much as one wants to know: 40 minutes, 5 hours, 3 days."""
    if seconds < _MINUTE:
        return "under a minute"
    n, name, _ = _rounded(seconds)
    return f"{n} {name}{'' if n == 1 else 's'}"


def within(seconds: float) -> str:
    """As the end of a sentence about what takes so long at most: within a minute, within 5 hours."""
    return "within a minute" if seconds < _MINUTE else f"within {in_words(seconds)}"


def in_short(seconds: float) -> str:
    """The same where there is little room: 40 min, 5 h, 3 d."""
    if seconds < _MINUTE:
        return "< 1 min"
    n, _, sign = _rounded(seconds)
    return f"{n} {sign}"


def _rounded(seconds: float) -> tuple[int, str, str]:
    """A minute or more, in its largest unit."""
    unit, name, sign = next(one for one in _UNITS if seconds >= one[0])
    return int(seconds / unit + 0.5), name, sign
