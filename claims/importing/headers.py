"""The lines above an article's first paragraph: headline, byline, agency, date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from claims.importing import boilerplate, datelines, header_lines, outlets
from claims.importing.header_lines import MAX_BYLINE_CHARS, Reading, is_byline
from claims.text import sentences

__all__ = [
    "MAX_BYLINE_CHARS",
    "MAX_TITLE_CHARS",
    "Header",
    "is_byline",
    "note",
    "take_lines",
    "take_title",
]

# How many lines may stand above the first paragraph, and above the headline.
MAX_LINES: Final = 12
MAX_ABOVE_TITLE: Final = 5
MAX_TITLE_CHARS: Final = 250
MAX_STANDFIRST_CHARS: Final = 300

_FIELD: Final = re.compile(
    r"^(?P<key>title|headline|author|byline|date|published|source|outlet|publisher|url|link)\s*:\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(r"\s+(?:[-–—|•·]|::?)\s+(?P<name>[^|•·]{2,40})$")
_ENDS_SENTENCE: Final = re.compile(r"(?<!\b[A-Z])(?<!\.\.)[.。।۔:;,][\"”’»)]*$")


@dataclass(slots=True)
class Header:
    """What the header tells; "" and None for what it does not. `names` are short lines that may name the outlet."""

    title: str = ""
    byline: str = ""
    published: date | None = None
    outlet: str = ""
    origin: str = ""
    url: str = ""
    names: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def take_title(lines: list[str], header: Header, notes: Sequence[str] = ()) -> list[str]:
    """Move labelled fields, the headline and what stands above it from the top of the lines into header.

    `notes` are the article's words about itself, by which its outlet is known. Returns the rest.
    """
    rest = list(lines)
    while rest:
        labelled = _FIELD.match(rest[0].lstrip("# *"))
        greeting = boilerplate.greeting_in(rest[0])
        if labelled and _take_field(labelled["key"].lower(), labelled["value"].strip(), header):
            rest.pop(0)
        elif len(rest) > 1 and (len(greeting) == len(rest[0]) or boilerplate.is_boilerplate(rest[0])):
            header.removed.append(rest.pop(0))
        else:
            break
    if not header.title:
        at = _title_at(rest, notes)
        for line in rest[: max(at, 0)]:
            note(line, header_lines.readings(line), header)
        if at >= 0:
            line = rest[at].lstrip("#").strip(" *")
            greeting = boilerplate.greeting_in(line)
            header.title = _without_outlet(line[len(greeting) :], header)
            header.removed.extend([greeting.strip()] if greeting else [])
            del rest[: at + 1]
    while rest and header.title and _same(rest[0], header.title):
        rest.pop(0)
    return rest


def _title_at(lines: list[str], notes: Sequence[str]) -> int:
    """Which line is the headline: the first one, or the one below a section, an outlet, a byline or a date; or -1."""
    for at, line in enumerate(lines[:MAX_ABOVE_TITLE]):
        if at + 1 >= len(lines):
            break
        bare = line.lstrip("#").strip(" *")
        if header_lines.readings(line) is not None or _is_outlet_above(bare, lines[at + 1 : at + 4], notes):
            continue
        return at if is_headline(bare[len(boilerplate.greeting_in(bare)) :]) else -1
    return -1


def _is_outlet_above(line: str, below: Sequence[str], notes: Sequence[str]) -> bool:
    """A paper's name above the headline; a headline may end in such a word too, so one must follow."""
    if not header_lines.is_press(line) and not _is_noted(line, notes):
        return False
    following = next((each for each in below if header_lines.readings(each) is None), "")
    return is_headline(following) and not header_lines.is_press(following)


def _is_noted(name: str, notes: Sequence[str]) -> bool:
    """Whether an article's words about itself repeat a name."""
    return header_lines.is_name(name) and any(name.casefold() in note.casefold() for note in notes)


def is_headline(line: str) -> bool:
    """Whether a first line reads as a headline: one line, not a full sentence with its stop."""
    if not 0 < len(line) <= MAX_TITLE_CHARS or not any(map(str.isalpha, line)) or _ENDS_SENTENCE.search(line):
        return False
    if header_lines.readings(line) is not None or datelines.agency_in(line) or datelines.day_in(line):
        return False
    return len(sentences.split(line)) <= 2


