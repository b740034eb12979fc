"""Which rows are worth comparing with a text: the few that share its rare words, or come near its meaning.

Nothing is judged and nothing is written here; similarity.py compares what this finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from claims.matching import crowds, meaning
from claims.models import Claim, FactCheck, State
from claims.models.search import SearchQuerySet
from claims.text import overlap

#: Rows that the words and the meaning each bring up (count). More are asked for where many are withdrawn or merged.
N_POOL: Final = 300
#: How much larger a second and a third pool are.
WIDER: Final = 8
#: What the words count in the order of the candidates, against the meaning.
WORDS_SHARE: Final = 0.6

Score = TypeVar("Score", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may say the same. Both scores are 0 to 1 and only mean something next to each other.

    `words_score` is the share of the text's telling words that stand in the row, `meaning_score` the cosine; `vector`
    is the row's own (embeddings.quantise), b"" where the index has none yet.
    """

    pk: int
    words_score: float
    meaning_score: float
    vector: bytes = b""


def find_checks(text: str, *, language: str, limit: int, others_only: bool = False) -> list[Candidate]:
    """Published checks that may be about what `text` says, the best first; withdrawn ones are left out, and of one
    and the same text all but some.

    `others_only`: without our own verdicts.
    """
    checks = FactCheck.objects.standing()
    return _find(checks.filter(revision=None) if others_only else checks, text, language, limit)


def find_claims(text: str, *, language: str, limit: int) -> list[Candidate]:
    """Claims that may say what `text` says, the best first; merged ones are left out, and of one text all but some."""
    return _find(Claim.objects.exclude(state=State.MERGED), text, language, limit)


def _find(rows: SearchQuerySet[Any], text: str, language: str, limit: int) -> list[Candidate]:
    query = overlap.query(text, language=language) or text
    n, found = max(N_POOL, 2 * limit), list[Candidate]()
    for _ in range(3):
        pool = _Pool(rows, text, query, n)
        found = pool.best(limit)
        if len(found) >= limit or len(pool) < n:
            break
        n *= WIDER
    return crowds.thinned(found, _text_of)[:limit]


class _Pool:
    """The best by words and the best by meaning of the whole table; only those that may be returned are read."""

    def __init__(self, rows: SearchQuerySet[Any], text: str, query: str, n: int) -> None:
        self.rows = rows
        self.words = dict(rows.ranked_ids(query, limit=n))
        self.near = meaning.near(rows.model._meta.db_table, text, using=rows.db)
        ids, cosines = self.near.rough(n, self.words)
        shares = np.zeros(ids.size)
        shares[np.searchsorted(ids, np.fromiter(self.words, dtype=np.int64))] = list(self.words.values())
        order = np.argsort(-_order(shares, cosines.astype(np.float64)), kind="stable")
        self.ids: list[int] = ids[order].tolist()

    def __len__(self) -> int:
        return len(self.ids)

    def best(self, limit: int) -> list[Candidate]:
        """The best of those that are among `rows` at this moment: enough for `limit` without the copies among them."""
        at, step, found = 0, 2 * limit, list[Candidate]()
        while at < len(self) and len(crowds.thinned(found, _text_of)) < limit:
            some = self.ids[at : at + step]
            living = set(self.rows.among(some).order_by().values_list("pk", flat=True))
            exact = self.near.exact(some)
            for pk in some:
                if pk in living:
                    cosine, vector = exact.get(pk, (0.0, b""))
                    found.append(Candidate(pk, self.words.get(pk, 0.0), max(cosine, 0.0), vector))
            at, step = at + step, 4 * step
        return sorted(found, key=lambda one: (-_order(one.words_score, one.meaning_score), one.pk))


def _text_of(one: Candidate) -> bytes:
    """Rows of one text have one vector."""
    return one.vector


def _order(share: Score, cosine: Score) -> Score:
    return WORDS_SHARE * share + (1 - WORDS_SHARE) * cosine
