"""How alike two statements are, and why. No Django: plain texts in, a score with its reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from claims.text import contradiction, fingerprint, overlap

#: Shares of the score: content words, and near wording.
WORDS_SHARE, WORDING_SHARE = 0.6, 0.4
#: What each contradiction takes off the score, 0 to 1: the same words that say the contrary are another claim.
COSTS: Final[dict[contradiction.Kind, float]] = {
    "number": 0.35,
    "negation": 0.4,
    "denial": 0.4,
    "antonym": 0.4,
    "name": 0.3,
    "date": 0.25,
}
#: Statements with fewer content words than this prove little: their score is held below every useful threshold ...
MIN_WORDS: Final = 3
#: ... here, unless they are word for word the same.
SHORT_SCORE: Final = 0.5
NEAR_WORDING: Final = 0.8
#: Below this score two statements are no match whatever else they say.
WORTH_READING: Final = 0.35


@dataclass(frozen=True, slots=True)
class Similarity:
    """`score` 0 to 1; `reasons` for it; `contradictions` against it, which have lowered it."""

    score: float
    reasons: list[str]
    contradictions: list[str]


def compare(a: str, b: str, *, language: str = "en") -> Similarity:
    """How probably two statements say the same. Symmetric."""
    if fingerprint.normalise(a) == fingerprint.normalise(b):
        return Similarity(1.0, ["the same words"], [])
    first, second = sorted((a, b))
    ours = overlap.traits(first, language=language)
    theirs = overlap.traits(second, language=language)
    common = overlap.compare(ours, theirs)
    if not common.words:
        return Similarity(0.0, [], [])
    wording = _wording(first, second)
    # A statement that lies whole in a longer one is nearer to it than their lengths make it seem
    inner = max(common.coverage, overlap.compare(theirs, ours).coverage)
    score = WORDS_SHARE * (0.7 * common.likeness + 0.3 * inner) + WORDING_SHARE * wording
    # Signs only lower the score, and they cost more to read than all the rest
    against = contradiction.signs(ours, theirs) if score >= WORTH_READING else []
    for sign in against:
        score -= COSTS[sign.kind]
    if min(len(ours.words), len(theirs.words)) < MIN_WORDS:
        score = min(score, SHORT_SCORE)
    reasons = common.reasons()
    if wording >= NEAR_WORDING:
        reasons.append("nearly the same wording")
    return Similarity(round(min(max(score, 0.0), 1.0), 3), reasons, [sign.reason() for sign in against])


def _wording(a: str, b: str) -> float:
    """Likeness of the wording, 0 to 1: the order of the words counts half."""
    one, other = fingerprint.normalise(a), fingerprint.normalise(b)
    return (fuzz.token_sort_ratio(one, other) + fuzz.ratio(one, other)) / 200
