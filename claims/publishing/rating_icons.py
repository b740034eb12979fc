"""The icons of ratings and withdrawals for pictures, in the shapes of icons.svg and its box of 24 × 24. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

#: Drawn so many times larger and then scaled down, for smooth edges.
_FINE = 4
_BOX = 24


class _Pen:
    """Draws in the units of the box, with round ends."""

    def __init__(self, size: int, tone: str) -> None:
        self.image = Image.new("RGBA", (size * _FINE, size * _FINE), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self._unit = size * _FINE / _BOX
        self._tone = tone

    def _scaled(self, *numbers: float) -> list[float]:
        return [number * self._unit for number in numbers]

    def circle(self) -> None:
        self._draw.ellipse(self._scaled(2, 2, 22, 22), outline=self._tone, width=round(2 * self._unit))

    def slice(self, start: float, end: float) -> None:
        """Degrees clockwise from three o'clock."""
        self._draw.pieslice(self._scaled(3, 3, 21, 21), start, end, fill=self._tone)

    def line(self, *points: tuple[float, float]) -> None:
        flat = [tuple(self._scaled(*point)) for point in points]
        self._draw.line(flat, fill=self._tone, width=round(2 * self._unit), joint="curve")
        for point in (points[0], points[-1]):
            self.dot(*point)

    def arc(self, box: tuple[float, float, float, float], start: float, end: float) -> None:
        left, top, right, bottom = box
        self._draw.arc(
            self._scaled(left - 1, top - 1, right + 1, bottom + 1),
            start,
            end,
            fill=self._tone,
            width=round(2 * self._unit),
        )

    def dot(self, x: float, y: float) -> None:
        self._draw.ellipse(self._scaled(x - 1, y - 1, x + 1, y + 1), fill=self._tone)


def _true(pen: _Pen) -> None:
    pen.circle()
    pen.line((7.5, 12.5), (10.5, 15.5), (16.5, 9))


def _mostly_true(pen: _Pen) -> None:
    pen.circle()
    pen.slice(-90, 180)


def _half_true(pen: _Pen) -> None:
    pen.circle()
    pen.slice(-90, 90)


def _mostly_false(pen: _Pen) -> None:
    pen.circle()
    pen.slice(-90, 0)


def _false(pen: _Pen) -> None:
    pen.circle()
    pen.line((8.5, 8.5), (15.5, 15.5))
    pen.line((15.5, 8.5), (8.5, 15.5))


def _unproven(pen: _Pen) -> None:
    pen.circle()
    pen.arc((9.2, 6.7, 14.8, 12.3), 180, 405)
    pen.line((13.6, 11.8), (12, 13.9))
    pen.dot(12, 17)


def _missing_context(pen: _Pen) -> None:
    pen.line((8, 3), (4, 3), (4, 21), (8, 21))
    pen.line((16, 3), (20, 3), (20, 21), (16, 21))
    for x in (9, 12, 15):
        pen.dot(x, 12)


def _satire(pen: _Pen) -> None:
    pen.line((4, 4), (8, 4.9), (12, 5.2), (16, 4.9), (20, 4), (20, 12), (18.6, 16.6), (15.6, 19.6), (12, 21),
             (8.4, 19.6), (5.4, 16.6), (4, 12), (4, 4))  # fmt: skip
    pen.dot(8.5, 9.5)
    pen.dot(15.5, 9.5)
    pen.arc((7.5, 9.5, 16.5, 15.5), 30, 150)


def _retracted(pen: _Pen) -> None:
    pen.line((4, 4), (4, 10), (10, 10))
    pen.arc((3.5, 3.5, 20.5, 20.5), 196, 502)


_SHAPES: dict[str, Callable[[_Pen], None]] = {
    "retracted": _retracted,
    "true": _true,
    "mostly-true": _mostly_true,
    "half-true": _half_true,
    "mostly-false": _mostly_false,
    "false": _false,
    "unproven": _unproven,
    "missing-context": _missing_context,
    "satire": _satire,
}


@cache
def drawn(name: str, size: int, tone: str) -> Image.Image | None:
    """The icon of a rating on nothing, `size` pixels wide and high; None for a name that is not drawn here."""
    shape = _SHAPES.get(name)
    if shape is None:
        return None
    pen = _Pen(size, tone)
    shape(pen)
    return pen.image.resize((size, size), Image.Resampling.LANCZOS)
