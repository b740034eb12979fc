"""Quantities in a text: value and unit, in digits and in words. Dates are left to dates.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from claims.text import calendar_words, dates, number_words
from claims.text.quantity_words import CURRENCY_SIGNS, MAGNITUDES, SMALL, UNITS


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at text[start:end]. `unit` is "percent", an ISO 4217 currency, a measure such as "km", or ""."""

    value: float
    unit: str
    start: int
    end: int


_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_MAGNITUDE: Final = "|".join(sorted(MAGNITUDES, key=len, reverse=True))
_UNIT: Final = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_FRACTIONS: Final = {
    "half": 0.5,
    "quarter": 0.25,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarters": 0.25,
    "fifths": 0.2,
    "fifth": 0.2,
}
_VULGAR: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
# Digits and marks of other scripts, and the percent sign of Arabic, each in the place of one of ours.
_PLAIN: Final = calendar_words.DIGITS | {
    ord("٫"): ".",
    ord("٬"): ",",
    ord("٪"): "%",
    ord("％"): "%",
    ord("\u00a0"): " ",
}

# Chinese writes units to the number and the next word to the unit.
_NO_LETTER: Final = r"(?![^\W_\u4e00-\u9fff])"
_NUMBER: Final = re.compile(
    rf"(?:(?<!\w)(?P<sign>{_SIGN})\s?|(?<![\w.,:/])(?<![^\W\d]-)(?<!(?:19|20)\d\d[-–]))(?P<minus>(?<!\d)[-−]|\bminus\s+)?"
    r"(?P<digits>(?>\d{1,3}(?:(?:,\d{2,3})+|(?:[ '’\u202f]\d{3})+)(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)*))(?!:\d)"
    rf"(?P<vulgar>[½¼¾⅓⅔])?(?:[\s-]?(?P<magnitude>(?:{_MAGNITUDE}){_NO_LETTER}(?:\s+(?:{_MAGNITUDE}){_NO_LETTER})?))?",
    re.IGNORECASE,
)
_MAGNITUDES_IN: Final = re.compile(rf"(?<![^\W\d_])(?:{_MAGNITUDE}){_NO_LETTER}", re.IGNORECASE)
_SPELLED: Final = re.compile(
    rf"\b(?:(?P<half>half\s+an?|half|an?|one)\s+)?(?P<scale>hundred|thousand|lakh|million|crore|billion|trillion|dozen)\b"
    rf"|\b(?P<words>{number_words.PHRASE})(?:\s+and\s+(?P<and_half>a\s+half)(?:\s+(?P<times>{_MAGNITUDE})\b)?)?\b(?!-)"
    r"|\b(?P<one>an?|one|two|three|four)[\s-](?P<fraction>half|thirds?|quarters?|fifths?)\b(?=\s+of\b|(?<=s)\b)"
    rf"|\b(?P<small>{'|'.join(SMALL)})\s+(?:(?P<small_times>(?:{_MAGNITUDE})(?:\s+(?:{_MAGNITUDE}))?)\b"
    r"|(?=(?:prozent|procent|prosent|pour\s?cent|por\s?ciento|por\s?cento|per\s?cento|процент)))",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(rf"\.?\s?-?(?:d[e'’]\s?|di\s)?(?P<unit>{_UNIT}){_NO_LETTER}", re.IGNORECASE)
_RUN: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"\d")
#: Words that spell a number by themselves, and what magnitudes begin with.
_SPELLING: Final = frozenset((*number_words.UNITS, *number_words.SCALES, "dozen", "half", "quarter", "quarters")) | {
    "third", "thirds", "fifth", "fifths"
}  # fmt: skip
_MAGNITUDE_STARTS: Final = frozenset(match[0] for name in MAGNITUDES if (match := _RUN.match(name)))
# "5 to 10 percent", "$5-10 million", "between 5 and 10 percent": the first has the unit of the second.
_RANGE: Final = re.compile(r"\s?[-–—]\s?|\s+(?:to|bis|à|a|до)\s+")
_AND: Final = re.compile(r"\s+(?:and|und|et|y|e|en|och|og|и|i)\s+")
_BETWEEN: Final = re.compile(r"\b(?:between|zwischen|entre|tra|fra|tussen|mellan|между|między)\s+$", re.IGNORECASE)
# "one in five", "9 out of 10": a share, as a fraction.
_SHARE: Final = re.compile(r"\s+(?:in(?:\s+every)?|out\s+of(?:\s+every)?|von|sur|su|de\s+cada)\s+")
_SHARE_OF: Final = frozenset((*range(2, 21), 100, 1_000, 10_000, 100_000, 1_000_000))
_CLOCK: Final = re.compile(r"\s?(?:[ap]\.?m\b|[/:]\d|uhr\b)", re.IGNORECASE)


