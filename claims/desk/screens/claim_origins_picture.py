"""Where a claim comes from, drawn: a lane for each origin, time from left to right. The list says the same in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

#: All in units of the picture; a unit is a pixel at its natural size.
_WIDTH, _LEFT, _RIGHT, _LANE, _HEAD, _FOOT = 660, 26, 26, 74, 8, 30
#: So far apart are the marks of one lane, and so wide is the column of what has no date.
_STEP, _UNDATED = 46, 76
_HALF = 9


class _Link(Protocol):
    """What is drawn of a link."""

    @property
    def published_on(self) -> date | None: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def outlet(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """A lane to be drawn. `parents`: for each link the place of the one it has it from; None for the first."""

    title: str
    kind: str
    links: list[_Link]
    parents: list[int | None]


@dataclass(frozen=True)
class Mark:
    x: int
    y: int
    label: str
    kind: str

    @property
    def label_y(self) -> int:
        return self.y + 24

    @property
    def left(self) -> int:
        return self.x - _HALF

    @property
    def top(self) -> int:
        return self.y - _HALF

    @property
    def diamond(self) -> str:
        """Corners for a <polygon>."""
        half = _HALF + 2
        return f"{self.x},{self.y - half} {self.x + half},{self.y} {self.x},{self.y + half} {self.x - half},{self.y}"


@dataclass(frozen=True)
class Lane:
    title: str
    kind: str
    top: int
    marks: list[Mark]
    arcs: list[str]

    @property
    def title_y(self) -> int:
        return self.top + 16

    @property
    def line_y(self) -> int:
        return self.top + 42


@dataclass(frozen=True)
class Picture:
    """`ticks`: (place, words, which end of the words stands there)."""

    width: int
    height: int
    lanes: list[Lane]
    ticks: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def view(self) -> str:
        return f"0 0 {self.width} {self.height}"

    @property
    def right(self) -> int:
        return self.width - 8

    @property
    def tick_y(self) -> int:
        return self.height - 10


def draw(rows: list[Row]) -> Picture:
    """Lanes in the order of `rows`; a lane with many links makes the whole picture wider."""
    days = sorted({link.published_on for row in rows for link in row.links if link.published_on is not None})
    has_undated = any(link.published_on is None for row in rows for link in row.links)
    longest = max(len(row.links) for row in rows)
    width = max(_WIDTH, _LEFT + _RIGHT + _STEP * longest + (_UNDATED if has_undated else 0))
    end = width - _RIGHT - (_UNDATED if has_undated else 0)
    axis = _Axis(days, _LEFT, end, width - _RIGHT)
    lanes = [_lane(row, _HEAD + at * _LANE, axis) for at, row in enumerate(rows)]
    return Picture(width, _HEAD + _LANE * len(rows) + _FOOT, lanes, axis.ticks(has_undated=has_undated))


@dataclass(frozen=True)
class _Axis:
    days: list[date]
    start: int
    end: int
    undated: int

    def place(self, day: date | None) -> int:
        if day is None:
            return self.undated
        span = (self.days[-1] - self.days[0]).days
        if not span:
            return self.start
        return self.start + round((self.end - self.start) * (day - self.days[0]).days / span)

    def ticks(self, *, has_undated: bool) -> list[tuple[int, str, str]]:
        ends = [
            (day, anchor) for day, anchor in zip(self.days[:1] + self.days[1:][-1:], ("start", "end"), strict=False)
        ]
        found = [
            (self.place(day) - 8 if anchor == "start" else self.place(day) + 8, _words(day), anchor)
            for day, anchor in ends
        ]
        return [*found, (self.undated + 12, "No date", "end")] if has_undated else found


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _lane(row: Row, top: int, axis: _Axis) -> Lane:
    places = _apart([axis.place(link.published_on) for link in row.links], axis.undated)
    y = top + 42
    marks = [Mark(x, y, link.label, link.kind) for x, link in zip(places, row.links, strict=True)]
    arcs = [_arc(places[parent], x, y) for x, parent in zip(places, row.parents, strict=True) if parent is not None]
    return Lane(row.title, row.kind, top, marks, arcs)


def _apart(places: list[int], end: int) -> list[int]:
    """The same order with at least a step between two; what would fall off the end moves the others back."""
    found = places[:1]
    for place in places[1:]:
        found.append(max(place, found[-1] + _STEP))
    if found and found[-1] > end:
        found[-1] = end
        for at in range(len(found) - 1, 0, -1):
            found[at - 1] = min(found[at - 1], found[at] - _STEP)
    return found


def _arc(x: int, to: int, y: int) -> str:
    """A bow from the one mark to the other, its head just before the second; neighbours are joined by a line."""
    if to - x <= _STEP * 2:
        return f"M{x + _HALF + 2} {y}H{to - _HALF - 5}"
    return f"M{x + _HALF} {y - 6}Q{(x + to) // 2} {y - 30} {to - _HALF - 3} {y - 8}"
