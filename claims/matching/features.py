"""What a text and a published check have in common, in numbers: one row for each check, one column for each name. Pure.

A column by itself decides nothing; fusion.py weighs them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from claims.matching import readings
from claims.matching.rarity import Rarity
from claims.matching.readings import Reading
from claims.text import embeddings

#: What each column of `measure` is called, in order.
COLUMNS: Final = (
    "words",
    "share of the text",
    "share of claim and title",
    "likeness of claim and title",
    "share of the title",
    "rarest word",
    "numbers",
    "pairs of words",
    "likeness of the best sentence",
    "wording",
    "words inside others",
    "author",
    "length",
    "days apart",
    "check before",
    "check at once",
    "check within two months",
    "check within a year",
    "meaning",
    "meaning of the best sentence",
)

Floats = NDArray[np.float64]
#: BM25's own constants (Robertson and Zaragoza 2009), and the usual number of content words of a check.
_K1, _B = 1.5, 0.75
_USUAL_LENGTH: Final = 60.0
#: A word that lies inside another one ("trickledown") has at least so many letters.
_LEAST_INSIDE: Final = 5
_LEAST_PART: Final = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is looked up: its words, who signed it ("" if nobody), its day if it has one."""

    text: str
    author: str = ""
    said_on: date | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """A published check in plain values. `published_on`: when it was published, or else when the claim was made."""

    pk: int
    statement: str
    title: str = ""
    summary: str = ""
    published_on: date | None = None


def measure(query: Query, documents: Sequence[Document], rarity: Rarity) -> Floats:
    """One row for each document, in the order of COLUMNS; 50 documents cost some milliseconds."""
    asked = _Asked(query, rarity)
    rows = [[*asked.words(document), *asked.time(document)] for document in documents]
    return np.column_stack([np.array(rows), _meaning(asked, documents)])


class _Asked:
    """The query, read once for all documents."""

    def __init__(self, query: Query, rarity: Rarity) -> None:
        self.query, self.rarity = query, rarity
        self.reading = readings.read(query.text, query.language)
        self.total = rarity.total(self.reading.stems) or 1.0
        self.pairs = frozenset(pairwise(self.reading.words))
        self.author = readings.read(query.author, query.language).stems
        self.folded = query.text.casefold()

    def words(self, document: Document) -> list[float]:
        language, rarity, ours = self.query.language, self.rarity, self.reading.stems
        statement, title = readings.read(document.statement, language), readings.read(document.title, language)
        told = [readings.read(part, language) for part in readings.sentences(document.summary)]
        short = statement.stems | title.stems
        whole = short.union(*(part.stems for part in told))
        content = [stem for part in (statement, title, *told) for stem in part.content]
        in_both, in_short = rarity.total(ours & short), rarity.total(short)
        return [
            self._bm25(content),
            rarity.total(ours & whole) / self.total,
            in_both / (in_short or 1.0),
            2 * in_both / (in_short + self.total),
            rarity.total(ours & title.stems) / (rarity.total(title.stems) or 1.0),
            max(map(rarity, ours & whole), default=0.0) / 10,
            min(len(self.reading.numbers & (statement.numbers | title.numbers)), 3) / 3,
            self._pairs(told),
            max((self._likeness(part) for part in told), default=0.0),
            fuzz.partial_ratio(self.folded, document.statement.casefold()) / 100,
            self._inside(whole, (statement, title, *told)) / self.total,
            min(rarity.total(self.author & whole) / 20, 1.0),
            math.log1p(len(statement.content) + len(title.content)) / 4,
        ]

    def time(self, document: Document) -> list[float]:
        """How the check's day lies to the text's day; nothing where one of them is not known."""
        said_on, published_on = self.query.said_on, document.published_on
        if said_on is None or published_on is None:
            return [0.0] * 5
        days = (published_on - said_on).days
        return [
            math.log1p(abs(days)) / 8,
            float(days < -3),
            float(-3 <= days <= 14),
            float(14 < days <= 60),
            float(60 < days <= 365),
        ]

    def _bm25(self, content: Sequence[str]) -> float:
        """BM25 of the check's content words, as a share of the text's whole rarity: about 0 to 2."""
        counts = Counter(stem for stem in content if stem in self.reading.stems)
        damping = _K1 * (1 - _B + _B * len(content) / _USUAL_LENGTH)
        return sum(self.rarity(stem) * n * (_K1 + 1) / (n + damping) for stem, n in counts.items()) / self.total

    def _pairs(self, parts: Sequence[Reading]) -> float:
        """The share of the text's neighbouring words, small words and all, that are neighbours there too."""
        theirs = {pair for part in parts for pair in pairwise(part.words)}
        return len(self.pairs & theirs) / (len(self.pairs) or 1)

    def _likeness(self, part: Reading) -> float:
        """Dice coefficient of the content, by rarity."""
        return 2 * self.rarity.total(self.reading.stems & part.stems) / (self.total + self.rarity.total(part.stems))

    def _inside(self, whole: frozenset[str], parts: Sequence[Reading]) -> float:
        """Rarity of the text's words that stand in the check only inside or across words, as tags and hyphens do."""
        missing = [stem for stem in self.reading.stems if len(stem) >= _LEAST_INSIDE and stem not in whole]
        return self.rarity.total(stem for stem in missing if any(stem in part.solid for part in parts))


def _meaning(asked: _Asked, documents: Sequence[Document]) -> Floats:
    """Cosines of the whole text and of its best sentence with statement and title together."""
    parts = [part for part in readings.sentences(asked.query.text) if len(part.split()) > _LEAST_PART]
    texts = [f"{document.statement} {document.title}" for document in documents]
    vectors = embeddings.encode([asked.query.text, *parts, *texts])
    n_parts = 1 + len(parts)
    cosines = vectors[n_parts:] @ vectors[:n_parts].T
    found: Floats = np.column_stack([cosines[:, 0], cosines.max(axis=1)]).astype(np.float64)
    return found
