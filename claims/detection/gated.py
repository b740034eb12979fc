"""Patterns that are searched only where one of their words stands: most sentences hold none. No pattern lives here."""

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str]:
    """The runs of letters, digits and underscores in a text, in lower case: "don't" is two."""
    return frozenset(_WORD.findall(text.lower()))


class Gated:
    """A pattern with words of which every match holds at least one, whole and in any case; of `also` too, if given."""

    __slots__ = ("also", "pattern", "words")

    def __init__(self, pattern: re.Pattern[str], words: str, also: str = "") -> None:
        self.pattern = pattern
        self.words = frozenset(words.split())
        self.also = frozenset(also.split())

    def search(self, text: str) -> re.Match[str] | None:
        """As the pattern's own; the words are read once a text, however many patterns are searched in it."""
        return self.pattern.search(text) if self._may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """As the pattern's own, from the start of the text."""
        return self.pattern.match(text) if self._may_match(text) else None

    def _may_match(self, text: str) -> bool:
        words = words_of(text)
        return not self.words.isdisjoint(words) and not (self.also and self.also.isdisjoint(words))
