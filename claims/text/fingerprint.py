"""Sameness of texts: exact (sha256 of the normalised text) and near (see the similarity functions)."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^\w\s%$€£.,'-]")


def normalise(text: str) -> str:
    """The text as it is compared: NFKC, case-folded, plain quotes and dashes, single spaces, no final full stop."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = folded.translate(str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}))
    return _SPACE.sub(" ", _PUNCTUATION.sub(" ", plain)).strip().rstrip(".").rstrip()


def sha256_hex(data: bytes | str) -> str:
    """Hexadecimal sha256 of bytes, or of a text's UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
