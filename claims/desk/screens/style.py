"""What the style page draws: tokens and icons, read from the files that define them, so that the page cannot lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_TOKEN = re.compile(r"^\s*--([\w-]+):\s*([^;]+);", re.MULTILINE)
_GROUP = re.compile(r"^\s*/\* (.+?) \*/\s*$", re.MULTILINE)
_DARK = "@media screen and (prefers-color-scheme: dark)"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
#: What each colour is written on, beside its own tint; the contrast of the worst of them is shown.
_SURFACES = ("page", "surface", "surface-2")


@dataclass(frozen=True)
class Token:
    """One custom property; `dark` is its value at night, where it has another one.

    `contrast` and `dark_contrast` (WCAG ratio, 1 to 21) are those of a colour that text is written in, on the
    least favourable surface; None for everything else.
    """

    name: str
    light: str
    dark: str
    contrast: float | None = None
    dark_contrast: float | None = None

    @property
    def is_colour(self) -> bool:
        return _COLOUR.fullmatch(self.light) is not None


@dataclass(frozen=True)
class Group:
    title: str
    tokens: list[Token]

    @property
    def colours(self) -> list[Token]:
        return [token for token in self.tokens if token.is_colour]

    @property
    def measures(self) -> list[Token]:
        return [token for token in self.tokens if not token.is_colour]


def _read(name: str) -> str:
    path = finders.find(f"claims/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(f"claims/{name} is not among the static files; install the package anew.")
    return Path(path).read_text(encoding="utf-8")


@cache
def token_groups() -> list[Group]:
    """The tokens of tokens.css under its own headings."""
    light_part, _, dark_part = _read("tokens.css").partition(_DARK)
    light = dict(_TOKEN.findall(light_part.partition("\n}")[0]))
    dark = light | dict(_TOKEN.findall(dark_part.partition("\n}")[0]))
    groups = []
    pieces = _GROUP.split(light_part.partition(":root")[2].partition("\n}")[0])
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        tokens = [_token(name, light, dark) for name, _ in _TOKEN.findall(body)]
        groups.append(Group(title[0].upper() + title[1:], tokens))
    return groups


def _token(name: str, light: dict[str, str], dark: dict[str, str]) -> Token:
    return Token(name, light[name], dark[name], _worst_contrast(name, light), _worst_contrast(name, dark))


def _worst_contrast(name: str, values: dict[str, str]) -> float | None:
    """For colours that carry text: their own tint when there is one, else every surface."""
    if f"{name}-tint" in values:
        grounds = ["surface", f"{name}-tint"]
    elif name.startswith("ink"):
        grounds = list(_SURFACES)
    else:
        return None
    return min(contrast(values[name], values[ground]) for ground in grounds)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written as #rrggbb (WCAG 2.2, 'contrast ratio'), one decimal, rounded down."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return int((light + 0.05) / (dark + 0.05) * 10) / 10


def _luminance(colour: str) -> float:
    """WCAG 2.2, 'relative luminance'."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def icon_names() -> list[str]:
    return [name for name in re.findall(r'<symbol id="([\w-]+)"', _read("icons.svg")) if name != "mark"]
