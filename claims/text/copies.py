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


def telling_queries(text: str, *, n: int = 3) -> list[str]:
    """The words by which copies of a text are looked up: of the sentences with most names and numbers.

    A copy may be cut at its end, so one sentence of each third of the text is taken, the first third first.
    """
    spans = [text[start:end] for start, end in sentences.split(text)]
    spans = [span for span in spans if 6 <= len(span.split()) <= 60] or spans
    thirds = [spans[i * len(spans) // n : (i + 1) * len(spans) // n] for i in range(n)]
    chosen = [max((_telling_words(span) for span in third), key=len) for third in thirds if third]
    return [" ".join(words) for words in chosen]


def _telling_words(sentence: str) -> list[str]:
    """Names, numbers and long words: what other sentences of an archive seldom share."""
    return [word for word in _WORD.findall(sentence) if word[0].isupper() or word[0].isdigit() or len(word) > 6][:12]
