"""Dates as news writes them: in digits, in words, and relative to the day of publication."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from claims.text import calendar_words as words
from claims.text import number_words

Precision = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at text[start:end]. `value` is its first day, or None where the year cannot be known."""

    value: date | None
    start: int
    end: int
    precision: Precision


_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIOD_DAYS: Final = {"day": 1, "week": 7}


def _months(names: Iterable[str]) -> str:
    # The vowel signs of Hindi are no letters to a word boundary.
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + r")(?!\w)\.?"


_YEAR: Final = r"(?:1[89]|20)\d\d"
_WORD_YEAR: Final = rf"(?:(?:two\s+thousand|nineteen|twenty)(?:(?:\s+and\s+|[\s-]+){number_words.WORD}){{0,3}})"
_Y: Final = rf"(?P<year>{_YEAR})(?!\d)|(?P<word_year>{_WORD_YEAR})\b"
_DAY: Final = (
    r"(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|º|er|:e|-го)?"
    rf"|(?P<word_day>{number_words.ORDINAL}))(?!\w)"
)
# The days that follow the first in "May 3-5" and "3 and 5 May"
_TO: Final = r"(?:\s?[-–]\s?|\s+to\s+)(?:[12]?\d|3[01])(?:st|nd|rd|th|\.)?(?!\w)"
_AND: Final = r"\s+(?:and|bis|und|et|au|al|y|i|и)\s+(?:[12]?\d|3[01])(?:st|nd|rd|th|\.)?(?!\w)"
_WORDS: Final = r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"


def _forms(month: str) -> dict[str, str]:
    """One expression for each way to write a date. "May" and "mar" are words too, see _is_word."""
    return {
        "iso": rf"(?<![\d-])(?P<year>{_YEAR})-(?P<mon>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])(?![\d-])",
        "chinese": rf"(?P<year>{_YEAR})年(?P<mon>0?[1-9]|1[0-2])月(?P<day>0?[1-9]|[12]\d|3[01])日",
        "month_day": rf"\b(?P<month>{month})\s+(?:the\s+)?{_DAY}(?:{_TO})?(?:,?\s+(?:{_Y}))?",
        "day_month": rf"(?<![\d.,:$€£/])\b{_DAY}(?:{_TO}|{_AND})?\s+(?:of\s+|de\s+)?(?P<month>{month})"
        rf"(?:,?\s+(?:de\s+|del\s+|of\s+)?(?:{_Y}))?",
        "month_year": rf"\b(?P<month>{month}),?\s+(?:of\s+|de\s+|del\s+)?(?:{_Y})",
        "numeric": rf"(?<![\d/.])(?P<a>\d\d?)(?P<mark>[/.])(?P<b>\d\d?)(?P=mark)(?P<year>{_YEAR})(?![\d/])",
        "ago": rf"\b(?P<count>\d{{1,3}}|an?|{_WORDS})\s+(?P<period>day|week|month|year)s?\s+ago\b",
        "relative": r"\b(?P<which>last|this|next|past)\s+(?P<period>week|month|year)\b",
        "foreign": rf"\b(?:(?P<year>{'|'.join(words.LAST_YEAR)})|(?P<month>{'|'.join(words.LAST_MONTH)})"
        rf"|(?P<day>{'|'.join(words.YESTERDAY)}))(?!\w)",
        "day_word": r"\b(?P<word>yesterday|today|tonight|tomorrow)\b",
        "weekday": rf"\b(?:(?P<which>last|this|next)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
        "year": rf"(?:\b(?:{_YEAR_AFTER})\s+|\b(?:mid|early|late|FY|{_YEAR}[-–])-?|\()(?P<year>{_YEAR})"
        r"(?![\d%s]|[.,]\d|[-–]\d{3}|\s+(?:people|percent|per|million|billion|of|men|women|children|dollars|euros))\b",
    }


