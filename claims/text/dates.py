"""Dates as news writes them: in digits, in words, and relative to the day of publication."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from claims.text import number_words

Precision = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at text[start:end]. `value` is its first day, or None where the year cannot be known."""

    value: date | None
    start: int
    end: int
    precision: Precision


_MONTH_NAMES: Final = (
    "january jan januar janvier enero gennaio janeiro januari jänner ene",
    "february feb februar février febrero febbraio fevereiro februari",
    "march mar märz mars marzo março maart mrz",
    "april apr avril abril aprile abr",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août agosto augustus ago",
    "september sep sept septembre septiembre settembre setembro",
    "october oct okt oktober octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dez dezember décembre diciembre dicembre dezembro dic",
)
_MONTHS: Final = {name: i for i, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIOD_DAYS: Final = {"day": 1, "week": 7}

# "may" and "mar" are words too: alone with a year they must be capitalised, see _is_word.
_M: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR: Final = r"(?:1[89]|20)\d\d"
_WORD_YEAR: Final = rf"(?:(?:two\s+thousand|nineteen|twenty)(?:(?:\s+and\s+|[\s-]+){number_words.WORD}){{0,3}})"
_Y: Final = rf"(?P<year>{_YEAR})(?!\d)|(?P<word_year>{_WORD_YEAR})\b"
_DAY: Final = (
    r"(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|º|er)?"
    rf"|(?P<word_day>{number_words.ORDINAL}))(?!\w)"
)
_WORDS: Final = r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"

_FORMS: Final = {
    "iso": rf"(?<![\d-])(?P<year>{_YEAR})-(?P<mon>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])(?![\d-])",
    "month_day": rf"\b(?P<month>{_M})\s+(?:the\s+)?{_DAY}(?:,?\s+(?:{_Y}))?",
    "day_month": rf"(?<![\d.,:$€£])\b{_DAY}\s+(?:of\s+|de\s+)?(?P<month>{_M})"
    rf"(?:,?\s+(?:de\s+|of\s+)?(?:{_Y}))?",
    "month_year": rf"\b(?P<month>{_M}),?\s+(?:of\s+|de\s+)?(?:{_Y})",
    "numeric": rf"(?<![\d/.])(?P<a>\d\d?)(?P<mark>[/.])(?P<b>\d\d?)(?P=mark)(?P<year>{_YEAR})(?![\d/])",
    "ago": rf"\b(?P<count>\d{{1,3}}|an?|{_WORDS})\s+(?P<period>day|week|month|year)s?\s+ago\b",
    "relative": r"\b(?P<which>last|this|next|past)\s+(?P<period>week|month|year)\b",
    "day_word": r"\b(?P<word>yesterday|today|tonight|tomorrow)\b",
    "weekday": rf"\b(?:(?P<which>last|this|next)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
    "year": r"(?:\b(?:in|since|by|until|till|before|after|from|of|during|and|to|year|early|late|mid)\s+|\()"
    rf"(?P<year>{_YEAR})"
    r"(?![\d%]|[.,]\d|[-–]\d{3}|\s+(?:people|percent|per|million|billion|of|men|women|children|dollars|euros))\b",
}
_PATTERNS: Final = {name: re.compile(form, re.IGNORECASE) for name, form in _FORMS.items()}
# Searching ten patterns costs more than asking whether any can match at all.
_TRIGGER: Final = re.compile(
    rf"\d|\b{_M}|day\b|\bago\b|tonight|tomorrow|\b(?:last|this|next|past)\s+(?:week|month|year)\b",
    re.IGNORECASE,
)


def find(text: str, base: date | None = None) -> list[DateMention]:
    """Return the dates mentioned in text, in order, without overlap; the longest reading wins.

    `base` is the day of writing. A date without a year is read as the nearest one not more than two
    months after base; without base its value is None, as is that of every relative date.
    """
    if not _TRIGGER.search(text):
        return []
    found = [mention for name, read in _READERS.items() for mention in _read_all(name, read, text, base)]
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


_Reader = Callable[[re.Match[str], date | None], tuple[date | None, Precision] | None]


def _read_all(name: str, read: _Reader, text: str, base: date | None) -> Iterator[DateMention]:
    for match in _PATTERNS[name].finditer(text):
        try:
            reading = read(match, base)
        except (ValueError, OverflowError):  # 31 November, year 0: no date at all
            continue
        if reading is not None:
            start = match.start("year") if name == "year" else match.start()
            end = match.end() - (match.group().endswith(".") and name == "day_month")
            yield DateMention(reading[0], start, end, reading[1])


def _group_int(match: re.Match[str], digits: str, words: str, read: Callable[[str], int | None]) -> int | None:
    if match[digits]:
        return int(match[digits])
    return read(match[words]) if match[words] else None


def _is_word(match: re.Match[str]) -> bool:
    """Whether "may", "mar" or "march" is written small, so that it is no month."""
    return match["month"] in ("may", "march", "mar", "ago", "dic", "ene")


def _month(match: re.Match[str]) -> int:
    return _MONTHS[match["month"].rstrip(".").casefold()]


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
    words = match["count"].casefold()
    count = int(words) if words.isdigit() else 1 if words in ("a", "an") else number_words.cardinal(words)
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


_READERS: Final[dict[str, _Reader]] = {
    "iso": lambda m, _: (date(int(m["year"]), int(m["mon"]), int(m["day"])), "day"),
    "month_day": _day_and_month,
    "day_month": _day_and_month,
    "month_year": _month_and_year,
    "numeric": _numeric,
    "ago": _ago,
    "relative": _relative,
    "day_word": _day_word,
    "weekday": _weekday,
    "year": _year,
}
