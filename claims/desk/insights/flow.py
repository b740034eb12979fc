"""The flow through the states as a picture: one column of states, ways in on the left, ways out on the right. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from claims.desk.insights.drawing import Series, add, fill, markup, picture

_BOX_X: Final = 122
_BOX_WIDTH: Final = 118
_LINE: Final = 19
_MIN_HEIGHT: Final = 36
_GAP: Final = 42
_MAX_BAND: Final = 84


@dataclass(frozen=True)
class Node:
    """A state in the column. `tone`: a class that sets --tone and --tint."""

    key: str
    label: str
    tone: str


@dataclass(frozen=True)
class _Place:
    """A node with the lines beside it, (label, count) each: what came back into it and what left the column."""

    node: Node
    back: list[tuple[str, int]]
    out: list[tuple[str, int]]
    y: float
    n_in: int

    @property
    def height(self) -> float:
        return max(_MIN_HEIGHT, _LINE * max(len(self.back), len(self.out)) + 6)


def flow(
    name: str,
    title: str,
    description: str,
    column: Sequence[Node],
    aside: Mapping[str, str],
    moves: Mapping[tuple[str, str], int],
) -> str:
    """`column`: states in their order. `aside`: labels of the states beside it. Every move is drawn exactly once.

    From one state of the column to the next, and from "" into the first, a move is a band; to a state aside it is a
    line on the right of where it begins; any other is a line on the left of where it ends.
    """
    places = _places(column, aside, moves)
    last = places[-1]
    root = picture(name, title, description, last.y + last.height + 2)
    thickest = max([place.n_in for place in places], default=0) or 1
    for place in places:
        if place.n_in:
            width = max(2.0, place.n_in / thickest * _MAX_BAND)
            middle = _BOX_X + _BOX_WIDTH / 2
            series = Series("", place.node.tone, "")
            fill(root, series, x=middle - width / 2, y=place.y - _GAP, width=width, height=_GAP)
            add(root, "text", f"{place.n_in:,}", x=middle + width / 2 + 7, y=place.y - _GAP / 2 + 5, class_="label")
    for place in places:
        _draw_box(root, place)
    return markup(root)


def _places(column: Sequence[Node], aside: Mapping[str, str], moves: Mapping[tuple[str, str], int]) -> list[_Place]:
    labels = {node.key: node.label for node in column} | dict(aside)
    places: list[_Place] = []
    before, y = "", float(_GAP)
    for node in column:
        back = [
            (labels.get(begin, begin), n)
            for (begin, end), n in sorted(moves.items())
            if end == node.key and begin != before
        ]
        out = [(aside[end], n) for (begin, end), n in sorted(moves.items()) if begin == node.key and end in aside]
        place = _Place(node, back, out, y, moves.get((before, node.key), 0))
        places.append(place)
        before, y = node.key, y + place.height + _GAP
    return places


def _draw_box(root: Element, place: _Place) -> None:
    right = _BOX_X + _BOX_WIDTH
    group = add(root, "g", class_=place.node.tone)
    add(group, "rect", class_="node", x=_BOX_X, y=place.y, width=_BOX_WIDTH, height=place.height, rx=6)
    middle = place.y + place.height / 2
    add(group, "text", place.node.label, x=_BOX_X + _BOX_WIDTH / 2, y=middle + 5, class_="node-label")
    for k, (label, n) in enumerate(place.out):
        y = middle + _LINE * (k - (len(place.out) - 1) / 2)
        add(root, "path", class_="way", d=f"M{right} {y:g}h14m-4 -4l4 4l-4 4")
        add(root, "text", f"{label} {n:,}", x=right + 20, y=y + 5)
    for k, (label, n) in enumerate(place.back):
        y = middle + _LINE * (k - (len(place.back) - 1) / 2)
        add(root, "path", class_="way", d=f"M{_BOX_X - 16} {y:g}h14m-4 -4l4 4l-4 4")
        add(root, "text", f"{label} {n:,}", x=_BOX_X - 20, y=y + 5, class_="value")
