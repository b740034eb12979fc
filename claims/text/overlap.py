"""What two short texts have in common: content words, names, numbers and days. No judgement; see contradiction.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sized
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from claims.text import dates, numbers, tokens

#: What a shared name or number tells compared with a shared word.
NAME_WEIGHT: Final = 1.6
NUMBER_WEIGHT: Final = 1.4
#: Two numbers are the same when they differ by less than this share of the larger one.
SAME_NUMBER: Final = 0.01

#: Words that turn a statement round are no content that two texts can share; contradiction.py reads them.
_TURNS: Final = frozenset(
    {"not", "never", "without", "cannot", "can't", "don't", "doesn't", "didn't", "isn't", "wasn't"}
)
_NAME: Final = re.compile(r"[^\W\d_][\w’'-]*")
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Capitalised in English, and nobody's name.
_NO_NAMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december i mr mrs ms dr".split()
)
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:]\s+|[\"“«(]\s*)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, or with the words next to it when it has none. Money and per cent are units."""

    value: float
    unit: str
    about: frozenset[str]
    text: str

    def is_same(self, other: Quantity) -> bool:
        if self.unit and other.unit and self.unit != other.unit:
            return False
        return abs(self.value - other.value) <= SAME_NUMBER * max(abs(self.value), abs(other.value))


@dataclass(frozen=True, slots=True)
class Traits:
    """What a text is compared by. `words`: stems of all content words, those of names included."""

    text: str
    words: frozenset[str]
    names: frozenset[str]
    quantities: tuple[Quantity, ...]
    days: frozenset[tuple[date, str]] = frozenset()

    def weight_of(self, word: str) -> float:
        if word in self.names:
            return NAME_WEIGHT
        return NUMBER_WEIGHT if word[:1].isdigit() else 1.0


@dataclass(frozen=True, slots=True)
class Overlap:
    """What `a` and `b` share. `coverage`: weight of a's content that stands in b, 0 to 1; `likeness`: Dice, 0 to 1."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: tuple[str, ...]
    days: tuple[str, ...]
    coverage: float
    likeness: float
    text: str

    def reasons(self) -> list[str]:
        """In words, the strongest first."""
        told = []
        plain = {word for word in self.words - self.names if not word[:1].isdigit()}
        if self.names:
            told.append(f"shares the {_plural('name', self.names)} {_listed(as_written(self.names, self.text))}")
        if self.numbers:
            told.append(f"shares the {_plural('number', self.numbers)} {_listed(self.numbers)}")
        if self.days:
            told.append(f"shares the {_plural('date', self.days)} {_listed(self.days)}")
        if plain:
            told.append(f"shares the {_plural('word', plain)} {_listed(as_written(plain, self.text))}")
        return told


@lru_cache(maxsize=2048)
def traits(text: str, *, language: str = "en", base: date | None = None) -> Traits:
    """Read a text once for all its comparisons. `base`: the day of writing, for dates without a year."""
    mentions = dates.find(text, base)
    return Traits(
        text=text,
        words=frozenset(tokens.content_words(text, language)) - _TURNS,
        names=frozenset(_names(text, language)),
        quantities=tuple(_quantities(text, mentions, language)),
        days=frozenset((mention.value, mention.precision) for mention in mentions if mention.value is not None),
    )


def compare(a: Traits, b: Traits) -> Overlap:
    shared = a.words & b.words
    names = a.names & b.words | b.names & a.words
    numbers_shared = tuple(dict.fromkeys(x.text for x in a.quantities if any(x.is_same(y) for y in b.quantities)))
    weight_a, weight_b = _weight(a, a.words), _weight(b, b.words)
    weight_shared = sum(max(a.weight_of(word), b.weight_of(word)) for word in shared)
    return Overlap(
        words=shared,
        names=names & shared,
        numbers=numbers_shared,
        days=tuple(day_in_words(*day) for day in sorted(a.days & b.days)),
        coverage=min(weight_shared / weight_a, 1.0) if weight_a else 0.0,
        likeness=min(2 * weight_shared / (weight_a + weight_b), 1.0) if weight_a + weight_b else 0.0,
        text=a.text,
    )


def as_written(stems: AbstractSet[str], text: str, language: str = "en") -> list[str]:
    """The words of these stems as the text writes them, in its order."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        for stem in tokens.content_words(match[0], language):
            if stem in stems:
                found.setdefault(stem, match[0].removesuffix("'s").removesuffix("’s"))
    return list(found.values())


def day_in_words(day: date, precision: str) -> str:
    """A date as far as it is known: 2024, 2024-03 or 2024-03-09."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def query(text: str, *, language: str = "en") -> str:
    """The words by which a text is looked up in the full-text index: its content words as they are written."""
    return " ".join(dict.fromkeys(word for word in tokens.words(text) if tokens.content_words(word, language)))


def _weight(side: Traits, words: frozenset[str]) -> float:
    return sum(side.weight_of(word) for word in words)


def _names(text: str, language: str) -> list[str]:
    """Stems of capitalised words, without those that only begin a sentence. Nothing where every word is capitalised."""
    found, n_lower = [], 0
    for match in _NAME.finditer(text):
        word = match[0]
        if not word[0].isupper():
            n_lower += 1
        elif word.casefold() in _NO_NAMES:
            continue
        elif len(word) > 1 and (word[1:].isupper() or not _SENTENCE_START.search(text, 0, match.start())):
            found.append(word)
    if not n_lower:
        return []
    return [stem for word in found for stem in tokens.content_words(word, language)]


def _quantities(text: str, mentions: list[dates.DateMention], language: str) -> list[Quantity]:
    found = []
    for number in numbers.find(text):
        if any(mention.start < number.end and number.start < mention.end for mention in mentions):
            continue
        around = f"{text[max(number.start - 30, 0) : number.start]} {text[number.end : number.end + 30]}"
        found.append(
            Quantity(
                value=number.value,
                unit=number.unit,
                about=frozenset(tokens.content_words(around, language)),
                text=text[number.start : number.end],
            )
        )
    return found


def _listed(items: Iterable[str]) -> str:
    return ", ".join(list(items)[:6])


def _plural(noun: str, items: Sized) -> str:
    return noun if len(items) == 1 else f"{noun}s"
