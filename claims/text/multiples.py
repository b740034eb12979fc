"""Multiples and fractions in a text, in per cent: "doubled" is a change by 100, "a quarter of them" a share of 25.

Which way a change goes is left to the words themselves (opposites.py). Numbers in figures are numbers.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

#: "by half" is a change, "half of them" a share, and "half the price" may be either.
Role = Literal["change", "share", ""]


@dataclass(frozen=True, slots=True)
class Multiple:
    """What text[start:end] says, in per cent and without a direction: 50 for "halved", 200 for "tripled"."""

    percent: float
    role: Role
    start: int
    end: int


_TIMES: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "twenty": 20, "hundred": 100,
}  # fmt: skip
_FRACTIONS: Final = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_PARTS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_COUNT: Final = rf"(?P<times>\d{{1,4}}(?:\.\d+)?|{'|'.join(_TIMES)})"
_FRACTION: Final = rf"(?:(?P<parts>{'|'.join(_PARTS)})[\s-])?(?P<fraction>{'|'.join(_FRACTIONS)})s?"
_SOME: Final = r"(?:nearly|almost|about|around|roughly|some|more than|over|at least|less than|just under)"
_THAT: Final = r"(?:the|that|those|what|its|his|her|their|last)\b"
_AS: Final = r"as\s+(?:many|much|likely|often|high|large|big|long|great|fast|expensive)\b"
_MORE: Final = r"(?:more|higher|larger|greater|bigger|longer|faster|dearer)\b"
_LESS: Final = r"(?:less|fewer|lower|smaller|shorter|slower|cheaper)\b"
#: What may follow "by a third" where the measure ends there ("by a third party" is none).
_ENDS: Final = (
    r"(?=\s*(?:[,.;:!?)”\"–—]|$|(?:since|in|over|to|from|between|by|compared|after|during|and|but|on|within|last|this"
    r"|as|at|under|for|because|while|when|than)\b))"
)
#: "half of an hour", "half the night": lengths of time are not shares of anything.
_NO_TIME: Final = r"(?!\s+(?:of\s+)?(?:an?|the\s+(?:year|season|match|game|century|time|night|day))\b)"
_NO_RANK: Final = "".join(rf"(?<!\b{word} )" for word in ("first", "second", "latter", "other", "better", "top"))
#: "doubled down", "doubled as": no multiples.
_NO_IDIOM: Final = r"(?!\s+(?:down|over|back|up|as)\b)"
_TO: Final = r"(?:(?<=\bto )|(?<=\bwill )|(?<=\bwould )|(?<=\bcould )|(?<=\bmay )|(?<=\bmight )|(?<=\bmust ))"

#: (words, role, per cent, or None where the words name a count or a fraction). Verbs of other languages stand here
#: as far as they are no words of English.
_WORDS: Final[tuple[tuple[str, Role, float | None], ...]] = (
    (rf"(?:doubl(?:ed|ing)|{_TO}double){_NO_IDIOM}|double(?=\s+(?:that|what)\b)", "change", 100.0),
    (r"verdoppel(?:t|te|ten)|doublé(?:e|s|es)?|duplic(?:ó|ado|ada|aron)|verdubbel(?:d|de|den)", "change", 100.0),
    (rf"twice(?=\s+(?:as\b|{_THAT}))", "change", 100.0),
    (rf"(?:tripl|trebl)(?:ed|ing)|{_TO}(?:triple|treble)", "change", 200.0),
    (r"verdreifacht(?:e|en)?|triplé(?:e|s|es)?|triplic(?:ó|ado|ada|aron)|verdrievoudigd?e?", "change", 200.0),
    (rf"quadrupl(?:ed|ing)|{_TO}quadruple|vervierfacht(?:e|en)?|quadruplé(?:e|s|es)?", "change", 300.0),
    (rf"halv(?:ed|ing)|{_TO}halve|halbiert(?:e|en)?|gehalveerd|halveerde", "change", 50.0),
    (rf"{_COUNT}\s+times(?=\s+(?:{_AS}|{_THAT}|{_MORE}))", "change", None),
    (rf"{_COUNT}[\s-]?fold", "change", None),
    (rf"factor\s+of\s+{_COUNT}", "change", None),
    (rf"half(?=\s+{_AS})|(?<=\bin )half{_ENDS}", "change", 50.0),
    (rf"(?:by|up|down)\s+(?:{_SOME}\s+)?(?P<at>{_FRACTION}){_ENDS}", "change", None),
    (rf"{_FRACTION}(?=\s+(?:{_MORE}|{_LESS}))", "change", None),
    (rf"{_NO_RANK}{_FRACTION}(?=\s+of\b){_NO_TIME}", "share", None),
    (rf"{_NO_RANK}half(?=\s+(?:the|its|his|her|their|all)\b){_NO_TIME}", "", 50.0),
)
_FORMS: Final = [
    (re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE), role, percent) for words, role, percent in _WORDS
]
#: Texts without any of these, nearly all, are not read further.
_HINT: Final = re.compile(
    r"doubl|dupli|verd|verv|twice|tripl|trebl|quadrupl|hal[bfv]|times|fold|factor|third|quarter|fifth|tenth",
    re.IGNORECASE,
)


def find(text: str) -> list[Multiple]:
    """In order and without overlap; of two that begin at one place the longer."""
    if not _HINT.search(text):
        return []
    found: list[Multiple] = []
    for one in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _all(text: str) -> Iterator[Multiple]:
    for form, role, percent in _FORMS:
        for match in form.finditer(text):
            value = _read(match.groupdict()) if percent is None else percent
            if value > 0:
                yield Multiple(value, role, match.start("at" if "at" in form.groupindex else 0), match.end())


def _read(named: dict[str, str | None]) -> float:
    """Per cent: of three times 200, of two thirds 66.7."""
    if times := named.get("times"):
        return 100 * (_TIMES.get(times.casefold()) or float(times)) - 100
    parts, fraction = named.get("parts") or "a", named.get("fraction") or ""
    return _PARTS[parts.casefold()] * _FRACTIONS[fraction.casefold()]
