"""The lines above an article's first paragraph: headline, byline, agency, date."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from claims.importing import boilerplate, notices, outlets
from claims.text import dates, sentences

# How many lines below the headline may be byline, date or agency.
MAX_LINES: Final = 6
MAX_TITLE_CHARS: Final = 250
MAX_BYLINE_CHARS: Final = 100

_FIELD: Final = re.compile(
    r"^(?P<key>title|headline|author|byline|date|published|source|outlet|publisher|url|link)\s*:\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"^(?:written\s+|reported\s+)?(?:by|von|par|por|di)\s*:?\s+(?P<name>\S.{1,98})$", re.IGNORECASE)
_CAPITAL: Final = r"[A-ZÀ-ÞĀĂĄĆČĎĐĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽА-Я]"
_LINK: Final = r"(?:and|und|et|y|e|och|og|en|de|del|della|da|dos|di|du|la|le|van|von|den|der|ten|al|el|bin|ibn|bint)"
_NAMES: Final = re.compile(rf"^{_CAPITAL}[\w.’'-]*(?:(?:,|\s&|(?:\s{_LINK})+)?,?\s{_CAPITAL}[\w.’'-]*)*$")
_STAFF: Final = re.compile(
    r"\b(?:staff|desk|bureau|correspondent|reporters?|editors?|agencies|newsroom|our|special|web|news|team|writer|press)\b",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_SUFFIX: Final = re.compile(r"\s+(?:[-–—|•·]|::?)\s+(?P<name>[^|•·]{2,40})$")
_DATELINE: Final = re.compile(r"^[^a-z]{2}[^()]{0,60}\((?P<name>[^()]{2,40})\)\s*(?:[-–—:]|--)\s")
_ENDS_SENTENCE: Final = re.compile(r"(?<!\b[A-Z])(?<!\.\.)[.。।۔:;,][\"”’»)]*$")
_AROUND_DATE: Final = re.compile(
    r"\b(?:first|last|originally)?\s*(?:published|posted|created|date|on|at|am|pm|a\.m|p\.m|noon|gmt|utc|uhr|time|hrs?"
    r"|[ecmp][sd]?t|ist|pkt|bst|cest|(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?"
    r"|mon|die(?:nstag)|montag|mittwoch|donnerstag|freitag|samstag|sonntag|am|um|le|à|el|min(?:ute)?s?\s+read)\b"
    r"|\d{1,2}[:.]\d{2}(?::\d{2})?h?|t\d{2}:\d{2}\S*|[+-]\d{2}:?\d{2}|\d+(?=\s*min)|[\s.,:;()/–—-]",
    re.IGNORECASE,
)
_UPDATED: Final = re.compile(r"\b(?:updated|modified|aktualisiert|mis à jour|actualizado)\b", re.IGNORECASE)


@dataclass(slots=True)
class Header:
    """What the header tells; "" and None for what it does not."""

    title: str = ""
    byline: str = ""
    published: date | None = None
    outlet: str = ""
    origin: str = ""
    url: str = ""
    removed: list[str] = field(default_factory=list)


def take_title(lines: list[str], header: Header) -> list[str]:
    """Move labelled fields and the headline from the top of the lines into header; return the rest."""
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
    if not header.title and len(rest) > 1:
        line = rest[0].lstrip("#").strip(" *")
        greeting = boilerplate.greeting_in(line)
        title = line[len(greeting) :]
        if is_headline(title):
            header.title = _without_outlet(title, header)
            header.removed.extend([greeting.strip()] if greeting else [])
            rest.pop(0)
    while rest and header.title and _same(rest[0], header.title):
        rest.pop(0)
    return rest


def is_headline(line: str) -> bool:
    """Whether a first line reads as a headline: one line, not a full sentence with its stop."""
    if not 0 < len(line) <= MAX_TITLE_CHARS or not any(map(str.isalpha, line)) or _ENDS_SENTENCE.search(line):
        return False
    if _BY.match(line) or _as_date(line) or (outlets.by_name(line) and len(line.split()) < 4):
        return False
    return len(sentences.split(line)) <= 2


def take_lines(lines: list[str], header: Header) -> list[str]:
    """Move byline, agency and date lines from the top of the lines into header; return the rest."""
    rest = list(lines)
    for _ in range(MAX_LINES):
        if len(rest) < 2 or not _take_line(rest[0], header):
            break
        rest.pop(0)
    if len(rest) > 1 and len(rest[-1]) <= 60 and outlets.by_name(rest[-1].strip(" ()[]–—-")):
        header.byline = header.byline or rest[-1].strip(" ()[]–—-")
        header.origin = header.origin or outlets.by_name(rest[-1].strip(" ()[]–—-"))
        rest.pop()
    return rest


def origin_in_dateline(lines: list[str]) -> str:
    """Return the known agency that the first lines' dateline names: "LIMA, May 3 (Reuters) - "."""
    for line in lines[:2]:
        match = _DATELINE.match(line)
        if match and outlets.by_name(match["name"]):
            return outlets.by_name(match["name"])
    return ""


def _take_line(line: str, header: Header) -> bool:
    """Read a line into header if every part of it is byline, agency or date."""
    if len(line) > MAX_BYLINE_CHARS + 60 or _same(line, header.title):
        return _same(line, header.title)
    for parts in ([line], _SEPARATORS.split(line)):
        readings = [_part(part) for part in parts if part]
        if all(readings):
            for kind, value in filter(None, readings):
                _set(kind, value, header)
            return True
    return False


def _part(part: str) -> tuple[str, str | date] | None:
    """Tell what a part of a header line is: its kind and value, or None when it is none of them."""
    by = _BY.match(part)
    if by and is_byline(by["name"]):
        return "byline", by["name"].strip(" .,")
    known = outlets.by_name(part)
    if known and len(part) <= 60:
        return "agency", part.strip(" .,()[]–—-")
    day = _as_date(part)
    if day:
        return ("updated" if _UPDATED.search(part) else "published"), day
    return None


def is_byline(name: str) -> bool:
    """Whether the words after "By" name people or a desk, rather than begin a sentence."""
    bare = name.strip(" .,")
    return len(bare) <= MAX_BYLINE_CHARS and (
        _NAMES.match(bare) is not None or (len(bare.split()) <= 6 and _STAFF.search(bare) is not None)
    )


def _as_date(line: str) -> date | None:
    """Return the one full date that a line consists of, or None."""
    if len(line) > 100:
        return None
    found = [m for m in dates.find(line) if m.precision == "day" and m.value]
    if len(found) != 1:
        return None
    rest = line[: found[0].start] + " " + line[found[0].end :]
    day = found[0].value
    is_alone = not _AROUND_DATE.sub("", _UPDATED.sub("", rest))
    return day if is_alone and day is not None and notices.is_plausible(day) else None


def _set(kind: str, value: str | date, header: Header) -> None:
    if isinstance(value, date):
        if kind == "published":
            header.published = header.published or value
        return
    name, _, agency = value.rpartition(",")
    if kind == "byline" and name and outlets.by_name(agency):
        header.origin, value = header.origin or outlets.by_name(agency), name.strip()
    header.origin = header.origin or outlets.by_name(value)
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
        day = _as_date(value)
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
