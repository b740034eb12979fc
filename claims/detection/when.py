"""Relative dates in a statement made absolute from the day the article was published."""

import re
from datetime import date, timedelta

from claims.detection import lexicon
from claims.detection.gated import words_of

_PREPOSITION = (
    r"(?P<prep>\b(?:of|by|for|since|from|until|till|during|in|than|to|through|throughout|before|after|between)\s+)?"
)
_YEAR = re.compile(_PREPOSITION + r"\b(?P<word>this|last|next)\s+year\b(?P<own>['’]s)?(?!\s*-)", re.IGNORECASE)
_MONTH = re.compile(_PREPOSITION + r"\b(?P<word>this|last|next)\s+month\b(?P<own>['’]s)?", re.IGNORECASE)
_DAY = re.compile(r"\b(?P<prep>on\s+)?(?P<word>yesterday|today|tomorrow)\b(?!['’]s)", re.IGNORECASE)
_NAMED_MONTH = re.compile(
    rf"\b(?P<word>last|this)\s+(?P<month>{lexicon.alternation(lexicon.MONTHS)})\b(?!\s+\d)", re.IGNORECASE
)
_WEEKDAY = re.compile(
    rf"(?P<prep>\b(?:on|since|until|by|from|of|before|after|through)\s+|(?<=\s)|^)(?P<last>last\s+)?"
    rf"(?P<day>{lexicon.alternation(lexicon.WEEKDAYS)})\b"
    r"(?P<part>\s+(?:morning|afternoon|evening|night))?(?!['’]s|,?\s+[A-Z]\w+\.?\s+\d|,?\s+\d|\s+[A-Z]|s\b)"
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{lexicon.alternation(lexicon.MONTHS + lexicon.MONTHS_SHORT)})\s+(?P<day>\d{{1,2}})\b"
    r"(?!\s*[,.]?\s*\d|st|nd|rd|th|\s*[-–]\s*\d)"
)
_FAR_AHEAD_DAYS = 180  # a date so far ahead was last year's; a nearer one may be to come and is left alone
_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|next|upcoming|expected|due|scheduled|plans?|going\s+to|would|set\s+to|tomorrow)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:this|last|next)\s+(?:year|month|{lexicon.alternation(lexicon.MONTHS)})|\b(?:yesterday|today|tomorrow)\b"
    rf"|\b(?:{lexicon.alternation(lexicon.WEEKDAYS)})\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    re.IGNORECASE,
)

# Nothing is relative without one of these.
_WORDS = frozenset("year month yesterday today tomorrow".split()) | {
    name.lower() for name in (*lexicon.MONTHS, *lexicon.MONTHS_SHORT, *lexicon.WEEKDAYS)
}


def absolute(text: str, published: date | None) -> str:
    """ "last year" of an article of 2025 is 2024; what could be another day is left as it was written."""
    if published is None or _WORDS.isdisjoint(words_of(text)) or _RELATIVE.search(text) is None:
        return text
    text = _YEAR.sub(lambda match: _year(match, published), text)
    text = _MONTH.sub(lambda match: _month(match, published), text)
    text = _NAMED_MONTH.sub(lambda match: _named_month(match, published), text)
    text = _DAY.sub(lambda match: _relative_day(match, published), text)
    if _FUTURE.search(text) is None:
        text = _WEEKDAY.sub(lambda match: _weekday(match, published), text)
        text = _MONTH_DAY.sub(lambda match: _with_year(match, published), text)
    return text


def _year(match: re.Match[str], published: date) -> str:
    year = published.year + {"this": 0, "last": -1, "next": 1}[match.group("word").lower()]
    if match.group("own"):
        return f"{match.group('prep') or ''}the {year}"
    return f"{match.group('prep')}{year}" if match.group("prep") else f"in {year}"


def _month(match: re.Match[str], published: date) -> str:
    step = {"this": 0, "last": -1, "next": 1}[match.group("word").lower()]
    count = published.year * 12 + published.month - 1 + step
    named = f"{lexicon.MONTHS[count % 12]} {count // 12}"
    if match.group("own"):
        return f"{match.group('prep') or ''}the {named}"
    return f"{match.group('prep')}{named}" if match.group("prep") else f"in {named}"


def _named_month(match: re.Match[str], published: date) -> str:
    month = lexicon.MONTHS.index(match.group("month").title()) + 1
    if match.group("word").lower() == "this":
        return f"{match.group('month')} {published.year}"
    if month == published.month:
        return match.group()
    return f"in {match.group('month')} {published.year - (month > published.month)}"


def _relative_day(match: re.Match[str], published: date) -> str:
    word = match.group("word").lower()
    if word == "today":  # as often "nowadays" as the day itself
        return match.group()
    return "on " + _written(published + timedelta(days=1 if word == "tomorrow" else -1))


def _weekday(match: re.Match[str], published: date) -> str:
    if re.search(r"\b(?:an?|the|one|every|each|that|another|any|some)\s*$", match.string[: match.start()]):
        return match.group()
    back = (published.weekday() - lexicon.WEEKDAYS.index(match.group("day").title())) % 7
    if match.group("last") and back == 0:
        back = 7
    prep = match.group("prep").strip().lower() or "on"
    return f"{prep} {_written(published - timedelta(days=back))}"


def _with_year(match: re.Match[str], published: date) -> str:
    month = next(
        (k for k, name in enumerate(lexicon.MONTHS, 1) if name.startswith(match.group("month")[:3].title())),
        0,
    )
    try:
        day = date(published.year, month, int(match.group("day")))
    except ValueError:
        return match.group()
    if (day - published).days > _FAR_AHEAD_DAYS and (month, day.day) != (2, 29):
        day = day.replace(year=day.year - 1)
    return f"{lexicon.MONTHS[month - 1]} {day.day}, {day.year}" if day <= published else match.group()


def _written(day: date) -> str:
    return f"{day.day} {lexicon.MONTHS[day.month - 1]} {day.year}"
