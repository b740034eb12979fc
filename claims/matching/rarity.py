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
        known = self._known
        if stem not in known:
            n_texts, count = max(self.n_texts, _LEAST), self.counts.get(stem, 0)
            known[stem] = math.log(1 + (n_texts - count + 0.5) / (count + 0.5))
        return known[stem]

    def total(self, stems: Iterable[str]) -> float:
        return sum(map(self, stems))

    @cached_property
    def _known(self) -> dict[str, float]:
        return {}