# What stands before a year that is no number of anything.
_YEAR_AFTER: Final = (
    "in|since|by|until|till|before|after|from|of|during|and|to|year|early|late|mid|fiscal|seit|jahre?|jahres|ab|bis|depuis|en"
    "|année|desde|año|em|ano|dal|nel|del|anno|sinds|jaar|sedan|siden|od|do|w|roku|в|с|до|із|з|από|το|سنة|عام|सन"
)
_PATTERNS_OF: Final = {
    is_ascii: {
        name: re.compile(form, re.IGNORECASE)
        for name, form in _forms(_months(n for n in words.MONTHS if not is_ascii or n.isascii())).items()
    }
    for is_ascii in (True, False)
}
_OTHER_LETTERS: Final = re.compile(r"[^\x00-\x7f‘’“”–—…]")


def _fold(text: str) -> str:
    """In the letters in which names are looked up: what IGNORECASE takes for the same letter is the same here."""
    return text.lower() if text.isascii() else text.casefold().replace("ı", "i").replace("i\u0307", "i")


_MONTH_OF: Final = {_fold(name): number for name, number in words.MONTHS.items()}
_RUN: Final = re.compile(r"\w+")
_MONTH_WORDS: Final = frozenset(name for name in _MONTH_OF if _RUN.fullmatch(name))
#: Names with marks that are no letters, and names of several words.
_MONTH_PHRASES: Final = tuple(_MONTH_OF.keys() - _MONTH_WORDS)
_FOREIGN: Final = tuple(_fold(name) for name in (*words.LAST_YEAR, *words.LAST_MONTH, *words.YESTERDAY))
_FOREIGN_OF: Final = {True: tuple(name for name in _FOREIGN if not _OTHER_LETTERS.search(name)), False: _FOREIGN}
_A_YEAR: Final = re.compile(_YEAR)
_WHICH: Final = frozenset(("last", "this", "next", "past"))
_PERIODS: Final = frozenset(("week", "month", "year"))
_DAY_WORDS: Final = frozenset(("yesterday", "today", "tonight", "tomorrow"))


def _ways(text: str, *, is_ascii: bool) -> Iterator[str]:
    """The ways to write a date that the text may hold, by their names in _READERS. To ask costs less than to look."""
    folded = _fold(text)
    runs = frozenset(_RUN.findall(folded))
    if _A_YEAR.search(text):
        yield from ("iso", "chinese", "numeric", "year")
    if not runs.isdisjoint(_MONTH_WORDS) or (not is_ascii and any(name in folded for name in _MONTH_PHRASES)):
        yield from ("month_day", "day_month", "month_year")
    if "ago" in runs:
        yield "ago"
    if not runs.isdisjoint(_PERIODS) and not runs.isdisjoint(_WHICH):
        yield "relative"
    if any(name in folded for name in _FOREIGN_OF[is_ascii]):
        yield "foreign"
    if not runs.isdisjoint(_DAY_WORDS):
        yield "day_word"
    if not runs.isdisjoint(_WEEKDAYS):
        yield "weekday"


def find(text: str, base: date | None = None) -> list[DateMention]:
    """Return the dates mentioned in text, in order, without overlap; the longest reading wins.

    `base` is the day of writing. A date without a year is read as the nearest one not more than two
    months after base; without base its value is None, as is that of every relative date.
    """
    is_ascii = text.isascii() or _OTHER_LETTERS.search(text) is None
    if not is_ascii:
        text = text.translate(words.DIGITS)
    ways = frozenset(_ways(text, is_ascii=is_ascii))
    if not ways:
        return []
    patterns = _PATTERNS_OF[is_ascii]
    found = [
        mention
        for name, read in _READERS.items()
        if name in ways
        for mention in _read_all(patterns[name], name, read, text, base)
    ]
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


_Reader = Callable[[re.Match[str], date | None], tuple[date | None, Precision] | None]


def _read_all(
    pattern: re.Pattern[str], name: str, read: _Reader, text: str, base: date | None
) -> Iterator[DateMention]:
    for match in pattern.finditer(text):
        try:
            reading = read(match, base)
        except (ValueError, OverflowError):  # 31 November, year 0: no date at all
            continue
        if reading is not None:
            start = match.start("year") if name == "year" else match.start()
            end = match.end() - (match.group().endswith(".") and name == "day_month")
            yield DateMention(reading[0], start, end, reading[1])


