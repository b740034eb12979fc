"""What the words of a text are compared by, read once for all its comparisons. Pure; the meaning is embeddings.py's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from claims.text import tokens

#: Characters of a check's summary that are compared: its beginning tells what was said and by whom.
MAX_SUMMARY: Final = 1_000
#: Words of a language whose stems are remembered (count).
MAX_STEMS: Final = 200_000
#: Letters and spaces for each word that tells something, usually.
_LETTERS_A_WORD: Final = 9
#: A stem of so many letters seldom stands inside another word.
_LEAST_SURE: Final = 5
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"”’]?\s+")
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Reading:
    """`words` are all words in order, `content` the stems of those that tell something, in order.

    `numbers` as digits; `solid`: all words without anything between them.
    """

    __slots__ = ("content", "numbers", "solid", "stems", "words")

    def __init__(self, text: str, language: str) -> None:
        self.words = tokens.words(text)
        self.content = list(filter(None, map(_stems_of(language).__getitem__, self.words)))
        self.stems = frozenset(self.content)
        self.numbers = frozenset([number.replace(",", "") for number in _NUMBER.findall(text)])
        self.solid = "".join(self.words)


class Skimmed:
    """A summary at first glance: words are found where their stems stand, roughly, and no sentence is told apart."""

    solid = ""

    def __init__(self, text: str) -> None:
        self.text = f" {text[:MAX_SUMMARY]} ".casefold()
        self.n_content = len(text) / _LETTERS_A_WORD

    def shared(self, stems: Iterable[str]) -> frozenset[str]:
        if not self.n_content:
            return frozenset()
        return frozenset([stem for stem in stems if (stem if len(stem) >= _LEAST_SURE else f" {stem}") in self.text])

    def count(self, stem: str) -> int:
        return self.text.count(stem)

    def best(self, likeness: Callable[[frozenset[str]], float]) -> float:
        return 0.0


class Read:
    """A summary read sentence by sentence; dearer. `text`: its words with single spaces, sentences apart."""

    def __init__(self, text: str, language: str) -> None:
        self.parts = [Reading(part, language) for part in sentences(text)]
        self.text = " . ".join(["", *(" ".join(part.words) for part in self.parts), ""])
        self.stems = frozenset[str]().union(*(part.stems for part in self.parts))
        self.n_content = sum([len(part.content) for part in self.parts])
        self.solid = " ".join([part.solid for part in self.parts])

    def shared(self, stems: frozenset[str]) -> frozenset[str]:
        return self.stems & stems

    def count(self, stem: str) -> int:
        return sum([part.content.count(stem) for part in self.parts])

    def best(self, likeness: Callable[[frozenset[str]], float]) -> float:
        """Of the sentence that is likest."""
        return max([likeness(part.stems) for part in self.parts], default=0.0)


@lru_cache(maxsize=8192)
def read(text: str, language: str) -> Reading:
    """About 10 microseconds for a sentence, 60 for a paragraph."""
    return Reading(text, language)


def sentences(text: str) -> Iterator[str]:
    """Roughly, and fast: a sentence cut in two costs little here."""
    return filter(None, _SENTENCE.split(text[:MAX_SUMMARY]))


class _Stems(dict[str, str]):
    """The stem of each word of a language that tells something, and "" for the others."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_STEMS:
            self.clear()
        content = tokens.content_of((word,), self.language)
        found = self[word] = content[0] if content and _tells(content[0]) else ""
        return found


@lru_cache(maxsize=64)
def _stems_of(language: str) -> _Stems:
    return _Stems(language)


def _tells(stem: str) -> bool:
    """Not the single letters of "U.S."."""
    return len(stem) > 1 or stem.isdigit() or not stem.isascii()
