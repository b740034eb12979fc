"""Bounded unpacking of gzip and deflate: memory and time stay within the limits, whatever the bytes say."""

import zlib
from collections.abc import Iterable, Iterator

from claims.errors import Refused

GZIP_MAGIC = b"\x1f\x8b"

_STEP = 262_144  # decoded bytes taken at a time
_CHUNK = 65_536  # packed bytes given at a time: zlib copies what it has not used yet
_RATIO_FROM = 1_048_576  # below this a high ratio is a blank form, not a bomb
_MOST_MEMBERS = 100  # gzip files may be chained; a million empty ones would only burn time


class TooBig(Refused):
    """Unpacks to more than allowed."""


class Broken(Refused):
    """Not what it says it is, cut off, or packed in a way that no honest server uses."""


class Inflater:
    """Unpacks one stream bit by bit: "gzip", or "deflate" (zlib or raw, told by the first two bytes)."""

    def __init__(self, encoding: str, *, max_bytes: int, max_ratio: int) -> None:
        self._is_gzip = encoding == "gzip"
        self._max_bytes = max_bytes
        self._max_ratio = max_ratio
        self._stream: zlib._Decompress | None = None  # None between members
        self._head = b""
        self._n_members = 0
        self._is_over = False
        self._n_in = 0
        self._n_out = 0

    def unpacked(self, chunks: Iterable[bytes], *, is_whole: bool = True) -> Iterator[bytes]:
        """What `chunks` unpack to, in pieces. Raises TooBig or Broken.

        That includes a stream without its end mark, unless the chunks are not the whole of it.
        """
        for chunk in chunks:
            yield from self._feed(chunk)
        if is_whole and (self._stream is not None or (self._n_in and not self._n_members)):
            raise Broken(CUT_OFF)

    def _feed(self, data: bytes) -> Iterator[bytes]:
        self._n_in += len(data)
        data, self._head = self._head + data, b""
        while data and not self._is_over:
            if self._stream is None and len(data) < 2:
                self._head = data
                break
            stream = self._stream or self._next_member(data)
            if stream is not None:
                piece, data = self._step(stream, data)
                yield piece

    def _next_member(self, data: bytes) -> "zlib._Decompress | None":
        """The decompressor for the member that `data` begins; None for padding, which browsers ignore too."""
        if self._n_members and not (self._is_gzip and data.startswith(GZIP_MAGIC)):
            self._is_over = True
            return None
        self._n_members += 1
        if self._n_members > _MOST_MEMBERS:
            raise Broken(UNPACKABLE)
        is_zlib = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
        self._stream = zlib.decompressobj(wbits=31 if self._is_gzip else 15 if is_zlib else -15)
        return self._stream

    def _step(self, stream: "zlib._Decompress", data: bytes) -> tuple[bytes, bytes]:
        """(what one step unpacks to, what is left of `data`)."""
        try:
            piece = stream.decompress(data, _STEP)
            rest = stream.unconsumed_tail
            if len(piece) == _STEP and not rest and not stream.eof:
                piece += stream.decompress(b"", _STEP)  # input used up, output waiting
        except zlib.error:
            raise Broken(UNPACKABLE) from None
        self._n_out += len(piece)
        if self._n_out > self._max_bytes:
            raise TooBig(too_big(self._max_bytes))
        if self._n_out > _RATIO_FROM and self._n_out > self._n_in * self._max_ratio:
            raise TooBig(BOMB)
        if stream.eof:
            rest, self._stream = stream.unused_data, None
        return piece, rest


def gunzip(data: bytes, *, max_bytes: int = 25_000_000, max_ratio: int = 100) -> bytes:
    """`data` unpacked once. Raises TooBig, or Broken when it is no gzip, is cut off or holds gzip again."""
    inflater = Inflater("gzip", max_bytes=max_bytes, max_ratio=max_ratio)
    content = b"".join(inflater.unpacked(slices(data)))
    if content.startswith(GZIP_MAGIC):
        raise Broken(NESTED)
    return content


def slices(data: bytes) -> Iterator[bytes]:
    """`data` in pieces of a size that zlib works well on."""
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


def too_big(max_bytes: int) -> str:
    """The sentence for a document beyond `max_bytes`."""
    return (
        f"This document is larger than {max_bytes / 1_000_000:g} MB once unpacked, which is more than "
        "the desk takes in. Paste the part you need, or upload an extract."
    )


BOMB = (
    "This document unpacks to far more than it should, as files made to overload a reader do, so the desk "
    "stopped. Open it in a browser and paste the part you need."
)
UNPACKABLE = (
    "This document is damaged, or compressed in a way the desk does not know. "
    "Open it in a browser and paste the text instead."
)
CUT_OFF = "The compressed data of this document ends too early. Try again, or open it in a browser and paste the text."
NESTED = (
    "This document is compressed more than once. Unpack it yourself and upload the text, HTML or PDF that is inside."
)
