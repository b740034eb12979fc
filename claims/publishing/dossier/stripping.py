"""A copy of an uploaded PDF without what it says of who made it, where and with what. No Django, no rows.

Pages, their text and their pictures stay as they are drawn, but for colours that followed the profile of one scanner
or screen. They are built anew (`rebuilding`) from what is known to draw: what is not known stays behind. The sealed
original is not touched. Run as a program it does so within bounds of time and memory: whoever uploads a PDF may have
made it to overload a reader.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DeprecationError, LimitReachedError, PyPdfError

from claims.errors import Refused
from claims.publishing.dossier import rebuilding

#: What is larger is not copied (bytes, count of pages, bytes that one packed stream may unpack to).
MAX_BYTES, MAX_PAGES, MAX_STREAM = 50_000_000, 2_000, 20_000_000
#: What the program may take (seconds of a processor, bytes); a report of 288 pages takes one second.
MAX_CPU_S, MAX_MEMORY = 20, 2 << 30

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
        PyPdfError, DeprecationError, LimitReachedError, ValueError, KeyError, TypeError, AttributeError, IndexError,
        OSError, RecursionError, NotImplementedError,
    ) as error:  # fmt: skip
        raise Refused(UNREADABLE) from error  # pypdf lets many kinds of error out of a damaged file


def _rewritten(body: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(body), strict=False)
    if (reader.is_encrypted and not reader.decrypt("")) or len(reader.pages) > MAX_PAGES:
        raise Refused(UNREADABLE)
    made = io.BytesIO()
    rebuilding.rebuilt(reader).write(made)
    return made.getvalue()


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
