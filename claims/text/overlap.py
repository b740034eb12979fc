"""What two short texts have in common: content words, names, numbers and days. No judgement; see contradiction.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from claims.text import dates, quantities, tokens
from claims.text.quantities import Quantity
from claims.text.reasons import Likeness, Reason

#: What a shared name or number tells compared with a shared word.
NAME_WEIGHT: Final = 1.6
NUMBER_WEIGHT: Final = 1.4

#: Words that turn a statement round are no content that two texts can share; contradiction.py reads them.
_TURNS: Final = frozenset(
    {"not", "never", "without", "cannot", "can't", "don't", "doesn't", "didn't", "isn't", "wasn't"}
)
_NAME: Final = re.compile(r"[^\W\d_][\w’'-]*")
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_WHOLE: Final = re.compile(r"\w+")
#: Capitalised in English, and nobody's name.
_NO_NAMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december i mr mrs ms dr".split()
)
_MONTHS: Final = "January February March April May June July August September October November December".split()
#: What stands before the first word of a sentence, or of a quotation in it.
_BEGINS: Final = tuple('.!?:"“«(')


class Traits:
    """What a text is compared by. Each part is read when it is first asked for: most comparisons end at the words."""

    def __init__(self, text: str, language: str, base: date | None) -> None:
        self.text, self.language, self.base = text, language, base

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of all content words, those of names included."""
        return frozenset(filter(_is_telling, tokens.content_words(self.text, self.language))) - _TURNS

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(_names(self.text, self.language))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Without those that are parts of dates."""
        days = self.mentions
        return tuple(
            quantity
            for quantity, start, end in quantities.find(self.text, self.language)
            if not any(day.start < end and start < day.end for day in days)
        )

    @cached_property
    def days(self) -> frozenset[tuple[date, str]]:
        """(first day, precision) of every date that can be told."""
        return frozenset((day.value, day.precision) for day in self.mentions if day.value is not None)

    @cached_property
    def mentions(self) -> list[dates.DateMention]:
        return dates.find(self.text, self.base)

    @cached_property
    def weight(self) -> float:
        return sum(map(self.weight_of, self.words))

    def weight_of(self, word: str) -> float:
        if word in self.names:
            return NAME_WEIGHT
        return NUMBER_WEIGHT if word[:1].isdigit() else 1.0


@dataclass(frozen=True)
class Overlap:
    """What two texts share. `words` and `names` are stems."""

    a: Traits
    b: Traits

    @cached_property
    def words(self) -> frozenset[str]:
        return self.a.words & self.b.words

    @cached_property
    def names(self) -> frozenset[str]:
        return self.words & (self.a.names | self.b.names)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        ours = self.a.quantities
        theirs = self.b.quantities if ours else ()
        return tuple(dict.fromkeys(x.text for x in ours if any(x.is_same(y) for y in theirs)))

    @cached_property
    def days(self) -> tuple[str, ...]:
        ours = self.a.days
        return tuple(day_in_words(*day) for day in sorted(ours & self.b.days)) if ours else ()

    @cached_property
    def coverage(self) -> float:
        """Weight of a's content that stands in b, 0 to 1."""
        return min(self._weight / self.a.weight, 1.0) if self.a.weight else 0.0

    @cached_property
    def likeness(self) -> float:
        """Dice coefficient of the weighted content, 0 to 1."""
        both = self.a.weight + self.b.weight
        return min(2 * self._weight / both, 1.0) if both else 0.0

    @cached_property
    def _weight(self) -> float:
        return sum(max(self.a.weight_of(word), self.b.weight_of(word)) for word in self.words)

    def reasons(self) -> list[Reason]:
        """The strongest first."""
        told, text = [], self.a.text
        plain = {word for word in self.words - self.names if not word[:1].isdigit()}
        if self.names:
            told.append(_shared("names", "name", as_written(self.names, text)))
        if self.numbers:
            told.append(_shared("numbers", "figure", self.numbers))
        if self.days:
            told.append(_shared("dates", "date", self.days))
        if plain:
            told.append(_shared("words", "word", as_written(plain, text)))
        return told


@lru_cache(maxsize=2048)
def traits(text: str, *, language: str = "en", base: date | None = None) -> Traits:
    """Read a text once for all its comparisons. `base`: the day of writing, for dates without a year."""
    return Traits(text, language, base)


def compare(a: Traits, b: Traits) -> Overlap:
    return Overlap(a, b)


def as_written(stems: AbstractSet[str], text: str, language: str = "en") -> list[str]:
    """The words of these stems as the text writes them, in its order."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        for stem in _stems(match[0], language):
            if stem in stems:
                found.setdefault(stem, match[0].removesuffix("'s").removesuffix("’s"))
    return list(found.values())


@lru_cache(maxsize=20_000)
def _stems(word: str, language: str) -> tuple[str, ...]:
    return tuple(tokens.content_words(word, language))


def day_in_words(day: date, precision: str) -> str:
    """A date as far as it is known: 2024, March 2024 or 9 March 2024."""
    month = _MONTHS[day.month - 1]
    return {"year": f"{day.year}", "month": f"{month} {day.year}"}.get(precision, f"{day.day} {month} {day.year}")


def query(text: str, *, language: str = "en") -> str:
    """The words by which a text is looked up in the full-text index: its content words as they are written.

    Single letters ("U.S.") are left out: they stand everywhere and cost more than all other words together. What mixes
    letters and digits ("B52", "5km") comes in whole, as the index keeps it, and in parts, as others may write it.
    """
    wanted = filter(_is_telling, tokens.words(text))
    mixed = filter(_is_mixed, _WHOLE.findall(text.casefold()))
    return " ".join(dict.fromkeys([*mixed, *(word for word in wanted if tokens.content_words(word, language))]))


def _is_mixed(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def _is_telling(word: str) -> bool:
    """Not the single letters of "U.S." and "Tehreek-e-Taliban"."""
    return len(word) > 1 or word.isdigit() or not word.isascii()


def _names(text: str, language: str) -> list[str]:
    """Stems of capitalised words, without those that only begin a sentence. Nothing where every word is capitalised."""
    found, n_lower = [], 0
    for match in _NAME.finditer(text):
        word = match[0]
        if not word[0].isupper():
            n_lower += 1
        elif word.casefold() in _NO_NAMES:
            continue
        elif len(word) > 1 and (word[1:].isupper() or not _begins(text, match.start())):
            found.append(word)
    if not n_lower:
        return []
    return [stem for word in found for stem in tokens.content_words(word, language) if _is_telling(stem)]


def _begins(text: str, place: int) -> bool:
    before = text[max(place - 4, 0) : place].rstrip()
    return before.endswith(_BEGINS) or (not before and place < 4)


def _shared(kind: Likeness, noun: str, items: Sequence[str]) -> Reason:
    return Reason(kind, f"shares the {noun if len(items) == 1 else f'{noun}s'} {', '.join(items[:6])}")
