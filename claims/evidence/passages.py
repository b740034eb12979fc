"""Which passage of a text speaks about a claim: a sentence, with the one before it where it cannot stand alone.

No Django: sentences are given by their places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claims.evidence import ranking
from claims.text import overlap

#: Passages that share less of the claim's content than this are not about it (weight of shared content, 0 to 1).
MIN_RELEVANCE: Final = 0.34
#: Passages with fewer shared content words than this are not about it, however short the claim is.
MIN_SHARED: Final = 2
#: The sentence before is taken along when it adds at least this much.
WORTH_ADDING: Final = 0.12
#: A sentence may lean on the one before it at most this far back (characters from its end to the next one's begin).
NEAR: Final = 3
MAX_CHARS: Final = 700
#: Of a whole text so many sentences are looked at, the best ranked (count).
N_RANKED: Final = 12

_LEANS: Final = re.compile(
    r"[\"“'‘]?(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Both|Such|But|However|Instead|The (?:report"
    r"|group|official|officials|minister|spokesman|spokeswoman|company|ministry|study|document|latter|former|figure|number"
    r"|move|decision|statement|agreement|deal|two|three))\b"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """text[start:end], how much of the claim it holds (0 to 1) and what they share."""

    start: int
    end: int
    relevance: float
    common: overlap.Overlap


def score(claim: overlap.Traits, passage: str, *, language: str = "en") -> tuple[float, overlap.Overlap]:
    """How much a passage is about a claim, 0 to 1: mostly how much of the claim is in it, a little how little else."""
    common = overlap.compare(claim, overlap.traits(passage, language=language))
    if len(common.words) < min(MIN_SHARED, len(claim.words)):
        return 0.0, common
    relevance = 0.8 * common.coverage + 0.2 * common.likeness
    if claim.names and not common.names:
        relevance *= 0.75  # about the same matter, but about nobody the claim names
    return min(relevance, 1.0), common


def passage_at(
    claim: overlap.Traits, text: str, sentence: Span, before: Span | None, *, language: str = "en"
) -> Passage | None:
    """The passage around one sentence, or None when it is not about the claim."""
    start, end = sentence
    if text[start:end].rstrip(' "”’»)').endswith("?"):
        return None  # a question says nothing
    relevance, common = score(claim, text[start:end], language=language)
    if before is not None and start - before[1] <= NEAR and end - before[0] <= MAX_CHARS:
        wider, wider_common = score(claim, text[before[0] : end], language=language)
        if _LEANS.match(text[start:end]) or (wider - relevance >= WORTH_ADDING and common.words):
            start, relevance, common = before[0], max(wider, relevance), wider_common
    if relevance < MIN_RELEVANCE or end - start > 2 * MAX_CHARS:
        return None
    return Passage(start, end, relevance, common)


def best_of(claim: overlap.Traits, text: str, spans: Sequence[Span], *, language: str = "en") -> Passage | None:
    """The passage of a whole text that says most about the claim; None when no passage is about it.

    `spans` are the places of its sentences. The ranking compares each with all others of the text (see ranking.py).
    """
    ranked = ranking.rank(claim.text, [text[start:end] for start, end in spans])
    for one in ranked[:N_RANKED]:
        before = spans[one.place - 1] if one.place else None
        passage = passage_at(claim, text, spans[one.place], before, language=language)
        if passage is not None:
            return passage
    return None
