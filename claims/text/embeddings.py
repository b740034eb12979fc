"""Meaning as vectors: WordLlama's static token vectors, averaged. They find what may be the same; they decide nothing.

Of these vectors opposites ("rose", "fell") lie close together: contradiction.py reads what they cannot see.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

#: Numbers of one vector.
WIDTH: Final = 256
#: Tokens of a text that count; a claim has 10 to 60.
MAX_TOKENS: Final = 256
_WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
_TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"

Vectors = NDArray[np.float32]
#: Shape (n, 256): the vector times 127 through its largest number. The cosine stays the same to four digits.
Quantised = NDArray[np.int8]
#: Shape (n, 4): one bit for the sign of each number.
Codes = NDArray[np.uint64]


def encode(texts: Sequence[str]) -> Vectors:
    """Unit vectors of the texts, shape (len(texts), 256); their dot product is the cosine. No words, no length."""
    return encode_weighed(texts)[0]


def encode_weighed(texts: Sequence[str]) -> tuple[Vectors, Vectors]:
    """The same, and how long each vector was: the model makes words long that tell much, and small words short."""
    table, tokenizer = _model()
    found = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for row, encoding in enumerate(tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
        ids = encoding.ids[:MAX_TOKENS]
        if ids:
            found[row] = table[ids].mean(axis=0, dtype=np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    np.divide(found, lengths, out=found, where=lengths > 0)
    return found, lengths[:, 0]


def quantise(vectors: Vectors) -> Quantised:
    """A quarter of the size."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scale = np.divide(127, largest, out=np.zeros_like(largest), where=largest > 0)
    packed: Quantised = np.rint(vectors * scale).astype(np.int8)
    return packed


def codes(vectors: Vectors | Quantised) -> Codes:
    """An eighth of that: near vectors differ in few bits (random hyperplanes, Charikar 2002)."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


@lru_cache(maxsize=1)
def _model() -> tuple[NDArray[Any], Tokenizer]:
    """The vectors of all tokens and what cuts a text into them, from the installed package; about 35 MB."""
    spec = importlib.util.find_spec("wordllama")  # its own code is not needed, and would look for downloads
    home = Path((spec and spec.origin) or "").parent
    (table,) = load_file(home / _WEIGHTS).values()
    tokenizer = Tokenizer.from_file(str(home / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return table, tokenizer
