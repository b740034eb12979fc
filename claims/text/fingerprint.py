"""When two texts are the same, or nearly: hashes, shingles and MinHash."""

import hashlib
import re
import unicodedata
from typing import Final

from rensa import RMinHash

from claims.text import tokens

SHINGLE_WORDS: Final = 4
N_PERMUTATIONS: Final = 128
_SEED: Final = 20_250_101

_MARKS: Final = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."}
)
_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def normalise(text: str) -> str:
    """Return text as it is compared: NFKC, one kind of quotation mark and dash, single spaces, casefolded."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_MARKS)))
    return _SPACE.sub(" ", plain).strip().casefold()


def sha256_hex(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text's UTF-8, as 64 hexadecimal digits. Nothing is normalised."""
    encoded = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(encoded).hexdigest()


def shingles(text: str, n_words: int = SHINGLE_WORDS) -> set[str]:
    """Return the text's runs of n words; a shorter text is one run."""
    words = tokens.words(text)
    if len(words) <= n_words:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + n_words]) for i in range(len(words) - n_words + 1)}


def minhash(text: str, n_words: int = SHINGLE_WORDS) -> list[int]:
    """Return a signature of 128 integers (32 bits each), to be stored; a text without words gives an empty one."""
    runs = shingles(text, n_words)
    if not runs:
        return []
    signature = RMinHash(num_perm=N_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(runs))
    return list(signature.digest())


def signature_similarity(a: list[int], b: list[int]) -> float:
    """Estimate the Jaccard similarity of two texts from their signatures, 0..1 (Broder 1997).

    The standard error is below 0.045. Two empty texts are not similar: there is nothing to compare.
    """
    if not a or len(a) != len(b):
        return 0.0
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a)


def similarity(a: str, b: str) -> float:
    """Return the Jaccard similarity of the texts' shingles, exactly, 0..1."""
    runs_a, runs_b = shingles(a), shingles(b)
    union = len(runs_a | runs_b)
    return len(runs_a & runs_b) / union if union else 0.0


def containment(a: str, b: str) -> float:
    """Return which share of the shorter text's shingles the longer one holds, 0..1: for quotes and excerpts."""
    runs_a, runs_b = shingles(a), shingles(b)
    smaller = min(len(runs_a), len(runs_b))
    return len(runs_a & runs_b) / smaller if smaller else 0.0
