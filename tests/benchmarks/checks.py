"""Published checks by the million: words as often as language uses them (Zipf), names, places, numbers and years."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from django.db import connection, transaction

from claims.text import embeddings

_BLOCK = 20_000
_SMALL_WORDS = ("the", "of", "in", "that", "and", "was", "for", "to", "has", "by", "on", "is")
_SYLLABLES = tuple(a + b for a in "b d f gr h k l m n p r st t v".split() for b in "aeiou")
_COLUMNS = (
    "identity", "external_id", "statement", "title", "summary", "url", "publisher", "site", "claimant", "rating",
    "outcome", "language", "appearances", "created_at", "changed_at",
)  # fmt: skip
_AT = "2025-11-03 08:00:00+00:00"


@lru_cache(maxsize=1)
def vocabulary() -> tuple[list[str], list[str]]:
    """(words in the order of their frequency, names): the reader's own whole words, and 60,000 invented names."""
    _, tokenizer = embeddings._model()
    tokens = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    plain = [token[1:].lower() for token, _ in tokens if token[:1] == "▁" and token[1:].isalpha() and len(token) > 3]
    words = [word for word in dict.fromkeys(plain) if word not in _SMALL_WORDS]
    chance = random.Random(7)
    names = {"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3)))).title() for _ in range(90_000)}
    return words, sorted(names, key=lambda name: chance.random())[:60_000]


def statements(n: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """`n` pairs of (statement of about 16 words, title of about 9)."""
    words, names = vocabulary()
    chance = np.random.default_rng(seed)
    shares = [np.cumsum(1 / (np.arange(len(these)) + offset)) for these, offset in ((words, 8), (names, 30))]
    for start in range(0, n, _BLOCK):
        # Whole blocks, so that the first rows are the same however many are asked for
        content, called = (
            np.searchsorted(share, chance.random((_BLOCK, k)) * share[-1])
            for share, k in zip(shares, (8, 3), strict=True)
        )
        small = chance.integers(0, len(_SMALL_WORDS), (_BLOCK, 5))
        numbers, years = chance.integers(2, 5000, _BLOCK), chance.integers(1990, 2026, _BLOCK)
        rows = zip(content, called, small, numbers.tolist(), years.tolist(), strict=True)
        for c, called_, s, number, year in itertools.islice(rows, n - start):
            a, b, d, e, f, g, h, i = (words[at] for at in c.tolist())
            one, other, place = (names[at] for at in called_.tolist())
            v, w, x, y, z = (_SMALL_WORDS[at] for at in s.tolist())
            yield (
                f"{one} {other} {a} {v} {b} {number:,} {d} {w} {e} {x} {f} {y} {place} {z} {g} {year}.",
                f"{one} {other}: {a} {v} {b} {h} {w} {i}",
            )


def load(n: int, *, seed: int = 1) -> None:
    """Top the table up to `n` checks, as fast as the database takes rows; its triggers keep the index of words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM claims_factcheck")
        have = cursor.fetchone()[0]
        rows = (
            (f"generated-{have + at}", "", statement, title, "", "", "", "", "", "", "", "en", "[]", _AT, _AT)
            for at, (statement, title) in enumerate(statements(n - have, seed=seed + have))
        )
        names = ", ".join(_COLUMNS)
        if connection.vendor == "sqlite":
            marks = ", ".join("%s" for _ in _COLUMNS)
            while block := list(itertools.islice(rows, _BLOCK)):
                with transaction.atomic():
                    cursor.executemany(f"INSERT INTO claims_factcheck ({names}) VALUES ({marks})", block)
            return
        while block := list(itertools.islice(rows, _BLOCK)):
            with transaction.atomic(), cursor.copy(f"COPY claims_factcheck ({names}) FROM STDIN") as copy:
                for row in block:
                    copy.write_row(row)