def take_lines(lines: list[str], header: Header, notes: Sequence[str] = ()) -> list[str]:
    """Move what stands between headline and first paragraph from the lines into header; return the rest.

    An unknown short line among lines that are known goes too. One standfirst below the headline is kept.
    """
    lines = _with_dateline(lines)
    known: list[tuple[int, list[Reading] | None]] = []
    standfirst = -1
    last = -1
    for at, line in enumerate(lines[: min(MAX_LINES, len(lines) - 1)]):
        read = header_lines.readings(line)
        if read is not None or _same(line, header.title) or _is_noted(line, notes):
            last = at
        elif not header_lines.is_name(line):
            if standfirst >= 0 or at > 1 or len(line) > MAX_STANDFIRST_CHARS:
                break
            standfirst = at
            continue
        known.append((at, read))
    for at, read in known:
        if at <= last:
            note(lines[at], read, header)
    return ([lines[standfirst]] if 0 <= standfirst < last else []) + lines[last + 1 :]


def _with_dateline(lines: list[str]) -> list[str]:
    """Join a dateline that stands alone to the sentence that it opens."""
    at = next((at for at, line in enumerate(lines[:MAX_LINES]) if datelines.is_bare(line)), len(lines))
    return [*lines[:at], " ".join(lines[at : at + 2]), *lines[at + 2 :]] if at + 1 < len(lines) else lines


def note(line: str, read: list[Reading] | None, header: Header) -> None:
    """Keep what a header line tells; a name that tells nothing by itself is listed as removed."""
    for kind, value in read or ():
        _set(kind, value, header)
    if read is None and not _same(line, header.title):
        header.names.append(line)
        header.removed.append(line)
    elif read and all(kind == "label" for kind, _ in read):
        header.removed.append(line)


def settle(header: Header, notes: Sequence[str], origin: str) -> None:
    """Tell what the unknown names are: who published it first, or the outlet that the notes or its own name show."""
    for name in header.names:
        if origin and origin.casefold() == name.casefold():
            header.byline = header.byline or name
        elif not header.outlet and (header_lines.is_press(name) or _is_noted(name, notes)):
            header.outlet = _cased(name, notes)


def _cased(name: str, notes: Sequence[str]) -> str:
    """A name in capitals as the notes write it, else with one capital a word."""
    if not name.isupper() or len(name) < 5:
        return name
    for note in notes:
        at = note.casefold().find(name.casefold())
        if at >= 0:
            return note[at : at + len(name)]
    return name.title()


def _set(kind: str, value: str | date, header: Header) -> None:
    if isinstance(value, date):
        if kind == "published":
            header.published = header.published or value
        return
    name, _, agency = value.rpartition(",")
    if kind == "label":
        return
    if kind == "outlet":
        header.outlet = header.outlet or value
        return
    if kind == "byline" and name and outlets.by_name(agency):
        header.origin, value = header.origin or outlets.by_name(agency), name.strip()
    elif kind == "byline" and name and header_lines.is_press(agency.strip()):
        header.outlet, value = header.outlet or agency.strip(), name.strip()
    elif kind == "byline" and header_lines.is_press(value) and not outlets.by_name(value):
        header.outlet = header.outlet or value
        return
    header.origin = header.origin or outlets.by_name(value)
    if kind != "desk" or not header.byline:
        header.byline = header.byline or value


def _take_field(key: str, value: str, header: Header) -> bool:
    if key in ("title", "headline"):
        header.title = header.title or value
    elif key in ("author", "byline"):
        _set("byline", value.removeprefix("By "), header)
    elif key in ("source", "outlet", "publisher"):
        if boilerplate.is_bare_url(value):
            header.url = header.url or value
        else:
            header.outlet = header.outlet or outlets.by_name(value) or value
    elif key in ("url", "link"):
        header.url = header.url or (value if boilerplate.is_bare_url(value) else "")
        return bool(header.url)
    else:
        day = header_lines.as_date(value)
        header.published = header.published or day
        return day is not None
    return len(value) <= MAX_TITLE_CHARS


def _without_outlet(title: str, header: Header) -> str:
    """Take a known outlet off the end of a headline: "Rain in Lima | Reuters"."""
    match = _SUFFIX.search(title)
    known = outlets.by_name(match["name"]) if match else ""
    if match and known:
        header.outlet = header.outlet or known
        return title[: match.start()].strip()
    return title.strip()


def _same(a: str, b: str) -> bool:
    return " ".join(a.casefold().split()).strip(" .#*") == " ".join(b.casefold().split()).strip(" .#*") != ""
