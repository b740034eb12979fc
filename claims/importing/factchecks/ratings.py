"""The interchange class of a rating, out of its words in many languages or else its number."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from claims.importing.factchecks import rating_words

#: A rating that is a sentence says its verdict at the beginning, by Google's rule: so many words are read.
MAX_WORDS: Final = 8
#: Shares of a scale within which a value is its end: "5 of 5" is true, "4 of 5" is a mixture.
_TOP, _BOTTOM = 0.99, 0.01
_APOSTROPHES: Final = str.maketrans(
    {"’": "'", "‘": "'", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "-": " ", "_": " "}
)
_WORD: Final = re.compile(r"[^\W_][\w'\u0300-\u036f\u0900-\u0dff\u064b-\u065f\u200c\u200d-]*(?<!')")
# Scripts that part no words: there the beginning decides.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def outcome(rating: str, value: float | None = None, worst: float | None = None, best: float | None = None) -> str:
    """One of "true", "mixture", "false", "other"; "" where there is neither a word nor a number on a scale."""
    by_words = _by_words(rating) if rating else ""
    return by_words or _by_value(value, worst, best) or ("other" if rating else "")


def _by_value(value: float | None, worst: float | None, best: float | None) -> str:
    """The ends of a scale are true and false, everything between is a mixture; a value off its scale says nothing.

    A scale that does not say where it ends is Google's: 1 to 5.
    """
    worst, best = (1.0 if worst is None else worst), (5.0 if best is None else best)
    if value is None or best == worst or not min(worst, best) <= value <= max(worst, best):
        return ""
    share = (value - worst) / (best - worst)
    return "true" if share >= _TOP else "false" if share <= _BOTTOM else "mixture"


@lru_cache(maxsize=4_096)
def _by_words(rating: str) -> str:
    """The class of the first phrase in the rating that is known, the longest where several begin; "" for none."""
    words = _WORD.findall(_plain(rating))[:MAX_WORDS]
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            known = _PHRASES.get(" ".join(words[start:end]))
            if known:
                return known
        if _UNSPACED.search(words[start]):
            known = next((name for phrase, name in _BEGINNINGS if words[start].startswith(phrase)), "")
            if known:
                return known
    return ""


def _plain(text: str) -> str:
    """Small letters without Latin, Greek and Cyrillic accents; the marks of other scripts are part of the word."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_APOSTROPHES))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed)).translate(_APOSTROPHES)


def _phrases() -> dict[str, str]:
    """Phrase -> class. "true" and "no" stand in many lists: the first list that names a phrase has it."""
    found: dict[str, str] = {}
    lists = {
        "mixture": rating_words.MIXTURE,
        "other": rating_words.OTHER,
        "true": rating_words.TRUE,
        "false": rating_words.FALSE,
    }
    for name, phrases in lists.items():
        for phrase in phrases.split("|"):
            words = _WORD.findall(_plain(phrase))
            if words:
                found.setdefault(" ".join(words), name)
    return found


_PHRASES: Final = _phrases()
_LONGEST: Final = max(len(phrase.split()) for phrase in _PHRASES)
_BEGINNINGS: Final = sorted(
    ((phrase, name) for phrase, name in _PHRASES.items() if _UNSPACED.search(phrase)), key=lambda pair: -len(pair[0])
)
