"""Reads the body of an answer: bounded on the wire and unpacked, cut-offs noticed. Interprets nothing."""

import http.client
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from claims.web import inflate
from claims.web.exchange import Answer
from claims.web.failures import FetchFailed, FetchTryAgain
from claims.web.inflate import GZIP_MAGIC, Inflater
from claims.web.limits import Limits
from claims.web.wire import OverBudget

_CHUNK = 65_536
#: So much of a body that goes into a file is given back too (bytes): enough to tell what it is.
BEGINNING = 65_536


def read(answer: Answer, limits: Limits, *, into: BinaryIO | None = None) -> tuple[bytes, str]:
    """(the whole body, unpacked at most once, be it a packed transfer or a .gz file; what cut it).

    What cut it is "", or "length" or "time" as in WARC-Truncated. `into` gets the body as it comes, in place of what
    it held, so that the memory does not; given back is then the beginning of it.
    Raises FetchFailed when it is too large, a bomb or damaged, and what the wire raises. With
    `limits.keep_truncated`, the limits on length and total time cut it instead.
    """
    source = _unpacked(answer, limits)
    if into is not None:
        into.seek(0)
        into.truncate()
        source = _written(source, into)
    return _gathered(source, limits, at_most=None if into is None else BEGINNING)


def _unpacked(answer: Answer, limits: Limits) -> Iterator[bytes]:
    inflater = _inflater(answer, limits)
    chunks = _chunks(answer, limits)
    start, pieces = _peeked(inflater.unpacked(chunks) if inflater else chunks)
    if start.startswith(GZIP_MAGIC):
        if inflater is None:
            start, pieces = _peeked(_new_inflater("gzip", limits).unpacked(pieces))
        if start.startswith(GZIP_MAGIC):
            raise FetchFailed(inflate.NESTED)
    yield from pieces


def _peeked(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """(the first bytes, all pieces with them)."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= len(GZIP_MAGIC):
            break
    return start, chain([start], pieces)


def _written(source: Iterable[bytes], into: BinaryIO) -> Iterator[bytes]:
    for piece in source:
        try:
            into.write(piece)
        except OSError as error:  # of the disk, not of the line, of which the caller would think
            raise FetchTryAgain(NO_ROOM) from error
        yield piece


def _gathered(source: Iterable[bytes], limits: Limits, *, at_most: int | None) -> tuple[bytes, str]:
    """All pieces in one, or those that begin within `at_most` bytes, and what cut them off, if anything did."""
    pieces: list[bytes] = []
    n_kept, truncated = 0, ""
    try:
        for piece in source:
            if at_most is None or n_kept < at_most:
                pieces.append(piece)
                n_kept += len(piece)
    except (OverBudget, inflate.TooBig) as error:
        if not limits.keep_truncated:
            sentence = error.sentence if isinstance(error, inflate.TooBig) else too_long(limits.wire_bytes)
            raise FetchFailed(sentence) from None
        truncated = "length"
    except TimeoutError:
        if not (limits.keep_truncated and pieces):
            raise
        truncated = "time"
    except inflate.Broken as error:
        raise FetchFailed(error.sentence) from None
    return b"".join(pieces), truncated


def _chunks(answer: Answer, limits: Limits) -> Iterator[bytes]:
    """The body as it travels, without framing. Raises OverBudget beyond the limit, at once when announced."""
    response = answer.response
    if answer.all_of("transfer-encoding").lower() not in {"", "chunked", "identity"}:
        raise FetchFailed(inflate.UNPACKABLE)
    if response.length is not None and response.length > limits.wire_bytes and not limits.keep_truncated:
        raise OverBudget
    n_read = 0
    while chunk := response.read1(_CHUNK):
        excess = n_read + len(chunk) - limits.wire_bytes
        if excess > 0:
            yield chunk[:-excess]
            raise OverBudget
        n_read += len(chunk)
        yield chunk
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _inflater(answer: Answer, limits: Limits) -> Inflater | None:
    """What undoes the Content-Encoding: gzip, which we ask for, or deflate. Only bombs chain them."""
    encodings = [word.strip().lower() for word in answer.all_of("content-encoding").split(",")]
    encodings = [word.removeprefix("x-") for word in encodings if word not in {"", "identity"}]
    if not encodings:
        return None
    if len(encodings) > 1:
        raise FetchFailed(inflate.NESTED)
    if encodings[0] not in {"gzip", "deflate"}:
        raise FetchFailed(inflate.UNPACKABLE)
    return _new_inflater(encodings[0], limits)


def _new_inflater(encoding: str, limits: Limits) -> Inflater:
    return Inflater(encoding, max_bytes=limits.decoded_bytes, max_ratio=limits.inflate_ratio)


NO_ROOM = "The disk has no room for what is fetched. Make room in the data folder; the desk will try again later."


def too_long(max_bytes: int) -> str:
    """The sentence for a body beyond `max_bytes` on the wire."""
    return (
        f"This document is larger than {max_bytes / 1_000_000:g} MB, which is more than the desk takes in. "
        "Paste the part you need, or upload an extract."
    )
