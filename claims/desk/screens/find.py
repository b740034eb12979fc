"""What the command palette finds: a few claims by words or number. Every desk member may see every claim."""

from __future__ import annotations

from claims.models import Claim
from claims.models.search import FITS

N_HITS = 8
MAX_LENGTH = 200
_COLUMNS = ("slug", "statement", "state", "version")


def claims_like(words: str) -> list[Claim]:
    """The claim with this number (12 or #12) first, then those that hold all the words; at most `N_HITS`.

    The newest come first, and behind them the newest in which the last word is the beginning of one.
    """
    words = words.strip()[:MAX_LENGTH]
    if not any(sign.isalnum() for sign in words):
        return []
    number = words.removeprefix("#")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    found = list(Claim.objects.filter(pk=int(number)).only(*_COLUMNS)) if is_number else []
    for fit in FITS:
        fitting = Claim.objects.finding(words, fit).order_by("-pk").only(*_COLUMNS)[:N_HITS]
        found += [claim for claim in fitting if claim not in found]
        if len(found) >= N_HITS:
            break
    return found[:N_HITS]