def _group_int(match: re.Match[str], digits: str, spelled: str, read: Callable[[str], int | None]) -> int | None:
    if match[digits]:
        return int(match[digits])
    return read(match[spelled]) if match[spelled] else None


def _is_word(match: re.Match[str]) -> bool:
    """Whether "may", "mar" or "march" is written small, so that it is no month."""
    return match["month"] in ("may", "march", "mar", "ago", "dic", "ene", "marca", "mart", "maja")


def _month(match: re.Match[str]) -> int:
    return _MONTH_OF[_fold(match["month"].rstrip("."))]


def _day_and_month(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    if _is_word(match) and not (match["year"] or match["word_year"]):
        return None
    day = _group_int(match, "day", "word_day", number_words.ordinal) or 0
    year = _group_int(match, "year", "word_year", number_words.year)
    if year is not None:
        return date(year, _month(match), day), "day"
    date(2000, _month(match), day)  # ValueError for a day that no month has
    return (_nearest(base, _month(match), day) if base else None), "day"


def _nearest(base: date, month: int, day: int) -> date:
    years = (base.year - 1, base.year, base.year + 1)
    readings = [date(y, month, day) for y in years if (month, day) != (2, 29) or y % 4 == 0]
    past = [d for d in readings if d <= base + timedelta(days=61)]
    return max(past, default=readings[0])


def _month_and_year(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    year = _group_int(match, "year", "word_year", number_words.year)
    return None if _is_word(match) or year is None else (date(year, _month(match), 1), "month")


def _numeric(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["mark"] == "." or a > 12 or a == b:
        return date(year, b, a), "day"
    if b > 12:
        return date(year, a, b), "day"
    date(year, a, b)
    return None, "day"  # 03/04/2025 is two days, depending on the country


def _ago(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    written = match["count"].casefold()
    count = int(written) if written.isdigit() else 1 if written in ("a", "an") else number_words.cardinal(written)
    return _shift(base, match["period"].casefold(), -count)


def _relative(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    steps = {"last": -1, "past": -1, "this": 0, "next": 1}
    return _shift(base, match["period"].casefold(), steps[match["which"].casefold()])


def _shift(base: date | None, period: str, steps: int) -> tuple[date | None, Precision] | None:
    precision: Precision = {"day": "day", "week": "week", "month": "month"}.get(period, "year")  # type: ignore[assignment]
    if base is None:
        return None, precision
    if period == "year":
        return date(base.year + steps, 1, 1), precision
    if period == "month":
        years, month = divmod(base.month - 1 + steps, 12)
        return date(base.year + years, month + 1, 1), precision
    day = base + timedelta(days=steps * _PERIOD_DAYS[period])
    return (day - timedelta(days=day.weekday()) if period == "week" else day), precision


def _day_word(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    steps = {"yesterday": -1, "tomorrow": 1}.get(match["word"].casefold(), 0)
    return _shift(base, "day", steps)


def _weekday(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    """News means the last such day on or before base, unless it says "next"."""
    if base is None:
        return None, "day"
    back = (base.weekday() - _WEEKDAYS.index(match["weekday"].casefold())) % 7
    which = (match["which"] or "").casefold()
    if which == "next":
        return base + timedelta(days=7 - back if back else 7), "day"
    if which == "last" and back == 0:
        back = 7
    return base - timedelta(days=back), "day"


def _year(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    return date(int(match["year"]), 1, 1), "year"


def _foreign(match: re.Match[str], base: date | None) -> tuple[date | None, Precision] | None:
    return _shift(base, next(period for period in ("year", "month", "day") if match[period]), -1)


_READERS: Final[dict[str, _Reader]] = {
    "iso": lambda m, _: (date(int(m["year"]), int(m["mon"]), int(m["day"])), "day"),
    "chinese": lambda m, _: (date(int(m["year"]), int(m["mon"]), int(m["day"])), "day"),
    "month_day": _day_and_month,
    "day_month": _day_and_month,
    "month_year": _month_and_year,
    "numeric": _numeric,
    "ago": _ago,
    "relative": _relative,
    "foreign": _foreign,
    "day_word": _day_word,
    "weekday": _weekday,
    "year": _year,
}
