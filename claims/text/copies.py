"""Whether two texts tell the same story in the same words: a copy, a cut copy, or the same agency's report."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from claims.text import sentences, tokens

#: Below so many shingles (about one sentence) sameness means little: a shared quote is no shared story.
MIN_SHINGLES: Final = 25
#: A text that lies almost whole inside a longer one is a cut copy of it (share of its own shingles).
CUT_COPY: Final = 0.75
#: Reports that name the same agency may be edited more than others (share of the policy's similarity).
SAME_AGENCY: Final = 0.6

#: An edited copy of a sentence holds at least so many of its telling words (share).
CLUE_SHARE: Final = 0.6

#: So many sentences of a text are looked up in the archive, by so many words each, all of which must be there (counts).
N_CLUES: Final = 4
QUERY_WORDS: Final = 5

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
    """A sentence by which copies of a text are looked up: its words that other sentences seldom hold, rarest first."""

    words: tuple[str, ...]

    @property
    def query(self) -> str:
        """A sentence with all of these words is worth reading."""
        return " ".join(self.words[:QUERY_WORDS])

    def is_in(self, other: str) -> bool:
        """Whether another sentence is probably this one, edited or not."""
        held = set(_WORD.findall(other))
        return sum(word in held for word in self.words) >= CLUE_SHARE * len(self.words)


def clues(text: str) -> list[Clue]:
    """The sentences of a text with most names and numbers, one of each part of it: a copy may be cut at its end."""
    spans = [text[start:end] for start, end in sentences.split(text)]
    spans = [span for span in spans if 6 <= len(span.split()) <= 60] or spans
    parts = [spans[i * len(spans) // N_CLUES : (i + 1) * len(spans) // N_CLUES] for i in range(N_CLUES)]
    found = [max(map(_clue, part), key=lambda clue: len(clue.words)) for part in parts if part]
    return [clue for clue in found if len(clue.words) >= min(QUERY_WORDS, 3)]


def _clue(sentence: str) -> Clue:
    """Names and numbers, then the longest words."""
    words = dict.fromkeys(word for word in _WORD.findall(sentence) if len(word) > 2 and tokens.content_words(word))
    rare = sorted(words, key=lambda word: (not (word[0].isupper() or word[0].isdigit()), -len(word)))
    return Clue(tuple(word for word in rare if len(word) > 5 or not word.islower())[:10])
