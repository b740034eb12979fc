"""How statements relate that stand alone, as claims do: the same, or the contrary of the same matter. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from claims.matching import similarity
from claims.matching.similarity import Ranked
from claims.text import overlap

#: These turn a statement into its contrary; another name or day makes it another matter.
_TURNS: Final = frozenset({"negation", "denial", "antonym", "number"})
_OTHER_MATTER: Final = frozenset({"name", "date"})
#: So much of the content of the shorter one stands in the other when both are about the same matter (share, 0 to 1).
_SAME_MATTER: Final = 0.6


def rank(text: str, statements: Iterable[tuple[int, str]], *, language: str) -> list[Ranked]:
    """How each (key, statement) relates to the text, the best first; see `relate`."""
    ranked = [relate(text, statement, key=key, language=language) for key, statement in statements]
    return sorted(ranked, key=lambda one: (-one.score, one.pk))


def relate(a: str, b: str, *, key: int, language: str) -> Ranked:
    """Symmetric but for the order of the words in the reasons. The score of a contrary says how near the matter is."""
    found = similarity.compare(a, b, language=language)
    contrary = _contrary_score(a, b, found, language)
    if contrary > found.score:
        return Ranked(key, contrary, found.reasons, found.contradictions, "contradicts")
    return Ranked(key, found.score, found.reasons, found.contradictions, "same")


def _contrary_score(a: str, b: str, found: similarity.Similarity, language: str) -> float:
    """How near the matter is of which they say the contrary, 0 to 1; 0 when they do not."""
    kinds = {sign.kind for sign in found.contradictions}
    if not kinds & _TURNS or kinds & _OTHER_MATTER:
        return 0.0
    ours, theirs = overlap.traits(a, language=language), overlap.traits(b, language=language)
    common = overlap.compare(ours, theirs)
    if kinds == {"number"} and common.numbers:
        return 0.0  # one of several numbers differs because it is about something else
    coverage = max(common.coverage, overlap.compare(theirs, ours).coverage)
    return round((common.likeness + coverage) / 2, 3) if coverage >= _SAME_MATTER else 0.0
