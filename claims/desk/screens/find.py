"""What the command palette finds: a few claims by words or number. Every desk member may see every claim."""

from __future__ import annotations

from claims.models import Claim

N_HITS = 8
#: Hits that are looked at: PostgreSQL cannot know how many there are, and would walk all claims to sort none.
N_LOOKED_AT = 1000
MAX_LENGTH = 200
_COLUMNS = ("slug", "statement", "state", "version")


def claims_like(words: str) -> list[Claim]:
    """The claim with this number (12 or #12) first, then those that hold all the words; at most `N_HITS`.

    The newest come first, of the `N_LOOKED_AT` that are found first. The last word may still be being typed.
    """
    words = words.strip()[:MAX_LENGTH]
    if not any(sign.isalnum() for sign in words):
        return []
    number = words.removeprefix("#")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    numbered = list(Claim.objects.filter(pk=int(number)).only(*_COLUMNS)) if is_number else []
    hits = Claim.objects.matching(words, is_being_typed=True).order_by().values_list("pk", flat=True)[:N_LOOKED_AT]
    newest = sorted(hits, reverse=True)[:N_HITS]
    fitting = Claim.objects.filter(pk__in=newest).order_by("-pk").only(*_COLUMNS)
    return [*numbered, *(claim for claim in fitting if claim not in numbered)][:N_HITS]
