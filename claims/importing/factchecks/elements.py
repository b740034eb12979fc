"""Cuts a JSON document into the objects of its list, piece by piece, however long the document and however broken.

A parser of events gives up for good at the first fault; here each object stands alone, so that one bad object of a
feed of hundreds of megabytes costs nothing but itself. Strings are told from structure, and nothing else is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from claims.errors import Refused

#: An object may be so long (bytes); no check is.
MAX_ELEMENT: Final = 4_000_000
#: The lists that feeds keep their objects in, when the document itself is an object.
LISTS: Final = frozenset((b"dataFeedElement", b"@graph", b"itemListElement", b"items", b"claims", b"claimReviews"))
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]', re.DOTALL)
_OPENING, _QUOTE = b"{[", b'"'


class BrokenOff(Refused):
    """The document ends, or goes wrong, before its end."""


def split(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    """The objects of the document's list, in order, as bytes; None for one that is too long.

    The list is the document itself or what stands under one of LISTS; a document without either is its own only
    object. Memory is bounded by MAX_ELEMENT and one piece. Raises BrokenOff when the brackets do not close.
    """
    cutter = _Cutter()
    for piece in pieces:
        yield from cutter.feed(piece)
    yield from cutter.end()


class _Cutter:
    """Where the reading stands: how deep, at which depth the objects lie, and what is held of the one being read."""

    def __init__(self) -> None:
        self._buffer = b""
        self._n_seen = 0  # of the buffer
        self._n_wanted = 0  # of the buffer: less is not worth looking at a long string once more
        self._depth = 0
        self._home = 0  # the depth at which the objects lie
        self._is_list = False  # the document itself
        self._key = b""  # the last string at depth 1: before a bracket it is its key
        self._start: int | None = None  # of the object, in the buffer
        self._is_reading = False

    def feed(self, piece: bytes) -> Iterator[bytes | None]:
        self._buffer += piece
        if len(self._buffer) >= self._n_wanted:
            yield from self._scan()

    def end(self) -> Iterator[bytes | None]:
        yield from self._scan()
        if self._depth or self._buffer.startswith(_QUOTE):
            raise BrokenOff("The feed breaks off before its end; what came before is kept. Fetch it again.")

    def _scan(self) -> Iterator[bytes | None]:
        seen = len(self._buffer)
        for match in _TOKEN.finditer(self._buffer, self._n_seen):
            token = match[0]
            if token == _QUOTE:  # the string goes on in the next piece
                seen = match.start()
                break
            if len(token) > 1:
                if self._depth == 1:
                    self._key = token[1:-1]
            elif token in _OPENING:
                self._open(match.start(), token)
            elif self._is_end():
                yield None if self._start is None else self._buffer[self._start : match.end()]
                self._start, self._is_reading = None, False
        self._forget(seen)

    def _open(self, at: int, token: bytes) -> None:
        is_list = token == b"["
        if self._depth == 0:
            self._home, self._is_list = (1 if is_list else 0), is_list
        elif self._depth == 1 and self._home == 0 and self._key in LISTS:
            self._home, self._is_reading = (2 if is_list else 1), False
        if self._depth == self._home and not (is_list and self._depth == 0):
            self._start, self._is_reading = at, True
        self._depth += 1

    def _is_end(self) -> bool:
        """Whether the bracket that closes here ends an object."""
        self._depth -= 1
        if self._depth < 0:
            raise BrokenOff("The feed closes more brackets than it opens; what came before is kept.")
        is_end = self._is_reading and self._depth == self._home
        if self._depth == 1 and not self._is_list:
            self._home = 0  # the list is over; there may be another
        return is_end

    def _forget(self, seen: int) -> None:
        """Drop what has been read. Of an object or a string that is too long nothing is kept but that it is there."""
        kept = seen if self._start is None else self._start
        if len(self._buffer) - kept > MAX_ELEMENT:
            self._start, kept = None, seen
            if len(self._buffer) - seen > MAX_ELEMENT:  # one string: what counts is where it ends
                n_escapes = len(self._buffer) - len(self._buffer.rstrip(b"\\"))
                self._buffer, kept, seen = _QUOTE + b"\\" * (n_escapes % 2), 0, 0
        self._buffer, self._n_seen = self._buffer[kept:], seen - kept
        self._n_wanted = self._n_seen + 2 * (len(self._buffer) - self._n_seen)
        if self._start is not None:
            self._start = 0
