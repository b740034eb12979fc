"""Pictures without what cameras and programs tell in them: JPEG, JPEG 2000, JBIG2 and fax. Bytes in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: What is a JPEG's own business of drawing: everything else in its head is told by cameras and programs.
_DRAWN: Final = frozenset(range(0xC0, 0xE0))
#: And of its heads by programs what says how to mix the colours: marker -> (begins with, bytes that belong to that).
_HEADS: Final = {0xE0: (b"JFIF\0", 12), 0xEE: (b"Adobe", 12)}
_SCAN: Final = 0xDA
_WITHIN: Final = frozenset(bytes([value]) for value in (0x00, *range(0xD0, 0xD8)))

#: JPEG 2000: how a file begins, the boxes that drawing needs, and those of its header.
_SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_BOXES: Final = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))
_HEADER: Final = frozenset((b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "))
#: Colours by number (method 1) in the place of a profile (2, 3), which may name the device: colours of the profile,
#: bytes 16 to 19 of its head (ICC.1) -> number.
_BY_NUMBER: Final = {b"CMYK": 12, b"RGB ": 16, b"GRAY": 17}
#: Marks in its code: begin, tile-part, data of one, end; and what goes: comments, and lengths of tile-parts, which may
#: be others afterwards and which no reader needs.
_SOC, _SOT, _SOD, _EOC = b"\xff\x4f", b"\xff\x90", b"\xff\x93", b"\xff\xd9"
_LEFT_OUT: Final = frozenset((b"\xff\x64", b"\xff\x55"))
_N_SOT: Final = 12  # bytes
#: Kinds of parts of a JBIG2 that draw, or are needed for it.
_PARTS: Final = frozenset((0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53))


def without_head(picture: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC, comments and whatever follows its end; as it is drawn it stays, bit by bit.

    ISO/IEC 10918-1, annex B: markers, each with the length of its segment, up to the scan. Raises ValueError.
    """
    if picture[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, at = [b"\xff\xd8"], 2
    while picture[at : at + 1] == b"\xff" and at + 1 < len(picture):
        marker = picture[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if not at + 4 <= end <= len(picture):
            raise ValueError("a segment ends behind the picture")
        if marker == _SCAN:
            end = _end_of_scan(picture, end)
        if marker in _DRAWN:
            kept.append(picture[at:end])
        elif marker in _HEADS:
            kept.append(_head(marker, picture[at + 4 : end]))
        at = end
    raise ValueError("the picture breaks off")


def _head(marker: int, said: bytes) -> bytes:
    """The segment without the small picture in it and whatever else was put behind; b"" for one of another kind."""
    begins, n_bytes = _HEADS[marker]
    if not said.startswith(begins) or len(said) < n_bytes:
        return b""
    said = said[:n_bytes] + (b"\0\0" if marker == 0xE0 else b"")  # no thumbnail: of no width and no height
    return bytes([0xFF, marker]) + (len(said) + 2).to_bytes(2, "big") + said


def _end_of_scan(picture: bytes, at: int) -> int:
    """Where the next marker stands: FF 00 is a value, and FF D0 to FF D7 are marks within the scan."""
    while (at := picture.find(b"\xff", at)) >= 0:
        if picture[at + 1 : at + 2] not in _WITHIN:
            return at
        at += 2
    raise ValueError("the picture breaks off")


def without_boxes(picture: bytes) -> bytes:
    """A JPEG 2000 without XML, UUIDs, comments and whatever else does not draw; bare code as it may lie in a PDF, too.

    ISO/IEC 15444-1, annexes A and I. Raises ValueError.
    """
    if picture.startswith(_SOC):
        return _without_comments(picture)
    if not picture.startswith(_SIGNATURE):
        raise ValueError("no JPEG 2000")
    kept = []
    for kind, inside in _boxes(picture):
        if kind == b"jp2h":
            kept.append(_box(kind, b"".join(_box(*_told(*box)) for box in _boxes(inside) if box[0] in _HEADER)))
        elif kind in _BOXES:
            kept.append(_box(kind, _without_comments(inside) if kind == b"jp2c" else inside))
    return b"".join(kept)


def _told(kind: bytes, inside: bytes) -> tuple[bytes, bytes]:
    """A box of the header, that of the colours without a profile. Raises ValueError for colours of another kind."""
    if kind != b"colr" or inside[:1] == b"\1":
        return kind, inside
    colours = inside[3 + 16 : 3 + 20]
    if colours not in _BY_NUMBER:
        raise ValueError("a picture of other colours")
    return kind, b"\1\0\0" + _BY_NUMBER[colours].to_bytes(4, "big")


def _boxes(within: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, what is in it): a length of 1 is followed by one of eight bytes, and 0 means until the end."""
    at = 0
    while at < len(within):
        size, begins = int.from_bytes(within[at : at + 4], "big"), at + 8
        if size == 1:
            size, begins = int.from_bytes(within[at + 8 : at + 16], "big"), at + 16
        end = at + size if size else len(within)
        if not begins <= end <= len(within):
            raise ValueError("a box ends behind the picture")
        yield within[at + 4 : at + 8], within[begins:end]
        at = end


def _box(kind: bytes, inside: bytes) -> bytes:
    return (len(inside) + 8).to_bytes(4, "big") + kind + inside


def _without_comments(code: bytes) -> bytes:
    head, at = _segments(code, 2, _SOT)
    kept = [_SOC, head]
    while code[at : at + 2] == _SOT:
        size = int.from_bytes(code[at + 6 : at + 10], "big")
        end = at + size if size else len(code) - 2  # the last one may go on to the end
        if not at + _N_SOT < end <= len(code):
            raise ValueError("a part ends behind the picture")
        said, begins = _segments(code, at + _N_SOT, _SOD)
        part = said + code[begins:end]
        kept += [code[at : at + 6], (_N_SOT + len(part)).to_bytes(4, "big"), code[at + 10 : at + _N_SOT], part]
        at = end
    if code[at : at + 2] != _EOC:
        raise ValueError("the picture breaks off")
    return b"".join([*kept, _EOC])


def _segments(code: bytes, at: int, until: bytes) -> tuple[bytes, int]:
    """Those that stay, and where the mark stands before which they end."""
    kept = []
    while (mark := code[at : at + 2]) != until:
        end = at + 2 + int.from_bytes(code[at + 2 : at + 4], "big")
        if mark[:1] != b"\xff" or not at + 4 <= end < len(code):
            raise ValueError("a segment ends behind the picture")
        if mark not in _LEFT_OUT:
            kept.append(code[at:end])
        at = end
    return b"".join(kept), at


def without_remarks(picture: bytes) -> bytes:
    """A JBIG2 as it lies in a PDF, without remarks and kinds of parts that no reader knows.

    ISO/IEC 14492, 7.2: parts, each with a head that says its kind and its length. Raises ValueError.
    """
    kept, at = [], 0
    while at < len(picture):
        number, flags, n_others = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4], picture[at + 5] >> 5
        begins = at + 6
        if n_others == 7:  # many
            n_others = int.from_bytes(picture[at + 5 : at + 9], "big") & 0x1FFFFFFF
            begins = at + 9 + (n_others + 8) // 8
        begins += n_others * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1) + 4
        size = int.from_bytes(picture[begins - 4 : begins], "big")
        end = len(picture) if size == 0xFFFFFFFF else begins + size  # of a length that was not known at its beginning
        if not at < end <= len(picture):
            raise ValueError("a part ends behind the picture")
        if flags & 0x3F in _PARTS:
            kept.append(picture[at:end])
        at = end
    return b"".join(kept)


def fax_alone(picture: bytes, k: int) -> bytes:
    """A fax (ITU-T T.4, T.6; k as in a PDF) without what lies behind the mark of its end, if it has one.

    The mark begins with two ends of rows, which stand together nowhere else, at any bit of a byte.
    """
    begins, n_bits = (b"\0\x10\1", 24) if k < 0 else (b"\0\x10\1", 72) if k == 0 else (b"\0\x18\0", 78)
    whole, ends = int.from_bytes(picture, "big"), []
    for shift in range(8):
        found = (whole << shift).to_bytes(len(picture) + 1, "big").find(begins)
        if found >= 0 and found * 8 - 8 + shift >= 0:
            ends.append(found * 8 - 8 + shift + n_bits)
    return picture[: (min(ends) + 7) // 8] if ends else picture
