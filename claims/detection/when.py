"""Relative dates in a statement made absolute from the day the article was published."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from claims.detection import lexicon
from claims.detection.verbs import PARTICIPLES, PASTS
from claims.text import number_words

_MONTH_NAME = lexicon.alternation(lexicon.MONTHS)
_ANY_MONTH = lexicon.alternation(lexicon.MONTHS + lexicon.MONTHS_SHORT)
# Not "in the last year", which are twelve months, and not "this past year".
_FREE = r"(?<!\bthe\s)(?<!\bpast\s)(?<!\bevery\s)(?<!\bour\s)(?<!\bhis\s)(?<!\bher\s)(?<!\btheir\s)(?<!\bits\s)"
_PREPOSITION = (
    r"(?P<prep>\b(?:of|by|for|since|from|until|till|during|in|on|than|with|to|through|throughout|before|after|between"
    r"|over|against|versus)\s+)?"
)
_YEAR = re.compile(
    rf"{_PREPOSITION}{_FREE}\b(?P<word>this|last|next)\s+year\b(?P<own>['’]s)?(?!\s*-|\s+old)", re.IGNORECASE
)
_MONTH = re.compile(rf"{_PREPOSITION}{_FREE}\b(?P<word>this|last|next)\s+month\b(?P<own>['’]s)?", re.IGNORECASE)
_WEEK = re.compile(rf"{_PREPOSITION}{_FREE}\b(?P<word>this|last|next)\s+week\b(?!['’]s|\s*-|end)", re.IGNORECASE)
_SEASON = re.compile(
    rf"{_PREPOSITION}{_FREE}\b(?P<word>this|last|next)\s+(?P<season>spring|summer|autumn|fall)\b(?!['’]s)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!today,\s)(?<!today\sand\s)\b(?P<prep>(?:on|from|until|by|since)\s+)?(?P<word>yesterday|tomorrow"
    r"|(?<=earlier\s)today|(?<=later\s)today|(?<=said\s)today|(?<=announced\s)today|(?<=published\s)today"
    r"|(?<=released\s)today)\b(?P<part>\s+(?:morning|afternoon|evening|night))?(?!['’]s|\s+and\s+today)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<word>this\s+(?P<part>morning|afternoon|evening)|tonight|last\s+(?P<past>night|evening))\b(?!['’]s|,?\s+and\s)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<prep>\b(?:from|since|until|than|of|in|to)\s+)?\b(?P<count>an?|one|two|three|four|five|six|seven|eight|nine"
    r"|[1-9])\s+(?P<period>day|year)s?\s+ago\b(?!\s+(?:this|last|next|today|yesterday|to\s+the|when|on|in)\b)",
    re.IGNORECASE,
)
_NOT_EXACT = re.compile(
    r"\b(?:than|over|under|about|around|roughly|nearly|almost|some|approximately|least|most|to|or|and|half|only|just|barely"
    r"|hundred|thousand|twenty|thirty|forty|fifty|as\s+\w+\s+as|within|up)\s*-?$",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more|less|fewer|rather)\s+than$", re.IGNORECASE)
# "Up 5% in April from a year ago" looks back at the April of that year, not at the whole of it.
_SAME_TIME = re.compile(
    r"\b(?i:than|compared|comparison|versus|quarter|half|months?|weeks?|same|annuali[sz]ed|year-on-year)\b"
    rf"|\b(?:{_ANY_MONTH})\b"
    r"|\b(?i:up|down|from|against)\s+(?:(?:by|on|to|from|about|around|nearly|only|just|an?|the|\w+ly)\s+){0,2}[$€£]?\d"
    r"|\b(?i:up|down|higher|lower)(?:\s+(?:on|from))?\s*$"
)
_SAME_TIME_AS = frozenset("from than since".split())
_NAMED_MONTH = re.compile(
    rf"(?P<prep>\b(?:in|since|from|until|of|by|to|during|before|after)\s+)?\b(?P<word>last|this)\s+"
    rf"(?P<month>{_MONTH_NAME})\b(?!\s+\d|['’]s)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"(?P<prep>\b(?i:on|since|until|by|from|of|before|after)\s+|(?<=\s)|^)(?P<last>(?i:last)\s+)?"
    rf"(?P<day>{lexicon.alternation(lexicon.WEEKDAYS)})\b(?P<part>\s+(?:morning|afternoon|evening|night)\b)?"
    rf"(?!['’]s|,?\s+[A-Z]\w+\.?\s+\d|,?\s+\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH_NAME})|\s+[A-Z]|s\b|\s*[-–/]|\s+(?:to|through|or)\b)"
)
# Before a noun a bare weekday says which one it is: "Sunday worship", "Friday prayers".
_AFTER_BARE_DAY = re.compile(
    r"\s*(?:$|[.,;:)—–\"”’]|(?:that|in|at|on|after|before|when|as|to|with|by|from|for|during|and|but|he|she|it|they|the|a|an"
    r"|his|her|its|their|about|against|over|following|because|while|amid|near|outside|where|there|not|of|into|was|were"
    r"|is|are|has|had)\b)"
)
_NO_SINGLE_DAY = re.compile(
    r"\b(?:an?|the|one|every|each|that|another|any|some|this|next|between|Super|Black|Good|Holy|Ash|Shrove|Easter|Palm"
    r"|Cyber|Giving|Bloody|Fat|Whit|Maundy|(?:between|from)\s+\w+\s+(?:and|to))\s*$"
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_ANY_MONTH})\s+(?P<day>\d{{1,2}})\b(?!\s*[,.]?\s*\d|st|nd|rd|th|\s*[-–]\s*\d|\s+of\s+\d)"
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.,$€£-])\b(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH_NAME})\b(?!,?\s+\d|\s+of\s+\d|\s+(?:and|to)\s+\d|\s+[A-Z])"
)
_FAR_AHEAD_DAYS = 180  # a date so far ahead was last year's; a nearer one may be to come and is left alone
_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|next|upcoming|expected|due|scheduled|plans?|going\s+to|would|set\s+to|tomorrow)\b",
    re.IGNORECASE,
)
_STEPS = {"this": 0, "last": -1, "next": 1}
_SUNDAY = 6
# The months of a season in which "last summer" is surely that of the year before, and "next summer" that of the next.
_SURELY_LAST = {"spring": range(1, 6), "summer": range(1, 9), "autumn": range(1, 12), "fall": range(1, 12)}
_SURELY_NEXT = {"spring": range(6, 13), "summer": range(9, 13), "autumn": range(12, 13), "fall": range(12, 13)}

# "The two meet on Monday" may tell of a Monday to come.
_PAST = re.compile(
    rf"\b(?:{lexicon.alternation((PASTS | PARTICIPLES) - {'rises', 'falls', 'grows'})}"
    r"|didn['’]t|\w+sn['’]t|hadn['’]t|[a-z]{2,}ed)\b"
)

_Rule = Callable[[re.Match[str], date], str]


def absolute(text: str, published: date | None) -> str:
    """ "last year" of an article of 2025 is 2024; what could be another day is left as it was written."""
    if published is None:
        return text
    if _ANY_WORD.search(text) is None:
        return text
    low = text.lower()
    is_open: bool | None = None
    for words, pattern, rule, may_come in _RULES:
        if not any(word in low for word in words):
            continue
        if may_come and is_open is None:
            is_open = _FUTURE.search(text) is not None or _PAST.search(text) is None
        if not (may_come and is_open):
            try:
                text = pattern.sub(lambda match, rule=rule: rule(match, published), text)  # type: ignore[misc]
            except (OverflowError, ValueError):
                continue  # before the year 1 or after 9999: the words stay as they are
    return text


def _behind(match: re.Match[str], named: str, plain: str = "in") -> str:
    """The date behind the preposition that is there already, or behind `plain`."""
    prep = (match.group("prep") or "").strip()
    if named[-1].isdigit() and match.string[match.end() : match.end() + 2].strip()[:1].isdigit():
        named += ","  # "In 2024, 40 people died"
    if prep.lower() in ("", "on", "in"):
        return f"{_as_written(match, plain)} {named}"
    return f"{prep} in {named}" if prep == "than" and plain == "in" else f"{prep} {named}"


def _as_written(match: re.Match[str], word: str) -> str:
    return word.capitalize() if match.start() == 0 and match.group()[0].isupper() else word


def _year(match: re.Match[str], published: date) -> str:
    year = published.year + _STEPS[match.group("word").lower()]
    if match.group("own"):
        return f"{match.group('prep') or ''}{_as_written(match, 'the')} {year}"
    return _behind(match, str(year))


def _month(match: re.Match[str], published: date) -> str:
    count = published.year * 12 + published.month - 1 + _STEPS[match.group("word").lower()]
    named = f"{lexicon.MONTHS[count % 12]} {count // 12}"
    if match.group("own"):
        return f"{match.group('prep') or ''}{_as_written(match, 'the')} {named}"
    return _behind(match, named)


def _week(match: re.Match[str], published: date) -> str:
    word = match.group("word").lower()
    if published.weekday() == _SUNDAY and word == "last":  # the one that ends, or the one before
        return match.group()
    monday = published + timedelta(days=7 * _STEPS[word] - published.weekday())
    return _behind(match, f"the week of {_written(monday)}")


def _season(match: re.Match[str], published: date) -> str:
    word, season = match.group("word").lower(), match.group("season").lower()
    sure = {"last": _SURELY_LAST, "next": _SURELY_NEXT}.get(word)
    if sure is not None and published.month not in sure[season]:
        return match.group()
    return _behind(match, f"the {season} of {published.year + _STEPS[word]}")


def _named_month(match: re.Match[str], published: date) -> str:
    name = match.group("month").title()
    month = lexicon.MONTHS.index(name) + 1
    if match.group("word").lower() == "this":
        return _behind(match, f"{name} {published.year}")
    if month == published.month:
        return match.group()
    return _behind(match, f"{name} {published.year - (month > published.month)}")


def _relative_day(match: re.Match[str], published: date) -> str:
    days = {"tomorrow": 1, "yesterday": -1, "today": 0}[match.group("word").lower()]
    named = _written(published + timedelta(days=days))
    if match.group("part"):
        return _behind(match, f"the {match.group('part').strip()} of {named}", "on")
    return _behind(match, named, "on")


def _part_of_day(match: re.Match[str], published: date) -> str:
    past = match.group("past")
    part = past or match.group("part") or "evening"
    day = published - timedelta(days=1) if past else published
    return f"{_as_written(match, 'on')} the {part.lower()} of {_written(day)}"


def _ago(match: re.Match[str], published: date) -> str:
    before = match.string[: match.start("count")].rstrip()
    preposition = (match.group("prep") or "").strip().lower()
    # "less than a year ago", not "lower than a day ago"
    if _NOT_EXACT.search(before) and not (preposition == "than" and not _MORE_THAN.search(before)):
        return match.group()
    word = match.group("count").lower()
    count = int(word) if word.isdigit() else 1 if word in ("a", "an") else number_words.cardinal(word)
    if match.group("period").lower() == "day":
        return _behind(match, _written(published - timedelta(days=count)), "on")
    clause = match.string[: match.start()].rpartition(";")[2]
    if preposition in _SAME_TIME_AS or _SAME_TIME.search(clause):
        return match.group()
    return _behind(match, str(published.year - count))


def _weekday(match: re.Match[str], published: date) -> str:
    is_bare = not match.group("prep").strip()
    if _NO_SINGLE_DAY.search(match.string[: match.start("day")]) or (
        is_bare and not _AFTER_BARE_DAY.match(match.string, match.end())
    ):
        return match.group()
    back = (published.weekday() - lexicon.WEEKDAYS.index(match.group("day").title())) % 7
    if match.group("last") and back == 0:
        back = 7
    return _behind(match, _written(published - timedelta(days=back)), "on")


def _with_year(match: re.Match[str], published: date) -> str:
    month = next(
        (k for k, name in enumerate(lexicon.MONTHS, 1) if name.startswith(match.group("month")[:3].title())), 0
    )
    try:
        day = date(published.year, month, int(match.group("day")))
    except ValueError:
        return match.group()
    if (day - published).days > _FAR_AHEAD_DAYS and (month, day.day) != (2, 29):
        day = day.replace(year=day.year - 1)
    if day > published:
        return match.group()
    is_day_first = match.start("day") < match.start("month")
    return _written(day) if is_day_first else f"{lexicon.MONTHS[month - 1]} {day.day}, {day.year}"


def _written(day: date) -> str:
    return f"{day.day} {lexicon.MONTHS[day.month - 1]} {day.year}"


_DIGITS = tuple("0123456789")
_ANY_WORD = re.compile(r"[0-9]|\bago\b|day|\b(?:last|next|this)\s|\bto(?:night|morrow)\b", re.IGNORECASE)
# The pattern is searched only where one of the words stands. In a sentence that looks ahead, a bare weekday or day of a
# month may be one to come: the last of a row says so.
_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], _Rule, bool], ...] = (
    ((" year",), _YEAR, _year, False),
    (("month",), _MONTH, _month, False),
    ((" week",), _WEEK, _week, False),
    (("spring", "summer", "autumn", " fall"), _SEASON, _season, False),
    (("last ", "this "), _NAMED_MONTH, _named_month, False),
    (("yesterday", "tomorrow", "today"), _DAY, _relative_day, False),
    (("tonight", "this morning", "this afternoon", "this evening", "last "), _PART, _part_of_day, False),
    ((" ago",), _AGO, _ago, False),
    (tuple(day.lower() for day in lexicon.WEEKDAYS), _WEEKDAY, _weekday, True),
    (_DIGITS, _MONTH_DAY, _with_year, True),
    (_DIGITS, _DAY_MONTH, _with_year, True),
)
