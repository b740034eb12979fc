"""A text as what passages are compared by: its telling words in order, each with its meaning. No judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from claims.text import embeddings, tokens
from claims.text.opposites import NOT_NEGATION

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

#: Characters of a text that are read.
LONGEST: Final = 4_000
#: Two words that are not the same are at most this near.
NEAREST: Final = 0.95
_CACHED: Final = 30_000
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NEGATIONS: Final = frozenset(
    "not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely unlikely unable lack "
    "lacks lacked fail failed fails absence refused".split()
)
_BRACKETS: Final = frozenset({"lrb", "rrb", "lsb", "rsb"})  # as tokenised text writes them

_vectors: dict[str, tuple[Floats, float]] = {}


class Reading:
    """`words` are the telling ones, as written in small letters; arrays hold one value for each of them.

    `places` say which of all the words (`plain`) they are, `negations` where those stand that turn things round.
    """

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text[:LONGEST]))
        raw = [match[0] for match in found]
        harmless = [match.span() for match in NOT_NEGATION.finditer(text[:LONGEST])]
        self.text = text
        self.plain = [word.casefold().replace("’", "'") for word in raw]
        self.negations = [
            at
            for at, word in enumerate(self.plain)
            if (word in _NEGATIONS or word.endswith("n't"))
            and not any(start <= found[at].start() < end for start, end in harmless)
        ]
        small, turns = tokens.STOPWORDS["en"], set(self.negations)
        self.places = [
            at
            for at, word in enumerate(self.plain)
            if word not in small and at not in turns and (len(word) > 1 or word.isdigit()) and word not in _BRACKETS
        ]
        self.words = [self.plain[at] for at in self.places]
        self.stems = [tokens.stem(word.removesuffix("'s")) for word in self.words]
        self.stem_set, self.plain_set = frozenset(self.stems), frozenset(self.plain)
        self.is_number: Flags = np.array([word[0].isdigit() for word in self.words], bool)
        self.is_name: Flags = np.array([at > 0 and raw[at][0].isupper() for at in self.places], bool)

    @cached_property
    def vectors(self) -> Floats:
        """Unit vectors of the words, shape (words, 256)."""
        return self._meaning[0]

    @cached_property
    def lengths(self) -> Floats:
        """How much each word tells."""
        return self._meaning[1]

    @cached_property
    def meaning(self) -> Floats:
        """Of all the words together, of length 1."""
        whole: Floats = self.lengths @ self.vectors
        length = float(np.linalg.norm(whole))
        return whole / length if length else whole

    @cached_property
    def _meaning(self) -> tuple[Floats, Floats]:
        return _meaning(self.words)

    def nearness(self, other: Reading) -> tuple[Floats, Flags]:
        """How near each word here is to each word there, and whether they are the same: shape (words, their words)."""
        column = {stem: at for at, stem in enumerate(dict.fromkeys([*self.stems, *other.stems]))}
        ours = np.array([column[stem] for stem in self.stems], np.int64)
        theirs = np.array([column[stem] for stem in other.stems], np.int64)
        is_same = ours[:, None] == theirs[None, :]
        return np.where(is_same, np.float32(1.0), np.minimum(self.vectors @ other.vectors.T, NEAREST)), is_same


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """Each text is read once for all its comparisons."""
    return Reading(text)


def read_all(texts: Sequence[str]) -> list[Reading]:
    """The same of many; what their words mean is looked up at once, which is many times faster than for each."""
    found = [read(text) for text in texts]
    _learn({word for one in found for word in one.words})
    return found


def _meaning(words: list[str]) -> tuple[Floats, Floats]:
    """Unit vectors of single words, shape (n, 256), and how much each tells, shape (n,)."""
    if not words:
        return np.zeros((0, embeddings.WIDTH), np.float32), np.zeros(0, np.float32)
    _learn(set(words))
    found = [_vectors[word] for word in words]
    return np.array([vector for vector, _ in found]), np.array([length for _, length in found], np.float32)


def _learn(words: AbstractSet[str]) -> None:
    """Make sure that all of them are known; forget the others when there are too many."""
    if _vectors.keys() >= words:
        return
    if len(_vectors) > _CACHED:
        _vectors.clear()
    fresh = sorted(words - _vectors.keys())
    vectors, lengths = embeddings.encode_weighed(fresh)
    _vectors.update(zip(fresh, zip(vectors, lengths.tolist(), strict=True), strict=True))
