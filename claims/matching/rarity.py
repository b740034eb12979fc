"""How rare a word is among published checks: a rare word that two texts share tells more than a common one. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

#: A smaller sample than this says little about words that are not in it (texts).
_LEAST: Final = 1_000
#: Words that are remembered (count).
_MOST: Final = 200_000


@dataclass(frozen=True)
class Rarity:
    """`n_texts` were looked at, and a stem of `counts` stands in so many of them. Empty: all words are equally rare."""

    n_texts: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> Rarity:
        """Of a sample of texts, each as its content stems."""
        counts: Counter[str] = Counter()
        n_texts = 0
        for stems in texts:
            counts.update(set(stems))
            n_texts += 1
        return cls(n_texts, counts)

    def __call__(self, stem: str) -> float:
        """The inverse document frequency of BM25 (Robertson and Spärck Jones 1976), always above 0."""
        return self._known[stem]

    def total(self, stems: Iterable[str]) -> float:
        return sum(map(self._known.__getitem__, stems))

    @cached_property
    def _known(self) -> _Known:
        return _Known(max(self.n_texts, _LEAST), self.counts)


class _Known(dict[str, float]):
    """What was computed already: a ranking asks for thousands of words."""

    def __init__(self, n_texts: int, counts: Mapping[str, int]) -> None:
        super().__init__()
        self.n_texts, self.counts = n_texts, counts

    def __missing__(self, stem: str) -> float:
        if len(self) >= _MOST:
            self.clear()
        count = self.counts.get(stem, 0)
        found = self[stem] = math.log(1 + (self.n_texts - count + 0.5) / (count + 0.5))
        return found
