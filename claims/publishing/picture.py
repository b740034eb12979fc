"""The picture of a verdict for link previews: the claim, the rating in words and its place on the scale. Pure.

The same verdict gives the same bytes. Text is drawn with Source Sans Pro (Latin, Greek, Cyrillic); a claim in another
script is left out rather than drawn as boxes.
"""

from __future__ import annotations

import importlib.resources
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from claims.publishing import rating_icons

#: What Open Graph readers ask for (pixels).
WIDTH, HEIGHT = 1200, 630
_MARGIN, _BAR = 72, 24
_PAGE, _INK, _SOFT, _LINE = "#f6f4ef", "#1b1f24", "#4c545e", "#8b8779"
#: As in tokens.css, light: rating -> (tone, tint).
TONES = {
    "true": ("#17663a", "#dff1e4"),
    "mostly-true": ("#476010", "#e9f0d3"),
    "half-true": ("#765200", "#faeec8"),
    "mostly-false": ("#96410a", "#fbe6d6"),
    "false": ("#a1261f", "#fae3df"),
    "unproven": ("#4a5560", "#e7eaec"),
    "missing-context": ("#63408f", "#ece4f5"),
    "satire": ("#8c2f6b", "#f8e2ef"),
}
_PLAIN = ("#4c545e", "#efece5")
#: A claim is drawn as large as it fits into its lines (pixels, lines).
_SIZES = ((64, 3), (54, 4), (44, 5))
_BAND_TOP = 418


@dataclass(frozen=True)
class Verdict:
    """What is drawn. `steps`: labels of the scale, the least true first; `step` None: off the scale."""

    newsroom: str
    statement: str
    claimant: str
    label: str
    icon: str
    colour: str
    steps: tuple[str, ...] = ()
    step: int | None = None
    #: Printed in a corner: "Demonstration", "Being checked again".
    mark: str = ""
    is_withdrawn: bool = False

    def withdrawn(self) -> Verdict:
        """The same without its rating, for that stands no longer."""
        return replace(
            self, label="Withdrawn", icon="retracted", colour="withdrawn", steps=(), step=None, is_withdrawn=True
        )

    @property
    def alt(self) -> str:
        """The picture in words."""
        place = f", step {self.step + 1} of {len(self.steps)} from false to true" if self.step is not None else ""
        mark = f"{self.mark}. " if self.mark else ""
        verdict = "This check was withdrawn" if self.is_withdrawn else f"Rating: {self.label}{place}"
        return f"{mark}{verdict}. The claim: “{self.statement}”"


@lru_cache(maxsize=64)
def draw(verdict: Verdict) -> bytes:
    """A PNG of 1200 × 630 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAGE)
    pen = ImageDraw.Draw(image)
    tone, tint = TONES.get(verdict.colour, _PLAIN)
    pen.rectangle((0, 0, _BAR, HEIGHT), fill=tone)
    _write_head(pen, verdict)
    _write_claim(pen, verdict)
    pen.rectangle((_BAR, _BAND_TOP, WIDTH, HEIGHT), fill=tint)
    _write_rating(image, pen, verdict, tone)
    if verdict.step is not None:
        _draw_scale(pen, verdict, tone)
    body = io.BytesIO()
    image.save(body, "PNG", optimize=True)
    return body.getvalue()


def _write_head(pen: ImageDraw.ImageDraw, verdict: Verdict) -> None:
    room = 760.0
    if verdict.mark:
        font = _font(28)
        left = WIDTH - _MARGIN - font.getlength(verdict.mark)
        room = min(room, left - 60 - _MARGIN)
        pen.rounded_rectangle((left - 20, 46, WIDTH - _MARGIN + 20, 94), radius=24, outline=_SOFT, width=3)
        pen.text((left, 50), verdict.mark, font=font, fill=_SOFT)
    pen.text((_MARGIN, 52), _shortened(verdict.newsroom, _font(30), room), font=_font(30), fill=_SOFT)


def _write_claim(pen: ImageDraw.ImageDraw, verdict: Verdict) -> None:
    text = f"“{' '.join(verdict.statement.split())}”"
    if not is_drawable(text):
        text = "A checked claim"  # its words are on the page, and in the alternative text
    width = WIDTH - 2 * _MARGIN
    for size, n_lines in _SIZES:
        font, lines = _font(size), _wrapped(text, _font(size), width)
        if len(lines) <= n_lines:
            break
    if len(lines) > n_lines:
        lines = [*lines[: n_lines - 1], _shortened(" ".join(lines[n_lines - 1 :]), font, width)]
    top = 112
    for line in lines:
        pen.text((_MARGIN, top), line, font=font, fill=_INK)
        top += round(size * 1.16)
    said_by = f"Said by {' '.join(verdict.claimant.split())}"
    if verdict.claimant and is_drawable(said_by) and top + 56 < _BAND_TOP:
        pen.text(
            (_MARGIN, top + 10),
            _shortened(said_by, _font(30, bold=False), width),
            font=_font(30, bold=False),
            fill=_SOFT,
        )


def _write_rating(image: Image.Image, pen: ImageDraw.ImageDraw, verdict: Verdict, tone: str) -> None:
    left, middle = _MARGIN, _BAND_TOP + (68 if verdict.step is not None else (HEIGHT - _BAND_TOP) // 2)
    icon = rating_icons.drawn(verdict.icon, 84, tone)
    if icon is not None:
        image.paste(icon, (left - 6, middle - 42), icon)
        left += 100
    font = _font(80)
    pen.text((left, middle), _shortened(verdict.label, font, WIDTH - _MARGIN - left), font=font, fill=tone, anchor="lm")


def _draw_scale(pen: ImageDraw.ImageDraw, verdict: Verdict, tone: str) -> None:
    gap, top = 10, 556
    width = (WIDTH - 2 * _MARGIN - gap * (len(verdict.steps) - 1)) / len(verdict.steps)
    for number, label in enumerate(verdict.steps):
        left = _MARGIN + number * (width + gap)
        is_here = number == verdict.step
        font = _font(26, bold=is_here)
        pen.rectangle((left, top - (8 if is_here else 0), left + width, top + 8), fill=tone if is_here else _LINE)
        pen.text(
            (left + width / 2, top + 34),
            _shortened(label, font, width),
            font=font,
            fill=tone if is_here else _SOFT,
            anchor="mm",
        )


def is_drawable(text: str) -> bool:
    """Whether the font has a shape for every sign."""
    return all(_has_shape(sign) for sign in set(text) if not sign.isspace())


@cache
def _has_shape(sign: str) -> bool:
    font = _font(30)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\ufffe"))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [_shortened(each, font, width) for each in [*lines, line] if each]


def _shortened(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """As much of it as fits, with an ellipsis where it was cut."""
    if font.getlength(text) <= width:
        return text
    kept: Sequence[str] = text[:200]
    while kept and font.getlength(f"{kept}…") > width:
        kept = kept[:-1]
    return f"{str(kept).rstrip(' ,;:.')}…"


@cache
def _font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont:
    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    file = importlib.resources.files("font_source_sans_pro") / "files" / name
    # The simple layout, so that the bytes do not depend on which libraries the machine has
    return ImageFont.truetype(io.BytesIO(file.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)
