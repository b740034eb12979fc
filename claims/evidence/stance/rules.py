"""Stance by rules alone: what is shared, and the words that turn it round. Their reasons go with every proposal."""

from __future__ import annotations

from datetime import date
from typing import Final

from claims.evidence.stance.proposal import Stance
from claims.text import contradiction, overlap
from claims.text.opposites import HEDGE
from claims.text.reasons import Contradiction, Reason

#: A passage that holds less than this share of the claim's content cannot say that it is so.
SUPPORT_COVERAGE: Final = 0.5
#: ... and less than this cannot deny it either.
REFUTE_COVERAGE: Final = 0.45
#: How much each sign speaks for "refutes", 0 to 1. Two signs of different kinds add up.
WEIGHTS: Final[dict[Contradiction, float]] = {
    "denial": 0.55,
    "negation": 0.5,
    "antonym": 0.5,
    "number": 0.4,
    "date": 0.2,
    "name": 0.15,
}
#: From this weight on a passage refutes.
REFUTES_FROM: Final = 0.4
#: A hedge ("may", "allegedly") that the claim itself lacks makes a passage weaker support.
HEDGE_COST: Final = 0.2


TOO_LITTLE: Final = Reason("too little", "says too little about the claim itself")
ONLY_ASKS: Final = Reason("question", "asks a question and answers nothing")


def propose(claim: str, passage: str, *, language: str = "en", written_on: date | None = None) -> Stance:
    """The stance of a passage to a claim, both in the same language. `written_on`: for dates without a year."""
    ours = overlap.traits(claim, language=language, base=written_on)
    theirs = overlap.traits(passage, language=language, base=written_on)
    common = overlap.compare(ours, theirs)
    if common.coverage < REFUTE_COVERAGE:
        # Most passages end here: their numbers and days are never read.
        shared = overlap.as_written(common.words, claim, language)
        told = f"shares only {', '.join(shared)}" if shared else "shares no word of the claim"
        return Stance("mentions", round(1 - common.coverage, 2), [Reason("words", told), TOO_LITTLE])
    if passage.rstrip().endswith("?"):
        return Stance("mentions", 0.8, [ONLY_ASKS])
    found = contradiction.signs(ours, theirs)
    against = _against(found)
    if against >= REFUTES_FROM:
        score = min(against * (0.5 + common.coverage / 2), 0.95)
        return Stance("refutes", round(score, 2), [sign.reason() for sign in found])
    hedges = [] if HEDGE.search(claim) else [match[0] for match in HEDGE.finditer(passage)]
    support = common.coverage - against / 2 - (HEDGE_COST if hedges else 0.0)
    reasons = [*common.reasons(), *(sign.reason() for sign in found)]
    if hedges:
        reasons.append(Reason("hedge", f"hedged with “{hedges[0]}”"))
    if common.coverage < SUPPORT_COVERAGE or support < SUPPORT_COVERAGE - HEDGE_COST:
        return Stance("mentions", round(min(1 - support, 0.9), 2), reasons)
    return Stance("supports", round(min(support, 0.95), 2), reasons)


def says_too_little(proposed: Stance) -> bool:
    """Whether the passage is not about the claim, or says nothing."""
    return proposed.reasons[-1].kind in {"too little", "question"}


def is_decided(proposed: Stance) -> bool:
    """Whether words that turn the claim round decided, against it or, two of them, for it again."""
    kinds = {reason.kind for reason in proposed.reasons}
    return proposed.label == "refutes" or kinds >= {"negation", "antonym"}


def _against(found: list[contradiction.Sign]) -> float:
    """Two turns in a row ("denied that it was not so") take each other back."""
    turns = [sign for sign in found if sign.kind in {"denial", "negation", "antonym"}]
    if len(turns) == 2 and {sign.kind for sign in turns} == {"negation", "antonym"}:
        found = [sign for sign in found if sign not in turns]
    left = 1.0
    for sign in found:
        left *= 1 - WEIGHTS[sign.kind]
    return 1 - left
