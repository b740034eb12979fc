"""Pictures as SVG: plain values in, markup out. Colours and patterns by class and token only; no text is lost on touch.

Each says what it shows in its title and description; whoever draws one puts the same figures in a table under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

#: Units of all pictures; letters are LETTER high and, in a wide font, about CHARACTER wide.
WIDTH: Final = 380
LETTER: Final = 14
CHARACTER: Final = 8.2
#: Fill patterns besides colour, drawn once on a page by `patterns`; "" is a plain fill.
PATTERNS: Final = ("stripes", "dots", "grid")

_Element = ET.Element
_Value = str | float


@dataclass(frozen=True)
class Series:
    """What one part of each bar means. `tone`: a class that sets --tone; `pattern`: one of PATTERNS or ""."""

    name: str
    tone: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Bar:
    """`parts`: one value for each series; `text`: what stands at its end; `tone` instead of its series' tone."""

    label: str
    parts: tuple[float, ...]
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Limit:
    """A line across columns that they are meant to reach, and what it means."""

    value: float
    name: str


def picture(name: str, title: str, description: str, height: float) -> _Element:
    """`name`: unique on its page."""
    root = _Element(
        "svg",
        {
            "viewBox": f"0 0 {WIDTH} {_number(height)}",
            "role": "img",
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-desc",
        },
    )
    add(root, "title", title, id=f"{name}-title")
    add(root, "desc", description, id=f"{name}-desc")
    return root


def add(parent: _Element, tag: str, text: str = "", **attributes: _Value) -> _Element:
    """`class_` is class, `text_anchor` text-anchor, and so on; numbers get one decimal."""
    named = {name.rstrip("_").replace("_", "-"): _number(value) for name, value in attributes.items()}
    child = ET.SubElement(parent, tag, named)
    child.text = text or None
    return child


def markup(root: _Element) -> str:
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def fill(parent: _Element, series: Series, *, x: float, y: float, width: float, height: float) -> None:
    """A rectangle in the tone of the series, with its pattern over it."""
    looks = {"class_": f"fill {series.tone}".strip()}, {"fill": f"url(#{series.pattern})"}
    for look in looks if series.pattern else looks[:1]:
        add(parent, "rect", "", **look, x=x, y=y, width=width, height=height)


def shorten(text: str, width: float) -> str:
    """As much as fits into the width, about."""
    n = max(1, int(width / CHARACTER))
    return text if len(text) <= n else f"{text[: n - 1].rstrip()}…"


def patterns() -> str:
    """What `fill` draws with, to stand once on the page."""
    root = _Element("svg", {"class": "patterns", "width": "0", "height": "0", "aria-hidden": "true"})
    shapes = {"stripes": ("M-2 2l4-4M0 8l8-8M6 10l4-4", 2), "dots": ("M4 4h.01", 3), "grid": ("M0 4h8M4 0v8", 1)}
    for name in PATTERNS:
        path, width = shapes[name]
        pattern = add(root, "pattern", id=name, width=8, height=8, patternUnits="userSpaceOnUse")
        add(pattern, "path", class_="pattern", d=path, stroke_width=width, stroke_linecap="round")
    return markup(root)


def bars(name: str, title: str, description: str, rows: Sequence[Bar], series: Sequence[Series]) -> str:
    """Horizontal bars, each under its label; parts of one bar stand end to end."""
    top = 26 * _n_legend_lines(series)
    root = picture(name, title, description, top + 38 * len(rows))
    _legend(root, series)
    longest = max((sum(row.parts) for row in rows), default=0) or 1
    for place, row in enumerate(rows):
        y = top + 38 * place
        add(
            root, "text", shorten(row.label, WIDTH - CHARACTER * (len(row.text) + 2)), x=0, y=y + LETTER, class_="label"
        )
        add(root, "text", row.text, x=WIDTH, y=y + LETTER, class_="value")
        add(root, "rect", class_="track", x=0, y=y + 20, width=WIDTH, height=10, rx=2)
        x = 0.0
        for one, value in zip(series, row.parts, strict=True):
            width = value / longest * WIDTH
            if width > 0:
                shown = Series(one.name, row.tone or one.tone, one.pattern)
                fill(root, shown, x=x, y=y + 20, width=max(width, 1.5), height=10)
            x += width
    return markup(root)


