"""Words and pairs of words of many sentences as numbers. Hashed, so no list of words is kept; model.py weighs them."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_BUCKETS = 1 << 20
LONGEST = 4000  # characters of a sentence that are read
_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?|[$%?!]")
_ADDRESS = re.compile(r"(?:https?://|www\.|@)\S+")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_STEM = 5  # letters: "employ" stands for employed, employer, employment
_CACHED = 30_000
_EDGE = (zlib.crc32(b"edge"), zlib.crc32(b"stem of the edge"))
_WORD, _STEM_OF, _PAIR = (np.uint64(kind) for kind in (1, 2, 3))

Buckets = NDArray[np.int64]
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Grams:
    """Arrays of one length, a feature each: its sentence's place, its bucket, the places of its one or two tokens.

    Tokens are numbered through all sentences, those of sentence i from `starts[i]` up to `starts[i + 1]`;
    `words[token]` is the word, "" at both edges of a sentence.
    """

    n_sentences: int
    rows: NDArray[np.int64]
    buckets: Buckets
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    words: list[str]
    starts: NDArray[np.int64]


class _Known(dict[str, tuple[int, int]]):
    """Hashes of a word and of its stem; forgotten when there are too many."""

    def __missing__(self, word: str) -> tuple[int, int]:
        if len(self) >= _CACHED:
            self.clear()
        whole = _plain(word)
        hashes = (zlib.crc32(whole.encode()), zlib.crc32(b"stem of " + whole[:_STEM].encode()))
        self[word] = hashes
        return hashes


_known = _Known()


def read(texts: Sequence[str]) -> Grams:
    """Every word, every stem and every pair of neighbours, edges included."""
    words: list[str] = []
    hashes: list[tuple[int, int]] = []
    lengths: list[int] = []
    for text in texts:
        found = _TOKEN.findall(_ADDRESS.sub(" ", text[:LONGEST]))
        words.append("")
        words += found
        hashes.append(_EDGE)
        hashes += [_known[word] for word in found]
        lengths.append(len(found) + 1)
    words.append("")
    hashes.append(_EDGE)
    both = np.array(hashes, np.uint64)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    places = np.arange(len(rows))
    # An edge closes the sentence before it and opens the one behind it, so that each token has a pair with the next.
    inner = places[both[:-1, 0] != np.uint64(_EDGE[0])]
    return Grams(
        n_sentences=len(lengths),
        rows=np.concatenate((rows[inner], rows[inner], rows)),
        buckets=np.concatenate(
            (
                _bucket(_WORD, both[inner, 0]),
                _bucket(_STEM_OF, both[inner, 1]),
                _bucket(_PAIR, both[:-1, 0], both[1:, 0]),
            )
        ),
        first=np.concatenate((inner, inner, places)),
        second=np.concatenate((inner, inner, places + 1)),
        words=words,
        starts=np.cumsum([0, *lengths]),
    )


def _plain(word: str) -> str:
    """In lower case; a figure stands for its size, so that figures nobody has seen yet mean something."""
    if not word[0].isdigit():
        return word.lower().replace("’", "'")
    if _YEAR.fullmatch(word):
        return "a year"
    digits = len(word.split(".", 1)[0].replace(",", ""))
    return f"a figure of {min(digits, 3)}"


def _bucket(*parts: Any) -> Buckets:
    """Mixed as in splitmix64; arithmetic on 64 bits wraps on purpose."""
    mixed: _Hashes = np.zeros(1, np.uint64)
    for part in parts:
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + part
        mixed ^= mixed >> np.uint64(29)
    mixed = mixed * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return (mixed & np.uint64(N_BUCKETS - 1)).astype(np.int64)
