"""Which rows are worth comparing with a text: the few that share its rare words, or come near its meaning.

Nothing is judged and nothing is written here; similarity.py compares what this finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from claims.models import Claim, FactCheck, State
from claims.models.search import SearchQuerySet
from claims.text import embeddings, overlap

#: Rows that are looked at for one that is asked for.
_WIDER = 2
#: What the words count in the order of the candidates, against the meaning.
_WORDS_SHARE = 0.6


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
    ranked = dict(rows.ranked_ids(query, limit=limit * _WIDER))
    found = dict(rows.filter(pk__in=ranked).order_by().values_list("pk", "statement"))
    if not found:
        return []
    best = max(ranked.values()) or 1.0
    vectors = embeddings.encode([text, *found.values()])
    cosines = np.maximum(vectors[1:] @ vectors[0], 0.0)
    candidates = [
        Candidate(pk, max(ranked[pk] / best, 0.0), float(cosine)) for pk, cosine in zip(found, cosines, strict=True)
    ]
    return sorted(candidates, key=lambda one: (-_order(one), one.pk))[:limit]


def _order(one: Candidate) -> float:
    return _WORDS_SHARE * one.words_score + (1 - _WORDS_SHARE) * one.meaning_score