def find(text: str) -> list[Number]:
    """Return the quantities in text, in order, without overlap; times of day and the digits of dates are left out."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    found = [*(_in_digits(text) if _DIGIT.search(text) else ()), *(_in_words(text) if _has_words(text) else ())]
    if not found:
        return []
    taken = [(m.start, m.end) for m in dates.find(text) if any(map(str.isdigit, text[m.start : m.end]))]
    kept: list[Number] = []
    for number in sorted(found, key=lambda n: (n.start, -n.end)):
        is_free = all(number.end <= start or number.start >= end for start, end in taken)
        if is_free and (not kept or number.start >= kept[-1].end):
            kept.append(number)
    return _shares(text, _ranges(text, kept)) if len(kept) > 1 else _told(text, kept)


def _has_words(text: str) -> bool:
    """Whether numbers may be spelled. To ask costs a tenth of looking for them."""
    runs = _RUN.findall(text.casefold())
    return not _SPELLING.isdisjoint(runs) or any(
        one in SMALL and (other[0] == "p" or other in _MAGNITUDE_STARTS) for one, other in pairwise(runs)
    )


def _in_digits(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        sign = CURRENCY_SIGNS.get(match["sign"] or "", "")
        value = _value(match["digits"]) + _VULGAR.get(match["vulgar"] or "", 0.0)
        magnitude = match["magnitude"] or ""
        end = match.end()
        is_apart = match.end("digits") < match.start("magnitude")
        if magnitude.casefold() in ("m", "b", "k") and not sign and is_apart:
            magnitude, end = "", match.end("digits")  # "5m people" are millions, "5 m" are metres
        if not sign and not magnitude and _CLOCK.match(text, end):
            continue
        unit, end = _unit_after(text, end)
        yield Number((-value if match["minus"] else value) * _times(magnitude), sign or unit, match.start(), end)


def _times(magnitude: str) -> float:
    times = 1.0
    for word in magnitude.lower().split():
        times *= MAGNITUDES[word]
    return times


def _value(digits: str) -> float:
    """Read digits with English separators, or continental ones where only those make sense."""
    bare = re.sub(r"[ '’\u202f]", "", digits)
    if bare.count(",") == 1 and "." not in bare and len(bare.rpartition(",")[2]) != 3:
        return float(bare.replace(",", "."))
    if bare.count(".") > 1 or re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|[1-9]\d{0,2}\.\d00", bare):
        return float(bare.replace(".", "").replace(",", "."))
    return float(bare.replace(",", ""))


def _in_words(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        value = _spelled_value(match)
        if value is not None:
            unit, end = _unit_after(text, match.end())
            yield Number(value, unit, match.start(), end)


def _spelled_value(match: re.Match[str]) -> float | None:
    if match["fraction"]:
        whole = 1 if match["one"].casefold() in ("a", "an") else number_words.cardinal(match["one"])
        return whole * _FRACTIONS[match["fraction"].casefold()]
    if match["small"]:
        return SMALL[match["small"].lower()] * _times(match["small_times"] or "")
    if match["scale"] and match["half"]:
        half = 0.5 if match["half"].casefold().startswith("half") else 1.0
        return half * MAGNITUDES[match["scale"].casefold()]
    if match["words"]:
        half = 0.5 if match["and_half"] else 0.0
        return (number_words.cardinal(match["words"].casefold()) + half) * _times(match["times"] or "")
    return None  # "millions of Afghans": no figure is given


def _unit_after(text: str, end: int) -> tuple[str, int]:
    match = _AFTER.match(text, end)
    return (UNITS[match["unit"].lower()], match.end()) if match else ("", end)


def _ranges(text: str, found: list[Number]) -> list[Number]:
    """The first number of a range takes the unit and the magnitude that are said of the second only."""
    ranged = list(found)
    for k, (first, second) in enumerate(pairwise(found)):
        between = text[first.end : second.start]
        is_range = _RANGE.fullmatch(between) or (_AND.fullmatch(between) and _BETWEEN.search(text[: first.start]))
        if not is_range or (first.unit and second.unit and first.unit != second.unit):
            continue
        unit = first.unit or second.unit
        is_scaled = _scale(text[first.start : first.end]) == 1
        value = first.value * _scale(text[second.start : second.end]) if is_scaled else first.value
        ranged[k] = replace(ranged[k], value=value if value <= second.value else first.value, unit=unit)
        ranged[k + 1] = replace(second, unit=unit)
    return ranged


def _scale(written: str) -> float:
    return _times(" ".join(_MAGNITUDES_IN.findall(written)))


def _shares(text: str, found: list[Number]) -> list[Number]:
    kept: list[Number] = []
    for number in found:
        last = kept[-1] if kept else None
        if last and _is_share(last, number) and _SHARE.fullmatch(text[last.end : number.start]):
            kept[-1] = Number(last.value / number.value, "", last.start, number.end)
        else:
            kept.append(number)
    return _told(text, kept)


def _is_share(part: Number, whole: Number) -> bool:
    return not part.unit and whole.value in _SHARE_OF and 0 < part.value < whole.value


def _told(text: str, found: list[Number]) -> list[Number]:
    """Without "one day" and "one of them", where "one" is mostly no quantity."""
    return [n for n in found if n.value != 1 or n.unit == "percent" or not text[n.start :].casefold().startswith("one")]
