"""The drawing of what a score is worth: a column for each band of scores, as high as its share is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.detection import insights
from claims.detection.insights import Band

#: Of the drawing, in its own units.
WIDTH, HEIGHT = 400, 220


@dataclass(frozen=True)
class Column:
    band: Band
    x: int
    y: int
    width: int
    height: int


def columns(bands: Iterable[Band]) -> list[Column]:
    step = WIDTH // insights.N_BANDS
    heights = [(band, round(band.share * HEIGHT)) for band in bands]
    return [Column(band, round(band.low * WIDTH) + 3, HEIGHT - height, step - 6, height) for band, height in heights]
