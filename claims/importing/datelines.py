"""What opens a report of an agency or a press release: place, date and wire. The words stay in the text."""

import re
from datetime import date
from typing import Final

from claims.importing import header_lines, notices, outlets
from claims.text import dates

# A dateline stands in the first lines of a text, and its date near the start of its line.
MAX_LINES: Final = 2
MAX_CHARS: Final = 140

_WIRE: Final = r"(?:/[^/]{2,40}/|\([^()]{2,40}\))"
_AGENCY: Final = re.compile(r"^(?:[^a-z]{2}[^()]{0,60})?\((?P<name>[^()]{2,40})\)\s*\.?\s*(?:[-–—:]|--)\s")
_BARE: Final = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .,'’/&-]{2,40}(?:,\s[^()]{3,20})?(?:\s\([^()]{2,40}\))?\s*(?:[–—]|--?)$")
_PLACE: Final = re.compile(rf"^(?P<place>[^\d():;]{{2,60}}?)(?:,|\s*--?\s*{_WIRE}\s*--?)\s*$")
_BEHIND: Final = re.compile(rf"^\s*{_WIRE}?\s*(?:[–—]|--?)(?=\s|[A-ZÀ-Þ“„«\"])")


def is_bare(line: str) -> bool:
    """Whether a line is a dateline and nothing else ("LAVEL, March 3 —"): its sentence is the next line."""
    return _BARE.match(line) is not None


def agency_in(line: str) -> str:
    """Return the known agency that a line's dateline names ("LIMA, May 3 (Reuters) - "), or ""."""
    match = _AGENCY.match(line)
    return outlets.by_name(match["name"]) if match else ""


def day_in(line: str) -> date | None:
    """Return the full date that a line's dateline gives ("LIMA, May 3, 2024 /Wire/ -- "), or None."""
    start = line[:MAX_CHARS]
    found = next(iter(dates.find(start)), None)
    if found is None or found.precision != "day" or found.value is None or not notices.is_plausible(found.value):
        return None
    place = _PLACE.match(start[: found.start])
    if place is None or not header_lines.is_name(place["place"].replace(",", "").rstrip(". ")):
        return None
    return found.value if _BEHIND.match(start[found.end :]) else None


def agency(lines: list[str]) -> str:
    """Return the known agency that the first lines' dateline names, or ""."""
    return next(filter(None, map(agency_in, lines[:MAX_LINES])), "")


def day(lines: list[str]) -> date | None:
    """Return the full date in the first lines' dateline, or None."""
    return next(filter(None, map(day_in, lines[:MAX_LINES])), None)
