"""English number words and ordinals to integers: "two thousand twenty five", "ninth"."""

import re
from typing import Final

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS: Final = {w: i for i, w in enumerate(_ONES.split())} | {w: 20 + 10 * i for i, w in enumerate(_TENS.split())}
SCALES: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_IRREGULAR: Final = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
ORDINALS: Final = (
    _IRREGULAR
    | {f"{w}th": n for w, n in UNITS.items() if 0 < n < 20 and n not in _IRREGULAR.values()}
    | {f"{w[:-1]}ieth": n for w, n in UNITS.items() if n >= 20}
)
WORD: Final = "(?:" + "|".join(sorted((*UNITS, *SCALES), key=len, reverse=True)) + ")"
# "two thousand and twenty-five"
PHRASE: Final = rf"{WORD}(?:(?:\s+and\s+|[\s-]+){WORD}){{0,8}}"
ORDINAL: Final = rf"(?:(?:twenty|thirty)[\s-])?(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
_SEPARATOR: Final = re.compile(r"[\s-]+|\band\b")


def cardinal(phrase: str) -> int:
    """Return the value of a phrase of number words; KeyError for any other word."""
    total = group = 0
    for word in filter(None, _SEPARATOR.split(phrase.casefold())):
        if word in UNITS:
            group += UNITS[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        else:
            total, group = total + max(group, 1) * SCALES[word], 0
    return total + group


def ordinal(phrase: str) -> int:
    """Return the value of an ordinal such as "ninth" or "twenty-third"; KeyError for any other word."""
    *before, last = filter(None, _SEPARATOR.split(phrase.casefold()))
    return sum(UNITS[word] for word in before) + ORDINALS[last]


def year(phrase: str) -> int | None:
    """Return the year that words spell ("two thousand twenty five", "nineteen eighty-four"), or None."""
    words = list(filter(None, _SEPARATOR.split(phrase.casefold())))
    if not SCALES.keys() & set(words) and len(words) > 1 and UNITS[words[0]] in (19, 20):
        value = 100 * UNITS[words[0]] + cardinal(" ".join(words[1:]))
    else:
        value = cardinal(phrase)
    return value if 1000 <= value <= 2999 else None
