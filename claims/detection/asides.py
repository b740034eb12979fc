"""What stands beside a name, between commas or in brackets: where it opens, and whether it is one at all."""

import re

from claims.detection import lexicon
from claims.detection.quotes import FILLERS
from claims.detection.words import PREPOSITIONS, Span, Words

_ASIDE_OPENS = frozenset(
    "a an the who whose which by himself herself then now formerly of in from citing speaking quoting using known also"
    " after during at on for with like while when as before despite"
    " not both one another seen held born led run made including meanwhile however too though".split()
)
_LONGEST_ASIDE = 45  # tokens
_PARTY = re.compile(r"[RDI]-[A-Z]")  # "R-Ohio" behind the name of an American lawmaker
_LONGEST_OFFICE = 18  # tokens


def opening(words: Words, j: int) -> int:
    """The comma or bracket that opens the aside closed at token j; -1 when there is none near."""
    wanted = "," if words.raw[j] == "," else "("
    for k in range(j - 1, max(-1, j - 1 - _LONGEST_ASIDE), -1):
        if words.raw[k] == wanted:
            return k if j - k > 1 else -1
        if words.raw[k][0] in FILLERS or words.raw[k] in ";:":
            return -1
    return -1


def past(words: Words, j: int) -> tuple[int, Span | None]:
    """Back over further asides of a name: "Vera Holt (Ind.), 59, a baker, of Selm, who had seen the fire, said"."""
    detail: Span | None = None
    for _ in range(3):
        if j > 1 and words.raw[j] == ")" and (opened := opening(words, j)) > 0:
            j = opened - 1
        k = j
        while k > 0 and j - k < 12 and words.raw[k] != ",":
            k -= 1
        if k < 1 or words.raw[k] != ",":
            break
        opens = words.low[k + 1]
        if opens in ("a", "an", "the") and any(low in lexicon.PERSON_ROLES for low in words.low[k + 1 : j + 1]):
            detail = words.span(k + 1, j)
        elif not (
            opens.isdigit()
            or opens in ("of", "from")
            or _PARTY.match(words.raw[k + 1])
            or (k + 1 == j and words.raw[j].endswith("."))
        ):
            break
        j = k - 1
    return j, detail


def is_aside(words: Words, first: int, last: int) -> bool:
    """An apposition, a relative clause or an age; not the second member of a list."""
    low = words.low[first]
    if low in _ASIDE_OPENS or low.endswith(("ed", "ing")) or (first == last and low.isdigit()):
        return True
    if _PARTY.match(words.raw[first]):
        return True
    tokens = range(first, last + 1)
    is_name = last - first < 5 and first > 1 and words.raw[first][0].isupper()
    is_name = is_name and all(words.raw[k][0].isupper() or words.low[k] in lexicon.PARTICLES for k in tokens)
    if is_name and (words.raw[first - 2][0].islower() or _is_office(words, first - 2)):
        return True  # "the ministry's spokesman, Ahmed Karim, said"
    return any(words.low[k] in lexicon.PERSON_ROLES for k in tokens)


def _is_office(words: Words, last: int) -> bool:
    """ "The director of the Norham Trust": a role and what it is held in, behind an article."""
    k = last
    while k >= 0 and not words.is_mark(k) and last - k < _LONGEST_OFFICE:
        if words.low[k] in lexicon.PERSON_ROLES and words.raw[k][0].islower() and k < last:
            return words.low[k + 1] in PREPOSITIONS
        k -= 1
    return False
