"""Published checks that may be about a text: found by words and meaning, ranked, and told why. Reads only."""

from __future__ import annotations

import re
from typing import Final

from claims.matching import candidates, sampling, similarity
from claims.matching.features import Document
from claims.matching.readings import MAX_SUMMARY
from claims.matching.similarity import Ranked
from claims.models import FactCheck
from claims.text import fingerprint

#: Checks that are looked at more closely, the nearest by words and meaning (count).
N_CANDIDATES = 50
_FIELDS: Final = ("pk", "statement", "title", "summary", "claimed_on", "reviewed_on", "url", "feed_id")
#: What tells no two addresses of a check apart, and no two wordings of its claim.
_NO_PART_OF_A_PLACE: Final = re.compile(r"^https?://(?:www\.)?|/$")
_ROUND_A_CLAIM: Final = " .\"'"


def find_checked(text: str, *, language: str, limit: int, others_only: bool = False) -> list[tuple[int, Ranked]]:
    """(primary key of the FactCheck, how it is ranked) of the best `limit` checks, the best first.

    `others_only`: without our own verdicts, where they are found as claims. A check that two feeds tell of is one.
    """
    near = candidates.find_checks(text, language=language, limit=max(N_CANDIDATES, limit), others_only=others_only)
    meanings = {one.pk: one.vector for one in near}
    rows = FactCheck.objects.among(list(meanings)).order_by("pk").values_list(*_FIELDS)
    told_by: dict[tuple[str, str], int | None] = {}
    documents = [
        Document(pk, statement, title, summary[:MAX_SUMMARY], reviewed_on or claimed_on, meanings[pk])
        for pk, statement, title, summary, claimed_on, reviewed_on, url, feed in rows
        if not url or told_by.setdefault(_what_and_where(statement, url), feed) == feed
    ]
    ranked = similarity.rank(text, documents, language=language, rarity=sampling.rarity(), n_told=limit)
    return [(one.pk, one) for one in ranked[:limit]]


def _what_and_where(statement: str, url: str) -> tuple[str, str]:
    """The same for two rows that are one check, which one feed numbers and another does not. One page may hold several.

    Two numbers of one feed for the same page stay two checks: the feed has to know.
    """
    about = fingerprint.normalise(statement)
    return about.strip(_ROUND_A_CLAIM) or about, _NO_PART_OF_A_PLACE.sub("", url)
