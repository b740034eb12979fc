"""Published checks that may be about a text: found by words and meaning, ranked, and told why. Reads only."""

from __future__ import annotations

from typing import Final

from claims.matching import candidates, sampling, similarity
from claims.matching.features import Document
from claims.matching.readings import MAX_SUMMARY
from claims.matching.similarity import Ranked
from claims.models import FactCheck

#: Checks that are looked at more closely, the nearest by words and meaning (count).
N_CANDIDATES = 50
_FIELDS: Final = ("pk", "statement", "title", "summary", "claimed_on", "reviewed_on")


def find_checked(text: str, *, language: str, limit: int, others_only: bool = False) -> list[tuple[int, Ranked]]:
    """(primary key of the FactCheck, how it is ranked) of the best `limit` checks, the best first.

    `others_only`: without our own verdicts, where they are found as claims.
    """
    near = candidates.find_checks(text, language=language, limit=max(N_CANDIDATES, limit), others_only=others_only)
    meanings = {one.pk: one.vector for one in near}
    rows = FactCheck.objects.among(list(meanings)).order_by().values_list(*_FIELDS)
    documents = [
        Document(pk, statement, title, summary[:MAX_SUMMARY], reviewed_on or claimed_on, meanings[pk])
        for pk, statement, title, summary, claimed_on, reviewed_on in rows
    ]
    ranked = similarity.rank(text, documents, language=language, rarity=sampling.rarity(), n_told=limit)
    return [(one.pk, one) for one in ranked[:limit]]
