"""Quantities that two texts can be compared by: figures, multiples and fractions, as exactly as they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from claims.text import multiples, numbers, tokens
from claims.text.multiples import Role

#: Two numbers are the same when they differ by less than this share of the larger one ...
SAME_NUMBER: Final = 0.01
#: ... and "doubled" is seldom said of exactly 100 per cent.
SAME_MULTIPLE: Final = 0.05
#: Letters around it whose words tell what a quantity is about.
_AROUND: Final = 30
#: Words right before it -> between which shares of the figure the true one lies.
_ROUGHLY: Final[tuple[tuple[re.Pattern[str], tuple[float, float]], ...]] = tuple(
    (re.compile(rf"\b(?:{words})(?:\s+(?:by|to|an?|the))?\s*[$€£]?\s*$", re.IGNORECASE), reach)
    for words, reach in (
        (r"nearly|almost|close to|just under|not quite|fast|beinahe|knapp|presque|près de|casi|bijna", (0.9, 1.0)),
        (r"less than|fewer than|under|below|up to|weniger als|unter|moins de|menos de|minder dan", (0.75, 1.0)),
        (
            r"about|around|roughly|some|approximately|an estimated|rund|etwa|ungefähr|environ|unos|unas|ongeveer|circa",
            (0.9, 1.1),
        ),
        (
            r"more than|over|above|at least|just over|upwards of|mehr als|über|plus de|más de|meer dan|ruim",
            (1.0, 1.25),
        ),
    )
)
_SHARE: Final = re.compile(r"\s+(?:of|von|der)\b", re.IGNORECASE)
_CHANGE_BEFORE: Final = re.compile(
    r"\b(?:by|um|(?:rise|increase|growth|fall|drop|decline) of)\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER: Final = re.compile(
    r"\s+(?:more|less|fewer|higher|lower|larger|smaller|increase|rise|growth|decrease|decline|drop|fall|cut)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, or with the words next to it when it has none. Money and per cent are units.

    `reach`: from where to where it may lie; `role`: of per cent, whether they tell a change or a share.
    """

    value: float
    unit: str
    about: frozenset[str]
    text: str
    reach: tuple[float, float]
    role: Role = ""

    def is_same(self, other: Quantity) -> bool:
        if self.unit and other.unit and self.unit != other.unit:
            return False
        (low, high), (other_low, other_high) = self.reach, other.reach
        return max(low - other_high, other_low - high) <= SAME_NUMBER * max(abs(self.value), abs(other.value))

    def rivals(self, other: Quantity) -> bool:
        """Whether the two are told of the same thing: a share never contradicts a change."""
        roles = {self.role, other.role}
        return self.unit == other.unit and roles != {"change", "share"} and bool(self.about & other.about)


def find(text: str, language: str) -> Iterator[tuple[Quantity, int, int]]:
    """(quantity, start, end); it may be a part of a date."""
    told = multiples.find(text)
    for one in told:
        about = _about(text, one.start, one.end, language)
        reach = _reach_of_multiple(text, one)
        yield Quantity(one.percent, "percent", about, text[one.start : one.end], reach, one.role), one.start, one.end
    for number in numbers.find(text):
        start, end = number.start, number.end
        if any(one.start < end and start < one.end for one in told):
            continue
        value, unit = number.value, number.unit
        if not unit and 0 < value < 1 and any(map(str.isalpha, text[start:end])):
            value, unit = 100 * value, "percent"  # "one in five"
        role = _role(text, start, end) if unit == "percent" else ""
        reach = _reach(text, start, value)
        yield Quantity(value, unit, _about(text, start, end, language), text[start:end], reach, role), start, end


def _about(text: str, start: int, end: int, language: str) -> frozenset[str]:
    around = f"{text[max(start - _AROUND, 0) : start]} {text[end : end + _AROUND]}"
    return frozenset(tokens.content_words(around, language))


def _role(text: str, start: int, end: int) -> Role:
    if _SHARE.match(text, end):
        return "share"
    is_change = _CHANGE_BEFORE.search(text[max(start - 20, 0) : start]) or _CHANGE_AFTER.match(text, end)
    return "change" if is_change else ""


def _reach_of_multiple(text: str, one: multiples.Multiple) -> tuple[float, float]:
    low, high = _reach(text, one.start, one.percent)
    if low == one.percent < high:
        high = 2 * one.percent  # "more than doubled": else it would have tripled
    return low * (1 - SAME_MULTIPLE), high * (1 + SAME_MULTIPLE)


def _reach(text: str, start: int, value: float) -> tuple[float, float]:
    before = text[max(start - 20, 0) : start]
    for words, (low, high) in _ROUGHLY:
        if words.search(before):
            return min(low * value, high * value), max(low * value, high * value)
    return value, value
