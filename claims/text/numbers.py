"""Quantities in a text: value and unit, in digits and in English words. Dates are left to dates.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from claims.text import dates, number_words


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at text[start:end]. `unit` is "percent", an ISO 4217 currency, a measure such as "km", or ""."""

    value: float
    unit: str
    start: int
    end: int


_MAGNITUDES: Final = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "lakhs": 1e5, "million": 1e6, "millions": 1e6,
    "mn": 1e6, "m": 1e6, "mio": 1e6, "millionen": 1e6, "crore": 1e7, "crores": 1e7, "billion": 1e9,
    "billions": 1e9, "bn": 1e9, "b": 1e9, "milliarden": 1e9, "mrd": 1e9, "milliards": 1e9, "trillion": 1e12,
    "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_CURRENCY_SIGNS: Final = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₴": "UAH", "Rs.": "INR", "Rs": "INR", "PKR": "PKR",
    "INR": "INR", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF",
}  # fmt: skip
_UNITS: Final = {
    "percent": "% percent per cent pct prozent pour cent por ciento",
    "percentage points": "percentage point|percentage points",
    "USD": "dollar dollars us dollars",
    "EUR": "euro euros",
    "GBP": "pounds sterling|pounds|pound",
    "INR": "rupee rupees",
    "JPY": "yen",
    "CNY": "yuan",
    "RUB": "rubles roubles",
    "km": "km kilometres kilometers kilometre kilometer",
    "m": "m metres meters metre meter",
    "mi": "miles mile",
    "ft": "feet foot",
    "kg": "kg kilograms kilogrammes kilos",
    "t": "tonnes tonne tons ton",
    "km²": "square kilometres|square kilometers|sq km|km²",
    "ha": "hectares hectare",
    "°C": "°c|degrees celsius|degrees c",
    "°F": "°f|degrees fahrenheit",
    "MW": "mw megawatts",
    "GW": "gw gigawatts",
    "people": "people persons",
    "years": "years year",
    "months": "months month",
    "weeks": "weeks week",
    "days": "days day",
    "hours": "hours hour",
    "minutes": "minutes minute",
}


def _unit_names() -> dict[str, str]:
    names = {"per cent": "percent", "pour cent": "percent", "por ciento": "percent", "us dollars": "USD"}
    for unit, spelled in _UNITS.items():
        for name in spelled.split("|") if "|" in spelled else spelled.split():
            names.setdefault(name, unit)
    return {name: unit for name, unit in names.items() if name not in ("per", "cent", "pour", "por", "ciento", "us")}


_UNIT_BY_NAME: Final = _unit_names()
_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(_CURRENCY_SIGNS, key=len, reverse=True))
_MAGNITUDE: Final = "|".join(sorted(_MAGNITUDES, key=len, reverse=True))
_UNIT: Final = "|".join(re.escape(name) for name in sorted(_UNIT_BY_NAME, key=len, reverse=True))
_FRACTIONS: Final = {
    "half": 0.5,
    "quarter": 0.25,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarters": 0.25,
    "fifths": 0.2,
    "fifth": 0.2,
}

_NUMBER: Final = re.compile(
    rf"(?:(?<!\w)(?P<sign>{_SIGN})\s?|(?<![\w.,])(?<!\w-))(?P<minus>[-−])?"
    r"(?P<digits>\d{1,3}(?:[, \u202f]\d{2,3})+(?:\.\d+)?|\d+(?:[.,]\d+)*)"
    rf"(?:[\s-]?(?P<magnitude>(?:{_MAGNITUDE})\b(?:\s+(?:{_MAGNITUDE})\b)?))?",
    re.IGNORECASE,
)
_SPELLED: Final = re.compile(
    rf"\b(?:(?P<half>half\s+an?|half|an?|one)\s+)?(?P<scale>hundred|thousand|lakh|million|crore|billion|trillion|dozen)\b"
    rf"|\b(?P<words>{number_words.PHRASE})\b(?!-)"
    r"|\b(?P<one>an?|one|two|three|four)[\s-](?P<fraction>half|third|thirds|quarter|quarters|fifth|fifths)\b(?=\s+of\b)",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(rf"\s?-?(?P<unit>{_UNIT})(?!\w)", re.IGNORECASE)
_WORDY: Final = re.compile(rf"\b(?:{number_words.WORD}|dozen|half|quarter|thirds?|fifths?)\b", re.IGNORECASE)


def find(text: str) -> list[Number]:
    """Return the quantities in text, in order, without overlap; days and years of dates are left out."""
    has_digits, has_words = any(map(str.isdigit, text)), _WORDY.search(text) is not None
    if not has_digits and not has_words:
        return []
    taken = [(m.start, m.end) for m in dates.find(text) if any(map(str.isdigit, text[m.start : m.end]))]
    found = [*(_in_digits(text) if has_digits else ()), *(_in_words(text) if has_words else ())]
    kept: list[Number] = []
    for number in sorted(found, key=lambda n: (n.start, -n.end)):
        is_free = all(number.end <= start or number.start >= end for start, end in taken)
        if is_free and (not kept or number.start >= kept[-1].end):
            kept.append(number)
    return kept


def _in_digits(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        sign = _CURRENCY_SIGNS.get(match["sign"] or "", "")
        value = _value(match["digits"])
        magnitude = match["magnitude"] or ""
        end = match.end()
        is_apart = match.end("digits") < match.start("magnitude")
        if magnitude.casefold() in ("m", "b", "k") and not sign and is_apart:
            magnitude, end = "", match.end("digits")  # "5m people" are millions, "5 m" are metres
        for word in magnitude.casefold().split():
            value *= _MAGNITUDES[word]
        unit, end = _unit_after(text, end)
        yield Number(-value if match["minus"] else value, sign or unit, match.start(), end)


def _value(digits: str) -> float:
    """Read digits with English separators, or continental ones where only those make sense."""
    bare = digits.replace(" ", "").replace("\u202f", "")
    if bare.count(",") == 1 and "." not in bare and len(bare.rpartition(",")[2]) != 3:
        return float(bare.replace(",", "."))
    if bare.count(".") > 1 or re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", bare):
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
    if match["scale"] and match["half"]:
        half = 0.5 if match["half"].casefold().startswith("half") else 1.0
        return half * _MAGNITUDES[match["scale"].casefold()]
    if match["words"]:
        words = match["words"].casefold()
        return None if words == "one" else float(number_words.cardinal(words))  # "one" is mostly no quantity
    return None  # "millions of Afghans": no figure is given


def _unit_after(text: str, end: int) -> tuple[str, int]:
    match = _AFTER.match(text, end)
    return (_UNIT_BY_NAME[match["unit"].casefold()], match.end()) if match else ("", end)
