"""What a text and a published check have in common, in numbers: one row for each check, one column for each name. Pure.

A column by itself decides nothing; fusion.py weighs them.
"""

from __future__ import annotations

import math
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
from claims.matching.readings import Read, Reading, Skimmed
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

#: Columns that look at words; those after them are read whole at the first glance.
N_WORDED: Final = COLUMNS.index("days apart")
_WORDING: Final = COLUMNS.index("wording")

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
    """A published check in plain values. `published_on`: when it was published, or else when the claim was made.

    `vector`: the meaning of claim and title as the index keeps it (embeddings.quantise); b"" where it is not known.
    """

    pk: int
    statement: str
    title: str = ""
    summary: str = ""
    published_on: date | None = None
    vector: bytes = b""


class Asked:
    """A query, read once for all documents."""

    def __init__(self, query: Query, rarity: Rarity) -> None:
        self.query, self.rarity = query, rarity
        self.reading = readings.read(query.text, query.language)
        self.total = rarity.total(self.reading.stems) or 1.0
        self.long = [stem for stem in self.reading.stems if len(stem) >= _LEAST_INSIDE]
        self.pairs = list({f" {one} {other} " for one, other in pairwise(self.reading.words)})
        self.author = readings.read(query.author, query.language).stems
        self.folded = query.text.casefold()

    def glance(self, documents: Sequence[Document]) -> Floats:
        """One row for each document, in the order of COLUMNS; summaries are skimmed, and near wording is left out."""
        rows = [[*self._words(document, Skimmed(document.summary)), *self._time(document)] for document in documents]
        return np.column_stack([np.array(rows), self._meaning(documents)])

    def look(self, document: Document, glanced: Floats) -> Floats:
        """The first N_WORDED columns, by every word; several times as dear. `glanced`: the document's row."""
        found = glanced[:N_WORDED].copy()
        if document.summary:
            found[:] = self._words(document, Read(document.summary, self.query.language))
        found[_WORDING] = fuzz.partial_ratio(self.folded, document.statement.casefold()) / 100
        return found

    def _words(self, document: Document, summary: Read | Skimmed) -> list[float]:
        language, rarity, ours = self.query.language, self.rarity, self.reading.stems
        statement, title = readings.read(document.statement, language), readings.read(document.title, language)
        short = statement.stems | title.stems
        in_both, in_short = rarity.total(ours & short), rarity.total(short)
        shared = (ours & short) | summary.shared(ours)
        content = [*statement.content, *title.content]
        damping = _K1 * (1 - _B + _B * (len(content) + summary.n_content) / _USUAL_LENGTH)
        counts = [(rarity(stem), content.count(stem) + summary.count(stem)) for stem in shared]
        return [
            sum([rare * n * (_K1 + 1) / (n + damping) for rare, n in counts]) / self.total,
            sum([rare for rare, _ in counts]) / self.total,
            in_both / (in_short or 1.0),
            2 * in_both / (in_short + self.total),
            rarity.total(ours & title.stems) / (rarity.total(title.stems) or 1.0),
            max([rare for rare, _ in counts], default=0.0) / 10,
            self._numbers(statement, title),
            sum([pair in summary.text for pair in self.pairs if document.summary]) / (len(self.pairs) or 1),
            summary.best(self._likeness),
            0.0,
            self._inside(shared, f"{statement.solid} {title.solid} {summary.solid}") / self.total,
            self._author(short, summary),
            math.log1p(len(content)) / 4,
        ]

    def _time(self, document: Document) -> list[float]:
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

    def _numbers(self, statement: Reading, title: Reading) -> float:
        """How many numbers of the text stand in the claim or the title, up to three."""
        if not self.reading.numbers:
            return 0.0
        return min(len(self.reading.numbers.intersection(statement.numbers | title.numbers)), 3) / 3

    def _likeness(self, stems: frozenset[str]) -> float:
        """Dice coefficient of the content, by rarity."""
        return 2 * self.rarity.total(self.reading.stems & stems) / (self.total + self.rarity.total(stems))

    def _inside(self, shared: frozenset[str], solid: str) -> float:
        """Rarity of the text's words that stand in the check only inside or across words, as tags and hyphens do."""
        return self.rarity.total([stem for stem in self.long if stem in solid and stem not in shared])

    def _author(self, short: frozenset[str], summary: Read | Skimmed) -> float:
        if not self.author:
            return 0.0
        return min(self.rarity.total((self.author & short) | summary.shared(self.author)) / 20, 1.0)

    def _meaning(self, documents: Sequence[Document]) -> Floats:
        """Cosines of the whole text and of its best sentence with statement and title together."""
        text = self.query.text
        parts = [part for part in readings.sentences(text) if part.count(" ") >= _LEAST_PART]
        asked = embeddings.encode(list(dict.fromkeys([text, *parts])))
        cosines = _vectors(documents) @ asked.T
        found: Floats = np.column_stack([cosines[:, 0], cosines.max(axis=1)]).astype(np.float64)
        return found


def _vectors(documents: Sequence[Document]) -> embeddings.Vectors:
    """Those of the index where they are known, of length 1."""
    found = np.zeros((len(documents), embeddings.WIDTH), dtype=np.float32)
    known = [at for at, document in enumerate(documents) if document.vector]
    packed = np.frombuffer(b"".join(documents[at].vector for at in known), dtype=np.int8)
    found[known] = packed.reshape(-1, embeddings.WIDTH)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    if missing := [at for at, document in enumerate(documents) if not document.vector]:
        found[missing] = embeddings.encode([f"{documents[at].statement} {documents[at].title}" for at in missing])
    return found
