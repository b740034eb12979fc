"""Published checks that may be about a text: found by words and meaning, ranked, and told why. Reads only."""

from __future__ import annotations

from typing import Final

from claims.matching import candidates, sampling, similarity
from claims.matching.features import Document
from claims.matching.similarity import Ranked
from claims.models import FactCheck

#: Checks that are looked at more closely, the nearest by words and meaning (count).
N_CANDIDATES = 50
_FIELDS: Final = ("pk", "statement", "title", "summary", "claimed_on", "reviewed_on")


def find_checked(text: str, *, language: str, limit: int) -> list[tuple[int, Ranked]]:
    """(primary key of the FactCheck, how it is ranked) of the best `limit` checks, the best first."""
    near = candidates.find_checks(text, language=language, limit=max(N_CANDIDATES, limit))
    rows = FactCheck.objects.filter(pk__in=[one.pk for one in near]).order_by().values(*_FIELDS)
    documents = [
        Document(row["pk"], row["statement"], row["title"], row["summary"], row["reviewed_on"] or row["claimed_on"])
        for row in rows
    ]
    ranked = similarity.rank(text, documents, language=language, rarity=sampling.rarity())
    return [(one.pk, one) for one in ranked[:limit]]
