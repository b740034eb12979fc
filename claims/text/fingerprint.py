"""When two texts are the same, or nearly: hashes and shingles."""

import hashlib
import re
import unicodedata
from typing import Final

from claims.text import tokens

SHINGLE_WORDS: Final = 4

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


def shingles(text: str) -> set[str]:
    """Return the text's runs of four words; a shorter text is one run."""
    return runs(tokens.words(text))


def runs(words: list[str]) -> set[str]:
    """Return the runs of four words; fewer words are one run."""
    if len(words) <= SHINGLE_WORDS:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
