"""The text of a PDF, page by page and within bounds; pictures of text stay unread."""

import io
import time
from collections.abc import Callable
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

from claims.errors import Refused

MAX_PAGES: Final = 60
MAX_CHARS: Final = 1_000_000
#: Reading all pages may take so long; a report of sixty dense pages takes a tenth of it (seconds).
MAX_READ_S: Final = 60.0
#: One packed stream may unpack to so much (bytes); the text of a page is some thousands.
MAX_STREAM: Final = 20_000_000

_DAMAGED: Final = "The PDF is damaged and cannot be read. Save it again, or paste its text."

_OVERLOADED: Final = (
    "Reading this PDF takes far more than it should, as with files made to overload a reader, so the desk stopped. "
    "Open it in a browser and paste the part you need."
)


class _OutOfTime(Exception):
    """The pages hold more drawing commands than can be followed in the time."""


def read(body: bytes) -> str:
    """Return the text of a PDF's first pages. Refused: protected, damaged, without text, a bomb."""
    with apply_configuration(zlib_maximum_output_length=MAX_STREAM, lzw_maximum_output_length=MAX_STREAM):
        text = _text_of(body, _clock(time.monotonic() + MAX_READ_S))
    if not text.strip():
        raise Refused("The PDF holds pictures of text only. Paste its text, or run text recognition on it first.")
    return text


def _text_of(body: bytes, tick: Callable[..., None]) -> str:
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("The PDF is protected by a password. Save a copy without it, or paste its text.")
        pages: list[str] = []
        for page in reader.pages[:MAX_PAGES]:
            pages.append(page.extract_text(visitor_operand_before=tick))
            if sum(map(len, pages)) > MAX_CHARS:
                break
    except (_OutOfTime, LimitReachedError) as error:
        raise Refused(_OVERLOADED) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise Refused(_DAMAGED) from error  # pypdf lets many kinds of error out of a damaged file
    return "\n".join(pages)


def _clock(ends: float) -> Callable[..., None]:
    """Called before each drawing command, those of nested forms too."""

    def tick(*_: Any) -> None:
        if time.monotonic() > ends:
            raise _OutOfTime

    return tick
