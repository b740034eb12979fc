"""A copy of an uploaded PDF without what it says of who made it, where and with what. No Django, no rows.

Pages, their text and their pictures stay as they are drawn, but for colours that followed the profile of one scanner
or screen. The sealed original is not touched. Run as a program it does so within bounds of time and memory: whoever
uploads a PDF may have made it to overload a reader.
"""

from __future__ import annotations

import contextlib
import io
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from claims.errors import Refused
from claims.publishing.dossier import pictures

#: What is larger is not copied (bytes, count of pages, bytes that one packed stream may unpack to).
MAX_BYTES, MAX_PAGES, MAX_STREAM = 50_000_000, 2_000, 20_000_000
#: What the program may take (seconds of a processor, bytes); a report of 400 pages takes two seconds.
MAX_CPU_S, MAX_MEMORY = 20, 2 << 30
#: What objects say of their making: XMP, private data of programs, files that belong to them, days.
_TOLD: Final = (
    "/Metadata", "/PieceInfo", "/AF", "/LastModified", "/SpiderInfo", "/Thumb", "/AA", "/StructParents", "/Measure",
    "/PtData", "/OPI", "/OutputIntents",
)  # fmt: skip
#: Photographs lie in a PDF as the camera's or the scanner's own files.
_PICTURES: Final = {"/DCTDecode": pictures.without_head, "/JPXDecode": pictures.without_boxes}
#: How colours are mixed without a profile, which may name the device and its number: count of its parts -> space.
_SPACES: Final = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
#: A photograph in the midst of what is drawn (ISO 32000-1, 8.9.7); letters of names may be written as numbers.
_INLINE: Final = re.compile(rb"\bBI\b[^>]{0,500}?/(?:D|#44)(?:C|#43)(?:T|#54)")

UNREADABLE = (
    "A copy of this PDF without its details cannot be made: it is damaged, protected by a password, made to overload a "
    "reader, or holds pictures that cannot be cleaned. Save it anew and attach that, or hand on the dossier with "
    "originals."
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
    for thing in _things(writer):
        if isinstance(thing, ArrayObject):
            _mix_without_profile(thing)
            continue
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


def _things(writer: PdfWriter) -> Iterator[DictionaryObject | ArrayObject]:
    """Every dictionary and every array in the file, those inside others too."""
    waiting: list[Any] = list(writer._objects)  # noqa: SLF001
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [thing.raw_get(name) for name in thing]
        elif isinstance(thing, ArrayObject):
            yield thing
            waiting += list(thing)


def _mix_without_profile(space: ArrayObject) -> None:
    """ISO 32000-1, 8.6.5.5: [/ICCBased profile]; a space without more to say is its name alone."""
    if len(space) == 2 and space[0] == "/ICCBased":
        space[:] = [NameObject(_SPACES[space[1].get_object()["/N"]])]


def _clean_picture(stream: StreamObject) -> None:
    """With place, day and a small picture of what was cut off, unless they are taken out."""
    if stream.get("/Subtype") != "/Image" and _INLINE.search(_unpacked(stream)):
        raise ValueError("a picture in the midst of a drawing")
    if "/Filter" not in stream:
        return
    kind = stream["/Filter"]  # not get(), which leaves a reference as it is
    kinds = [one.get_object() for one in kind] if isinstance(kind, ArrayObject) else [kind]
    if len(kinds) == 1 and kinds[0] in _PICTURES:
        stream._data = _PICTURES[kinds[0]](stream._data)  # noqa: SLF001
    elif _PICTURES.keys() & set(kinds):
        raise ValueError("a picture that was packed once more")


def _unpacked(stream: StreamObject) -> bytes:
    """Not by pypdf's get_data(), which keeps what it unpacked: the copy would have it, too."""
    return decode_stream_data(stream) if "/Filter" in stream else stream._data  # noqa: SLF001


def keep_within_bounds(max_cpu_s: int) -> None:
    """This process is killed after so many seconds of a processor, and gets no more than MAX_MEMORY."""
    resource.setrlimit(resource.RLIMIT_CPU, (max_cpu_s, max_cpu_s))
    with contextlib.suppress(ValueError):  # macOS keeps to no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def main() -> int:
    """A PDF comes on stdin, its copy goes to stdout; 1 when there is none, and whatever a limit ends it with."""
    keep_within_bounds(MAX_CPU_S)
    try:
        sys.stdout.buffer.write(without_details(sys.stdin.buffer.read()))
    except Refused:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
