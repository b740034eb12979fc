"""Whether two texts tell the same story in the same words: a copy, a cut copy, or the same agency's report."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from claims.text import sentences

#: Below so many shingles (about one sentence) sameness means little: a shared quote is no shared story.
MIN_SHINGLES: Final = 25
#: A text that lies almost whole inside a longer one is a cut copy of it (share of its own shingles).
CUT_COPY: Final = 0.75
#: Reports that name the same agency may be edited more than others (share of the policy's similarity).
SAME_AGENCY: Final = 0.6

#: An edited copy of a sentence holds at least so many of its telling words (share).
CLUE_SHARE: Final = 0.6

_WORD: Final = re.compile(r"\w+")


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


@dataclass(frozen=True, slots=True)
class Clue:
    """A sentence by which copies of a text are looked up, and its words that other sentences seldom hold."""

    sentence: str
    words: tuple[str, ...]

    def is_in(self, other: str) -> bool:
        """Whether another sentence is probably this one, edited or not."""
        held = set(_WORD.findall(other))
        return sum(word in held for word in self.words) >= CLUE_SHARE * len(self.words)


def clues(text: str, *, n: int = 3) -> list[Clue]:
    """The sentences of a text with most names and numbers, one of each third: a copy may be cut at its end."""
    spans = [text[start:end] for start, end in sentences.split(text)]
    spans = [span for span in spans if 6 <= len(span.split()) <= 60] or spans
    thirds = [spans[i * len(spans) // n : (i + 1) * len(spans) // n] for i in range(n)]
    found = [max(map(_clue, third), key=lambda clue: len(clue.words)) for third in thirds if third]
    return [clue for clue in found if clue.words]


def _clue(sentence: str) -> Clue:
    """Names, numbers and the longest words, at most ten: more cost time and find no other copies."""
    words = dict.fromkeys(word for word in _WORD.findall(sentence) if len(word) > 2)
    rare = sorted(words, key=lambda word: (not (word[0].isupper() or word[0].isdigit()), -len(word)))
    return Clue(sentence, tuple(word for word in rare if len(word) > 6 or not word.islower())[:10])
