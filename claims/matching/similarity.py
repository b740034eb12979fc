"""How alike two statements are, and which published checks are about a text; and why. No Django: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from claims.matching import features, fusion, posts
from claims.matching.features import Document, Query
from claims.matching.rarity import Rarity
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


#: So many of the best are told why, and read for contradictions: both cost more than all the rest.
N_TOLD: Final = 15
#: A check below this score is about the same matter at best, and is read for no contradictions.
RELATED: Final = 0.3
#: A contradiction counts against the whole check when so much of its claim stands in the text (share).
SAME_MATTER: Final = 0.6
#: What is left of the score of a check that says the contrary: below every threshold for linking.
CONTRARY_SHARE: Final = 0.8
#: Meanings at least this near (cosine) are given as a reason.
NEAR_MEANING: Final = 0.6


@dataclass(frozen=True, slots=True)
class Ranked:
    """One check: `score` is roughly the probability that a person would call it a check of what the text says."""

    pk: int
    score: float
    reasons: list[str]
    contradictions: list[str]
    relation: str


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


def rank(
    text: str,
    documents: Sequence[Document],
    *,
    language: str = "en",
    said_on: date | None = None,
    rarity: Rarity | None = None,
) -> list[Ranked]:
    """The checks as far as they are about `text`, the best first.

    `rarity` is that of the words among all checks; without it every word counts the same. A post that is signed with
    name, handle and day is read so; `said_on` is its day where it is known from elsewhere.
    """
    if not documents or not text.strip():
        return []
    post = posts.read(text)
    query = Query(post.text, post.author, said_on or post.said_on, language)
    measures = features.measure(query, documents, rarity or Rarity())
    scores = fusion.probabilities(measures)
    order = sorted(range(len(documents)), key=lambda at: (-scores[at], documents[at].pk))
    told = [_told(query, documents[at], float(scores[at]), measures[at]) for at in order[:N_TOLD]]
    rest = [
        Ranked(documents[at].pk, _rounded(float(scores[at])), [], [], _relation(float(scores[at]), False))
        for at in order[N_TOLD:]
    ]
    return sorted([*told, *rest], key=lambda one: -one.score)


def _told(query: Query, document: Document, score: float, measures: features.Floats) -> Ranked:
    ours = overlap.traits(query.text, language=query.language, base=query.said_on)
    theirs = overlap.traits(document.statement, language=query.language, base=document.published_on)
    signs = contradiction.signs(theirs, ours) if score >= RELATED else []
    covered = overlap.compare(theirs, ours).coverage
    is_contrary = covered >= SAME_MATTER and any(sign.kind not in ("name", "date") for sign in signs)
    reasons = overlap.compare(ours, theirs).reasons()
    if measures[features.COLUMNS.index("wording")] >= NEAR_WORDING:
        reasons.append("nearly the same wording")
    if measures[features.COLUMNS.index("meaning of the best sentence")] >= NEAR_MEANING:
        reasons.append("near in meaning")
    if measures[features.COLUMNS.index("check at once")]:
        reasons.append("checked in the same days")
    if is_contrary:
        score *= CONTRARY_SHARE
    return Ranked(
        document.pk, _rounded(score), reasons, [sign.reason() for sign in signs], _relation(score, is_contrary)
    )


def _relation(score: float, is_contrary: bool) -> str:
    if is_contrary:
        return "contradicts"
    return "same" if score >= RELATED else "related"


def _rounded(score: float) -> float:
    return round(min(max(score, 0.0), 1.0), 4)


def _wording(a: str, b: str) -> float:
    """Likeness of the wording, 0 to 1: the order of the words counts half."""
    one, other = fingerprint.normalise(a), fingerprint.normalise(b)
    return (fuzz.token_sort_ratio(one, other) + fuzz.ratio(one, other)) / 200
