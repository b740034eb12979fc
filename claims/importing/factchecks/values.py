"""Plain values out of what feeds hold: text without markup, days, numbers, addresses. Any JSON value may come in."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

import nh3

from claims.errors import Refused
from claims.text import dates, language
from claims.web import urls
from claims.web.tracking import is_tracking

#: Of a longer text only so much is read for each character that is kept, since markup may go.
_READ_SHARE: Final = 8
_MARKUP: Final = re.compile(r"[<&]")
# The ends of lines and blocks, where words would run together once the markup is gone.
_BLOCK: Final = re.compile(r"</?(?:p|br|div|li|ul|ol|td|th|tr|h\d|blockquote)\b", re.IGNORECASE)
# Signs that show nothing, turn the direction of what follows, or that no database holds.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ISO_DAY: Final = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_COMPACT_DAY: Final = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T.*|\s*)$", re.DOTALL)
_EPOCH: Final = re.compile(r"\s*-?\d{9,13}(?:\.\d+)?\s*$")
_NUMBER: Final = re.compile(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)\s*(?:/\s*\d{1,9}|%)?\s*$")
_FIRST_DAY: Final = date(1800, 1, 1)
_LONGEST_DATE: Final = 100
# Addresses that stand in their normal form already: most do, and taking one apart costs more than all the rest.
_NORMAL_URL: Final = re.compile(
    r"https?://(?=[^/?]*[a-z][^/?]*/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?:/[\w~-]+(?:\.[\w~-]+)*)*/?"
    r"(?:(?<=[\w~/-])\?([\w.~=&-]+))?",
    re.ASCII,
)


def text(value: Any, limit: int) -> str:
    """The value as one line of plain text of at most `limit` characters; of a list the first that says something.

    Markup goes, references become characters, and nothing invisible stays. A name is taken out of an object.
    """
    if isinstance(value, str):
        return _line(value, limit)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)[:limit] if math.isfinite(value) else ""
    if isinstance(value, list):
        return next((found for each in value[:10] if (found := _shallow(each, limit))), "")
    return _shallow(value, limit)


def _shallow(value: Any, limit: int) -> str:
    """Text of a string or of an object that has a name; lists in lists say nothing."""
    if isinstance(value, dict):
        names = (value.get(key) for key in ("@value", "name", "text", "alternateName"))
        return next((found for name in names if isinstance(name, str) and (found := _line(name, limit))), "")
    return text(value, limit) if not isinstance(value, list) else ""


def _line(raw: str, limit: int) -> str:
    raw = raw[: limit * _READ_SHARE]
    if _MARKUP.search(raw):
        raw = _without_markup(raw)
    if not raw.isprintable():
        raw = _INVISIBLE.sub("", raw)
    raw = " ".join(raw.split())
    if not raw.isascii():
        raw = unicodedata.normalize("NFC", raw)
    return raw if len(raw) <= limit else raw[: limit - 1].rstrip() + "…"


def _without_markup(raw: str) -> str:
    """Feeds hold markup as it is and escaped; scripts and styles go with their content."""
    unescaped = _INVISIBLE.sub("", html.unescape(raw))
    if "<" not in unescaped:
        return unescaped
    return html.unescape(nh3.clean(_BLOCK.sub(r" \g<0>", unescaped), tags=set()))


def number(value: Any) -> float | None:
    """A finite number, also out of "4", "4,5", "4/5" or a list of one; None for anything else."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        match = _NUMBER.match(value[:40])
        value = float(match[1].replace(",", ".")) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e9 < value < 1e9 else None


def day(value: Any) -> date | None:
    """The day of a timestamp as it is written there, whatever its time zone; None for what is no likely day."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return _day(value[:_LONGEST_DATE], datetime.now(UTC).year) if isinstance(value, str) else None


@lru_cache(maxsize=10_000)
def _day(written: str, this_year: int) -> date | None:
    match = _ISO_DAY.match(written) or _COMPACT_DAY.match(written)
    try:
        if match:
            found: date | None = date(int(match[1]), int(match[2]), int(match[3]))
        elif _EPOCH.match(written):
            seconds = float(written)
            found = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC).date()
        else:
            mentions = (mention for mention in dates.find(written) if mention.precision == "day")
            found = next((mention.value for mention in mentions if mention.value), None)
    except (ValueError, OverflowError, OSError):  # 31 February, or a number that no clock shows
        return None
    return found if found and found >= _FIRST_DAY and found.year <= this_year + 1 else None


def address(value: Any) -> str:
    """An http(s) address in its normal form, out of a string, an object with a `url`, or a list; "" for no such."""
    for each in value[:10] if isinstance(value, list) else [value]:
        given = each
        if isinstance(each, dict):
            given = each.get("url") or each.get("@id") or each.get("contentUrl")
        if isinstance(given, list) and given:
            given = given[0]
        if isinstance(given, str) and (found := _address(given.strip())):
            return found
    return ""


def _address(written: str) -> str:
    normal = _NORMAL_URL.fullmatch(written) if len(written) <= urls.LONGEST_URL else None
    if normal and not any(is_tracking(piece.partition("=")[0]) for piece in (normal[1] or "").split("&")):
        return written
    try:
        found = urls.canonical(html.unescape(written))
    except Refused:
        return ""
    return found


def names_a_place(value: Any) -> bool:
    """Whether somebody gave an address, though perhaps one that nobody can use ("javascript:...")."""
    return isinstance(value, str) and re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]{0,30}:", value) is not None


def why_no_address(value: str) -> str:
    """Why `address` finds none in it, as a sentence."""
    try:
        urls.canonical(html.unescape(value.strip()))
    except Refused as refusal:
        return f"Its address cannot be kept. {refusal.sentence}"
    return "Its address cannot be kept."


def is_within(url: str, page: str) -> bool:
    """Whether an address lies on the host of a page, or on a host below it."""
    return f".{host(url)}".endswith(f".{host(page)}") if url else False


def host(url: str) -> str:
    """The host of an address in its normal form, without "www."."""
    return url.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.") if url else ""


def tag(value: Any) -> str:
    """The two-letter tag of a declared language, "" where none is declared."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@id") or ""
    return language.tag(value) if isinstance(value, str) else ""
