"""How alike two statements are, and which published checks are about a text; and why. No Django: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from claims.matching import features, fusion, posts
from claims.matching.features import Document, Query
from claims.matching.rarity import Rarity
from claims.text import contradiction, fingerprint, overlap
from claims.text.reasons import Contradiction, Reason

#: Shares of the score: content words, and near wording.
WORDS_SHARE, WORDING_SHARE = 0.6, 0.4
#: What each contradiction takes off the score, 0 to 1: the same words that say the contrary are another claim.
COSTS: Final[dict[Contradiction, float]] = {
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
NEARLY_SAME: Final = Reason("wording", "nearly the same wording")
#: Below this score two statements are no match whatever else they say.
WORTH_READING: Final = 0.35


#: So many of the best at first glance are read whole, with their summaries (count).
N_READ: Final = 15
#: So many of the best are read for contradictions, and told why: both cost more than all the rest.
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
    reasons: list[Reason]
    contradictions: list[Reason]
    relation: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """`score` 0 to 1; `reasons` for it; `contradictions` against it, which have lowered it."""

    score: float
    reasons: list[Reason]
    contradictions: list[Reason]


def compare(a: str, b: str, *, language: str = "en") -> Similarity:
    """How probably two statements say the same. Symmetric."""
    if fingerprint.normalise(a) == fingerprint.normalise(b):
        return Similarity(1.0, [Reason("same words", "the same words")], [])
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
        reasons.append(NEARLY_SAME)
    return Similarity(round(min(max(score, 0.0), 1.0), 3), reasons, [sign.reason() for sign in against])


def rank(
    text: str,
    documents: Sequence[Document],
    *,
    language: str = "en",
    said_on: date | None = None,
    rarity: Rarity | None = None,
    n_told: int = N_TOLD,
) -> list[Ranked]:
    """The checks as far as they are about `text`, the best first; the best `n_told` with reasons, N_TOLD at most.

    `rarity` is that of the words among all checks; without it every word counts the same. A post that is signed with
    name, handle and day is read so; `said_on` is its day where it is known from elsewhere.
    """
    if not documents or not text.strip():
        return []
    post = posts.read(text)
    query = Query(post.text, post.author, said_on or post.said_on, language)
    ordered = sorted(documents, key=lambda document: document.pk)
    measures, scores = _weighed(features.Asked(query, rarity or Rarity()), ordered)
    found, same = [], fingerprint.normalise(text)
    for n, at in enumerate(np.argsort(-scores, kind="stable").tolist()):
        signs, is_contrary = _against(query, ordered[at]) if n < N_TOLD and scores[at] >= RELATED else ([], False)
        score = scores[at] * (CONTRARY_SHARE if is_contrary else 1.0)
        if scores[at] >= RELATED and fingerprint.normalise(ordered[at].statement) == same:
            score = 1.0
        against = [sign.reason() for sign in signs]
        found.append((at, Ranked(ordered[at].pk, _rounded(score), [], against, _relation(score, is_contrary))))
    found.sort(key=lambda one: -one[1].score)
    for at, ranked in found[: min(n_told, N_TOLD)]:
        ranked.reasons.extend(_reasons(query, ordered[at], measures[at]))
    return [ranked for _, ranked in found]


def _weighed(asked: features.Asked, documents: Sequence[Document]) -> tuple[features.Floats, features.Floats]:
    """Measures and scores. Reading summaries costs most, and what is far off at first glance does not come first."""
    measures = asked.glance(documents)
    scores = fusion.probabilities(measures)
    best = np.argsort(-scores, kind="stable")[:N_READ]
    measures[best, : features.N_WORDED] = [asked.look(documents[at], measures[at]) for at in best.tolist()]
    scores[best] = fusion.probabilities(measures[best])
    return measures, scores


def _against(query: Query, document: Document) -> tuple[list[contradiction.Sign], bool]:
    """What contradicts, and whether the check says the contrary of the text."""
    ours, theirs = _traits(query, document)
    signs = contradiction.signs(theirs, ours)
    turns = any(sign.kind not in ("name", "date") for sign in signs)
    return signs, turns and overlap.compare(theirs, ours).coverage >= SAME_MATTER


def _reasons(query: Query, document: Document, measures: features.Floats) -> list[Reason]:
    reasons = overlap.compare(*_traits(query, document)).reasons()
    told = dict(zip(features.COLUMNS, measures.tolist(), strict=True))
    if told["wording"] >= NEAR_WORDING:
        reasons.append(NEARLY_SAME)
    if told["meaning of the best sentence"] >= NEAR_MEANING:
        reasons.append(Reason("meaning", "near in meaning"))
    if told["check at once"]:
        reasons.append(Reason("days", "checked in the same days"))
    return reasons


def _traits(query: Query, document: Document) -> tuple[overlap.Traits, overlap.Traits]:
    return (
        overlap.traits(query.text, language=query.language, base=query.said_on),
        overlap.traits(document.statement, language=query.language, base=document.published_on),
    )


def _relation(score: float, is_contrary: bool) -> str:
    if is_contrary:
        return "contradicts"
    return "same" if score >= RELATED else "related"


def _rounded(score: float) -> float:
    return round(min(max(float(score), 0.0), 1.0), 4)


def _wording(a: str, b: str) -> float:
    """Likeness of the wording, 0 to 1: the order of the words counts half."""
    one, other = fingerprint.normalise(a), fingerprint.normalise(b)
    return (fuzz.token_sort_ratio(one, other) + fuzz.ratio(one, other)) / 200
