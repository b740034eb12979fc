"""Cuts a JSON document into the objects of its list, piece by piece, however long the document and however broken.

A parser of events gives up for good at the first fault; here each object stands alone, so that one bad object of a
feed of hundreds of megabytes costs nothing but itself. Strings are told from structure, and nothing else is judged.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Final

from claims.errors import Refused

#: An object may be so long (bytes); no check is.
MAX_ELEMENT: Final = 4_000_000
#: The lists that feeds keep their objects in, when the document itself is an object.
LISTS: Final = frozenset((b"dataFeedElement", b"@graph", b"itemListElement", b"items", b"claims", b"claimReviews"))
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"\s*+|[{}\[\]"]', re.DOTALL)
_OPENING, _QUOTE = b"{[", b'"'
#: What may follow a string; a stray quotation mark turns strings and structure round, and shows here.
_AFTER_STRING: Final = b",:}]"
_PAIRS: Final = {ord("}"): ord("{"), ord("]"): ord("[")}
#: How an object of a feed begins, and how the first one of this feed did.
_USUAL: Final = re.compile(rb'\{\s*"@type"\s*:\s*"(?:DataFeedItem|ClaimReview)"')
_BEGINNING: Final = re.compile(rb'\{\s*("[^"\\]{1,100}")\s*:\s*("[^"\\]{1,100}")?')
_TYPES: Final = (b'"@type"', b'"type"')
#: Bytes before a fault among which the next object may begin, and that are kept while it is looked for.
_OVERLAP: Final = 1_000


_LOST: Final = "The feed is broken in element {number}, and nothing could be read after it. Fetch it again."


class BrokenOff(Refused):
    """The document ends, or goes wrong, before its end."""


def split(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    """The objects of the document's list, in order, as bytes; None for one that is too long.

    The list is the document itself or what stands under one of LISTS; a document without either is its own only
    object. Memory is bounded by MAX_ELEMENT and one piece. An object whose quotation marks or brackets do not pair
    is cut where that shows (so that it is no JSON), and the reading goes on with the next that begins as the first
    one did. Raises BrokenOff when there is none, or when the brackets do not close.
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
        self._brackets = bytearray()  # that are open
        self._n_cut = 0  # objects, with the one being read
        self._marker: re.Pattern[bytes] | None = None  # of an object of this feed
        self._is_lost = False  # the next object is looked for
        self._was_lost = False  # brackets outside the objects count for nothing any more
        self._home = 0  # the depth at which the objects lie
        self._is_list = False  # the document itself
        self._key = b""  # the last string at depth 1: before a bracket it is its key
        self._start: int | None = None  # of the object, in the buffer
        self._is_reading = False

    @property
    def _depth(self) -> int:
        return len(self._brackets)

    def feed(self, piece: bytes) -> Iterator[bytes | None]:
        self._buffer += piece
        if len(self._buffer) >= self._n_wanted:
            yield from self._scan()

    def end(self) -> Iterator[bytes | None]:
        yield from self._scan()
        if self._is_lost:
            raise BrokenOff(_LOST.format(number=self._n_cut))
        if self._is_reading or (not self._was_lost and (self._depth or self._buffer.startswith(_QUOTE))):
            raise BrokenOff("The feed breaks off before its end; what came before is kept. Fetch it again.")

    def _scan(self) -> Iterator[bytes | None]:
        """Cut what can be cut. Where an object is broken, find the next one and go on there."""
        while True:
            if self._is_lost and not self._find():
                return
            fault = yield from self._walk()
            if fault is None:
                return
            self._n_cut += 1
            self._learn()
            yield None if self._start is None else self._buffer[self._start : fault + 1]
            self._is_lost = self._was_lost = True
            self._n_seen = max(fault - _OVERLAP, 0 if self._start is None else self._start + 1)

    def _learn(self) -> None:
        """How the objects of this feed begin, from the first one."""
        match = _BEGINNING.match(self._buffer, self._start or 0)
        if self._marker is None and self._start is not None and self._home and match:
            typed = match[2] and match[1] in _TYPES
            begins = rb"\{\s*" + re.escape(match[1]) + rb"\s*:\s*" + (re.escape(match[2]) if typed else b"")
            self._marker = re.compile(rb"(?<=[,\[\s])" + begins)

    def _find(self) -> bool:
        """Stand before the next object, wherever that is."""
        match = (self._marker or _USUAL).search(self._buffer, self._n_seen)
        if match is None:
            kept = max(self._n_seen, len(self._buffer) - _OVERLAP)
            self._buffer, self._n_seen, self._n_wanted, self._start = self._buffer[kept:], 0, 0, None
            return False
        self._home = max(self._home, 1)
        self._brackets = bytearray(b"[" * self._home)
        self._n_seen, self._start, self._is_reading, self._is_lost = match.start(), None, False, False
        return True

    def _walk(self) -> Generator[bytes | None, None, int | None]:
        """Cut objects up to the end of the buffer, or to where one is broken, which is returned."""
        buffer, brackets = self._buffer, self._brackets
        seen = len(buffer)
        for match in _TOKEN.finditer(buffer, self._n_seen):
            token = match[0]
            if token == _QUOTE:  # the string goes on in the next piece
                seen = match.start()
                break
            if len(token) > 1:
                if len(brackets) == 1:
                    self._key = token.rstrip()[1:-1]
                if brackets and buffer[match.end() : match.end() + 1] not in _AFTER_STRING:
                    return match.start()
            elif token in _OPENING:
                if self._is_reading and self._is_misplaced(match.start()):
                    return match.start()
                self._open(match.start(), token)
            elif self._is_reading and brackets[-1:] != bytes((_PAIRS[token[0]],)):
                return match.start()
            elif self._is_end():
                self._n_cut += 1
                found = None if self._start is None else buffer[self._start : match.end()]
                self._learn()
                self._start, self._is_reading = None, False
                yield found
        self._forget(seen)
        return None

    def _is_misplaced(self, at: int) -> bool:
        """Whether an object or list begins in an object without a name: the one before was never closed."""
        before = self._buffer[max(0, at - 64) : at].rstrip()[-1:]
        return self._brackets[-1:] == b"{" and before not in b":"

    def _open(self, at: int, token: bytes) -> None:
        is_list = token == b"["
        if self._depth == 0:
            self._home, self._is_list = (1 if is_list else 0), is_list
        elif self._depth == 1 and self._home == 0 and self._key in LISTS:
            self._home, self._is_reading = (2 if is_list else 1), False
        if self._depth == self._home and not (is_list and self._depth == 0):
            self._start, self._is_reading = at, True
        self._brackets += token

    def _is_end(self) -> bool:
        """Whether the bracket that closes here ends an object."""
        if self._was_lost and self._depth == self._home:
            return False
        if not self._brackets:
            raise BrokenOff("The feed closes more brackets than it opens; what came before is kept.")
        del self._brackets[-1]
        is_end = self._is_reading and self._depth == self._home
        if self._depth == 1 and not self._is_list and not self._was_lost:
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
