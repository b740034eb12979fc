"""A copy of an uploaded PDF without what it says of who made it, where and with what. No Django, no rows.

Pages, their text and their pictures stay as they are drawn. The sealed original is not touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from claims.errors import Refused

#: What is larger is not copied (bytes, count of pages, bytes that one packed stream may unpack to).
MAX_BYTES, MAX_PAGES, MAX_STREAM = 50_000_000, 2_000, 20_000_000
#: What objects say of their making: XMP, private data of programs, files that belong to them, days.
_TOLD: Final = (
    "/Metadata", "/PieceInfo", "/AF", "/LastModified", "/SpiderInfo", "/Thumb", "/AA", "/StructParents", "/Measure",
    "/PtData", "/OPI",
)  # fmt: skip
#: What is a JPEG's own business of drawing: everything else in its head is told by cameras and programs.
_DRAWN: Final = frozenset(range(0xC0, 0xE0))
#: And of its heads by programs what says how to mix the colours: marker -> (begins with, bytes that belong to that).
_HEADS: Final = {0xE0: (b"JFIF\0", 12), 0xEE: (b"Adobe", 12)}
_SCAN: Final = 0xDA
_WITHIN: Final = frozenset(bytes([value]) for value in (0x00, *range(0xD0, 0xD8)))

UNREADABLE = (
    "A copy of this PDF without its details cannot be made: it is damaged, protected by a password or made to overload "
    "a reader. Save it anew and attach that, or hand on the dossier with originals."
)


def without_details(body: bytes) -> bytes:
    """The PDF anew, from its pages alone; equal bytes make equal bytes. Raises Refused with a sentence."""
    if len(body) > MAX_BYTES:
        raise Refused(UNREADABLE)
    try:
        with apply_configuration(zlib_maximum_output_length=MAX_STREAM, lzw_maximum_output_length=MAX_STREAM):
            return _rewritten(body)
    except (
        PyPdfError, LimitReachedError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
        RecursionError, NotImplementedError,
    ) as error:  # fmt: skip
        raise Refused(UNREADABLE) from error  # pypdf lets many kinds of error out of a damaged file


def _rewritten(body: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(body), strict=False)
    if (reader.is_encrypted and not reader.decrypt("")) or len(reader.pages) > MAX_PAGES:
        raise Refused(UNREADABLE)
    writer = PdfWriter()
    for page in reader.pages:
        for name in ("/Annots", "/B"):  # notes have authors and days; what is drawn needs none of them
            page.pop(NameObject(name), None)
        writer.add_page(page)
    for thing in _dictionaries(writer):
        for name in _TOLD:
            thing.pop(NameObject(name), None)
        if isinstance(thing, StreamObject):
            _clean_picture(thing)
    # What was taken off the pages still lies in this writer, and it writes all that it has: only pages go on
    clean = PdfWriter()
    for page in writer.pages:
        clean.add_page(page)
    clean.metadata = None
    made = io.BytesIO()
    clean.write(made)
    return made.getvalue()


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary in the file, those inside others too."""
    waiting: list[Any] = list(writer._objects)  # noqa: SLF001
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [thing.raw_get(name) for name in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)


def _clean_picture(stream: StreamObject) -> None:
    """A photograph lies in a PDF as the camera's own file, with place, day and a small picture of what was cut off."""
    if "/Filter" not in stream:
        return
    kind = stream["/Filter"]  # not get(), which leaves a reference as it is
    kinds = [one.get_object() for one in kind] if isinstance(kind, ArrayObject) else [kind]
    if kinds == ["/DCTDecode"]:
        stream._data = without_head(stream._data)  # noqa: SLF001
    elif "/DCTDecode" in kinds:
        raise ValueError("a picture that was packed once more")


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
