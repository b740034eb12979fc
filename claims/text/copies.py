"""Whether two texts tell the same story in the same words: a copy, a cut copy, or the same agency's report."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from claims.text import fingerprint, tokens

#: Below so many shingles (about one sentence) sameness means little: a shared quote is no shared story.
MIN_SHINGLES: Final = 25
#: A text that lies almost whole inside a longer one is a cut copy of it (share of its own shingles).
CUT_COPY: Final = 0.75
#: Reports that name the same agency may be edited more than others (share of the policy's similarity).
SAME_AGENCY: Final = 0.6

#: Two stories of one outlet that differ by fewer words than this are one story (count).
MIN_INNER_WORDS: Final = 8
#: So many marks are kept of each section of so many words (counts). Measured in docs/decisions/010-near-duplicates.md.
N_MARKS: Final = 48
SECTION_WORDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of their wording two texts share.

    `jaccard`: shared shingles among all of both (Broder 1997, "resemblance"), 0 to 1. `containment`: shared ones
    among those of the shorter text, 0 to 1. `n_shorter`: shingles of the shorter text.
    """

    jaccard: float
    containment: float
    n_shorter: int

    def is_copy(self, *, threshold: float, same_agency: bool = False) -> bool:
        """`threshold`: jaccard similarity from which two texts are one story, 0 to 1."""
        if self.n_shorter < MIN_SHINGLES:
            return self.jaccard >= 0.9
        needed = threshold * SAME_AGENCY if same_agency else threshold
        return self.jaccard >= needed or self.containment >= CUT_COPY


def likeness(a: AbstractSet[str], b: AbstractSet[str]) -> Likeness:
    """Of two texts, given by their shingles (fingerprint.shingles)."""
    shorter = min(len(a), len(b))
    if not shorter:
        return Likeness(0.0, 0.0, 0)
    n_shared = len(a & b)
    return Likeness(n_shared / (len(a) + len(b) - n_shared), n_shared / shorter, shorter)


def inner_likeness(a: str, b: str) -> Likeness:
    """Of two texts without the words with which both begin and both end: what one outlet prints around every story.

    Where nothing else is left of one of them, it is a cut copy of the other.
    """
    left, right = tokens.words(a), tokens.words(b)
    n_begin = _n_same(left, right)
    n_end = min(_n_same(left[::-1], right[::-1]), min(len(left), len(right)) - n_begin)
    inner = [words[n_begin : len(words) - n_end] for words in (left, right)]
    if min(map(len, inner)) < MIN_INNER_WORDS:
        return likeness(fingerprint.runs(left), fingerprint.runs(right))
    return likeness(*map(fingerprint.runs, inner))


def _n_same(a: list[str], b: list[str]) -> int:
    """With how many of the same words two lists begin."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def marks(text: str) -> list[int]:
    """The least hashes of a text's shingles, by which its copies are looked up: signed 64-bit integers.

    A bottom-k sketch (Broder 1997; Cohen and Kaplan 2007) of each section, so that a short report that was taken into
    a long page is found by that section. Texts that share a part of their wording share about that part of their
    marks. A text without words has none.
    """
    words = tokens.words(text)
    found: set[int] = set()
    for start in range(0, max(len(words) - fingerprint.SHINGLE_WORDS + 1, 1), SECTION_WORDS):
        section = words[start : start + SECTION_WORDS + fingerprint.SHINGLE_WORDS - 1]
        found.update(heapq.nsmallest(N_MARKS, {_hash(run) for run in fingerprint.runs(section)}))
    return sorted(found)


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), signed=True)