def columns(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Bar],
    series: Sequence[Series],
    *,
    height: float = 150,
    limit: Limit | None = None,
) -> str:
    """Upright columns over time; the first, the middle and the last are labelled."""
    n_lines = _n_legend_lines(series)
    top, left = 26 * (n_lines + bool(limit)) + 8, 30
    root = picture(name, title, description, top + height + 24)
    _legend(root, series)
    highest = _ceiling(max([limit.value if limit else 0, *(sum(row.parts) for row in rows)]))
    for share in (0, 0.5, 1):
        y = top + height * (1 - share)
        add(root, "path", class_="axis" if share == 0 else "grid", d=f"M{left} {_number(y)}H{WIDTH}")
        add(root, "text", f"{highest * share:g}", x=left - 6, y=y + 5, class_="value")
    step = (WIDTH - left) / max(1, len(rows))
    for place, row in enumerate(rows):
        y = top + height
        for one, value in zip(series, row.parts, strict=True):
            tall = value / highest * height
            y -= tall
            if tall > 0:
                fill(root, one, x=left + step * (place + 0.12), y=y, width=step * 0.76, height=tall)
    if limit:
        y = top + height * (1 - limit.value / highest)
        add(root, "path", class_="limit", d=f"M{left} {_number(y)}H{WIDTH}")
        # A line of its own in the legend: it is no part of a column
        add(root, "path", class_="limit", d=f"M0 {26 * n_lines + 9}h28")
        add(root, "text", limit.name, x=36, y=26 * n_lines + LETTER)
    for place, anchor in ((0, "start"), (len(rows) // 2, "middle"), (len(rows) - 1, "end")):
        x = {"start": left, "middle": left + step * (place + 0.5), "end": WIDTH}[anchor]
        add(root, "text", rows[place].label, x=x, y=top + height + 18, text_anchor=anchor)
    return markup(root)


def interval(
    name: str,
    title: str,
    description: str,
    *,
    value: float,
    bounds: tuple[float, float] | None,
    marks: Sequence[tuple[float, str]],
) -> str:
    """A point with its interval on a scale that ends at 1 and begins at 0, or at -1 where it has to.

    `marks`: places on the scale with their words.
    """
    lowest = -1.0 if min([value, *(bounds or ())]) < 0 else 0.0
    pad = 14

    def at(place: float) -> float:
        return pad + (max(place, lowest) - lowest) / (1 - lowest) * (WIDTH - 2 * pad)

    root = picture(name, title, description, 92)
    for begin, end, tone in zip(
        (lowest, *(place for place, _ in marks)), (*(place for place, _ in marks), 1.0), ("low", "middle", "high"),
        strict=False,
    ):  # fmt: skip
        add(root, "rect", class_=f"zone {tone}", x=at(begin), y=34, width=at(end) - at(begin), height=24)
    for place, words in ((lowest, f"{lowest:g}"), *marks, (1.0, "1")):
        add(root, "path", class_="axis", d=f"M{_number(at(place))} 34v30")
        # Two marks stand close together: the words of the first end at it, those of the last begin there
        anchor = "middle" if len(marks) < 2 else {marks[0][0]: "end", marks[-1][0]: "start"}.get(place, "middle")
        add(root, "text", words, x=at(place), y=82, text_anchor=anchor)
    if bounds is not None:
        low, high = at(bounds[0]), at(bounds[1])
        add(
            root,
            "path",
            class_="whisker",
            d=f"M{_number(low)} 46H{_number(high)}M{_number(low)} 39v14M{_number(high)} 39v14",
        )
    add(root, "circle", class_="point", cx=at(value), cy=46, r=7)
    add(root, "text", f"{value:.2f}", x=min(max(at(value), 20), WIDTH - 20), y=22, class_="label", text_anchor="middle")
    return markup(root)


def _legend(root: _Element, series: Sequence[Series]) -> None:
    for one, (x, line) in zip(series, _legend_places(series), strict=True):
        if len(series) > 1:
            y = 26 * line
            fill(root, one, x=x, y=y + 2, width=14, height=14)
            add(root, "text", one.name, x=x + 20, y=y + LETTER)


def _legend_places(series: Iterable[Series]) -> list[tuple[float, int]]:
    """Where each entry begins: (x, line)."""
    places: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for one in series:
        width = 20 + CHARACTER * len(one.name)
        if x and x + width > WIDTH:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += width + 14
    return places


def _n_legend_lines(series: Sequence[Series]) -> int:
    return _legend_places(series)[-1][1] + 1 if len(series) > 1 else 0


def _ceiling(value: float) -> int:
    """The next of 2, 4, 10, 20, 40, 100, ... above: half of it is a whole number."""
    unit = 1
    while True:
        for step in (2, 4, 10):
            if step * unit >= value:
                return step * unit
        unit *= 10


def _number(value: _Value) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"
