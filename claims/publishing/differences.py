"""What changed between two texts, word by word, cut down to the changed places. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

Kind = Literal["same", "gone", "new"]
_TOKEN = re.compile(r"\s+|[^\s]+")
#: So many unchanged words are shown on each side of a change.
N_CONTEXT = 12
#: Above this many words paragraphs are compared first: comparing words costs the square of their number.
MAX_WORDS = 2_000


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order. Without "gone" they make up `after`, without "new" `before`, except where
    a long unchanged run was cut to its ends and an ellipsis.
    """
    if len(before.split()) + len(after.split()) > MAX_WORDS:
        pieces = [
            piece
            for is_same, old, new in _texts(before.splitlines(keepends=True), after.splitlines(keepends=True))
            for piece in ([Piece("same", old)] if is_same else _changed(old, new))
        ]
    else:
        pieces = _by_words(before, after)
    return [_shortened(piece, number, len(pieces)) for number, piece in enumerate(pieces)]


def _changed(old: str, new: str) -> list[Piece]:
    if len(old.split()) + len(new.split()) <= MAX_WORDS:
        return _by_words(old, new)
    return [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]


def _by_words(before: str, after: str) -> list[Piece]:
    pieces: list[Piece] = []
    for is_same, old, new in _texts(_TOKEN.findall(before), _TOKEN.findall(after)):
        if is_same:
            pieces.append(Piece("same", old))
            continue
        pieces += [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]
    return _without_islands(pieces)


def runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """(is the same, run of `before`, run of `after`), in order; whatever the items are, words or paragraphs."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        yield tag == "equal", before[start:end], after[new_start:new_end]


def _texts(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    return ((is_same, "".join(old), "".join(new)) for is_same, old, new in runs(before, after))


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """A lone space between two changes reads badly: it goes into both of them."""
    gone, new, merged = "", "", []
    for piece, following in pairwise([*pieces, Piece("same", "")]):
        is_island = piece.kind == "same" and not piece.text.strip() and (gone or new) and following.kind != "same"
        if piece.kind == "same" and not is_island:
            merged += [Piece("gone", gone)] if gone else []
            merged += [Piece("new", new)] if new else []
            gone, new = "", ""
            merged.append(piece)
            continue
        gone += piece.text if piece.kind != "new" else ""
        new += piece.text if piece.kind != "gone" else ""
    merged += [Piece("gone", gone)] if gone else []
    merged += [Piece("new", new)] if new else []
    return merged


def _shortened(piece: Piece, number: int, n_pieces: int) -> Piece:
    if piece.kind != "same":
        return piece
    tokens = _TOKEN.findall(piece.text)
    keep_start = 0 if number == 0 else 2 * N_CONTEXT
    keep_end = 0 if number == n_pieces - 1 else 2 * N_CONTEXT
    if len(tokens) <= keep_start + keep_end + 4:
        return piece
    start = "".join(tokens[:keep_start])
    end = "".join(tokens[len(tokens) - keep_end :]) if keep_end else ""
    return Piece("same", f"{start} … {end}" if start and end else f"{start} …" if start else f"… {end}")
