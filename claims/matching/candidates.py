"""Which rows are worth comparing with a text: the few that share its rare words, or come near its meaning.

Nothing is judged and nothing is written here; similarity.py compares what this finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from claims.matching import meaning
from claims.models import Claim, FactCheck, State
from claims.models.search import SearchQuerySet
from claims.text import overlap

#: Rows that the words and the meaning each bring up (count). More are asked for where many are withdrawn or merged.
N_POOL: Final = 300
#: How much larger a second and a third pool are.
WIDER: Final = 8
#: What the words count in the order of the candidates, against the meaning.
WORDS_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may say the same. Both scores are 0 to 1 and only mean something next to each other.

    `words_score` is the share of the text's telling words that stand in the row, `meaning_score` the cosine.
    """

    pk: int
    words_score: float
    meaning_score: float


def find_checks(text: str, *, language: str, limit: int) -> list[Candidate]:
    """Published checks that may be about what `text` says, the best first; withdrawn ones are left out."""
    return _find(FactCheck.objects.standing(), text, language, limit)


def find_claims(text: str, *, language: str, limit: int) -> list[Candidate]:
    """Claims that may say what `text` says, the best first; merged ones are left out."""
    return _find(Claim.objects.exclude(state=State.MERGED), text, language, limit)


def _find(rows: SearchQuerySet[Any], text: str, language: str, limit: int) -> list[Candidate]:
    query = overlap.query(text, language=language) or text
    n, found = max(N_POOL, 2 * limit), list[Candidate]()
    for _ in range(3):
        pool = _pool(rows, text, query, n)
        found = _living(rows, pool, limit)
        if len(found) == limit or len(pool) < n:
            break
        n *= WIDER
    return found


def _pool(rows: SearchQuerySet[Any], text: str, query: str, n: int) -> list[Candidate]:
    """The best by words and the best by meaning of the whole table, the best first."""
    words = dict(rows.ranked_ids(query, limit=n))
    near = meaning.nearest(rows.model._meta.db_table, text, n=n, using=rows.db, also=words)
    pool = [Candidate(pk, words.get(pk, 0.0), max(cosine, 0.0)) for pk, cosine in near.items()]
    return sorted(pool, key=lambda one: (-_order(one), one.pk))


def _living(rows: SearchQuerySet[Any], pool: list[Candidate], limit: int) -> list[Candidate]:
    """The first `limit` of the pool that are among `rows` at this moment."""
    found: list[Candidate] = []
    step = limit
    at = 0
    while at < len(pool) and len(found) < limit:
        some = pool[at : at + step]
        living = set(rows.filter(pk__in=[one.pk for one in some]).order_by().values_list("pk", flat=True))
        found += [one for one in some if one.pk in living]
        at, step = at + step, 4 * step
    return found[:limit]


def _order(one: Candidate) -> float:
    return WORDS_SHARE * one.words_score + (1 - WORDS_SHARE) * one.meaning_score
