"""The bytes of a feed in pieces, unpacked and in UTF-8, and what kind of feed its beginning shows. Bounded memory."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from claims.errors import Refused
from claims.models import CheckFeed
from claims.web import inflate

_PIECE: Final = 262_144
#: An unpacked feed may be so long (bytes), and unpack to so many times its packed length.
MAX_UNPACKED: Final = 4_000_000_000
MAX_RATIO: Final = 200
_SNIFFED: Final = 65_536
#: What may stand before a feed and says nothing; zeros are left where a file was cut short while it was written.
_BLANK: Final = b" \t\r\n\f\v\0"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OF_FEEDS: Final = re.compile(
    rb'"(?:schema:)?(?:dataFeedElement|@graph|itemListElement)"|"@?type"\s*:\s*"[^"]{0,40}(?:DataFeed|ClaimReview)"'
)
_ADDRESS_LINE: Final = re.compile(rb"\s*https?://[^\s,;]+\s*(?:\n|$)")

Kind = CheckFeed.Kind
#: A table has its own reader, though to the desk it is a feed of lines.
TABLE: Final = "table"

_ARCHIVE: Final = "The file is an archive. Unpack it yourself and import the feed that is inside."
_BOMB: Final = "The feed unpacks to far more than a feed does, so the reading stopped; what came before is kept."
_DAMAGED: Final = "The packed feed is damaged or ends too early; what came before is kept. Fetch it again."
_EMPTY: Final = "The feed is empty. Give a file with checks in it."
_UNKNOWN: Final = (
    "What is in it is neither a ClaimReview feed in JSON, nor lines of JSON, nor a table, nor a page or a list of "
    "addresses. If it is one of these, say which with --kind."
)
_BINARY: Final = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def fingerprint(file: BinaryIO) -> str:
    """What tells a feed from its next edition, without reading all of it: its length, its beginning and its end."""
    length = file.seek(0, 2)
    digest = hashlib.sha256(str(length).encode())
    for start in (0, max(0, length // 2 - _PIECE), max(0, length - _PIECE)):
        file.seek(start)
        digest.update(file.read(_PIECE))
    file.seek(0)
    return digest.hexdigest()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The feed from its beginning, unpacked if it is gzip, in UTF-8 whatever it was written in.

    Raises Refused for archives and for what is empty, unpacks to too much, or breaks off while unpacking.
    """
    file.seek(0)
    raw: Iterable[bytes] = iter(lambda: file.read(_PIECE), b"")
    first = next(iter(raw), b"")
    if first.startswith(_BINARY):
        raise Refused(_ARCHIVE)
    raw = chain([first], raw)
    if first.startswith(inflate.GZIP_MAGIC):
        raw = _unpacked(raw)
    return _in_utf8(raw)


def _unpacked(raw: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from inflate.Inflater("gzip", max_bytes=MAX_UNPACKED, max_ratio=MAX_RATIO).unpacked(raw)
    except inflate.TooBig:
        raise Refused(_BOMB) from None
    except inflate.Broken:
        raise Refused(_DAMAGED) from None


def _in_utf8(raw: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-8 goes through as it is: whoever cuts it into rows mends its faults row by row."""
    waiting = iter(raw)
    first = next(waiting, b"")
    bom, charset = next((pair for pair in _BOMS if first.startswith(pair[0])), (b"", _charset_by_zeros(first)))
    if not first[len(bom) :].strip(_BLANK):
        raise Refused(_EMPTY)
    whole = chain([first[len(bom) :]], waiting)
    if charset == "utf-8":
        yield from whole
        return
    decoder = codecs.getincrementaldecoder(charset)("replace")
    for piece in whole:
        yield decoder.decode(piece).encode("utf-8", "replace")


def _charset_by_zeros(start: bytes) -> str:
    """UTF-16 without its mark has a zero byte on one side of every Western character; JSON begins with one such."""
    zeros = [byte == 0 for byte in start[:4]]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    if zeros == [True, False, True, False]:
        return "utf-16-be"
    return "utf-8"


def kind_of(file: BinaryIO) -> str:
    """A CheckFeed.Kind or TABLE, by what the feed begins with. Raises Refused where that tells nothing."""
    start = b""
    try:
        for piece in pieces(file):
            start += piece
            if len(start) >= _SNIFFED:
                break
    except Refused:
        if not start:  # where it begins well, the reading says later how it ends
            raise
    start = start[:_SNIFFED].lstrip(_BLANK)
    if start[:1] in (b"{", b"["):
        return Kind.LINES if _is_lines(start) else Kind.DATAFEED
    if start[:1] == b"<" or _ADDRESS_LINE.match(start):
        return Kind.SITE
    head = start.partition(b"\n")[0]
    if b"claim" in head.lower() and any(mark in head for mark in (b",", b";", b"\t", b"|")):
        return TABLE
    raise Refused(_UNKNOWN)


def _is_lines(start: bytes) -> bool:
    """Whether the first line is an object by itself, and none of a ClaimReview feed that stands on one line."""
    line = start.partition(b"\n")[0]
    return start[:1] == b"{" and not _OF_FEEDS.search(line) and _is_object(line)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode("utf-8", "replace"), strict=False), dict)
    except (ValueError, RecursionError):
        return False
