"""The text of a PDF, page by page and within bounds; pictures of text stay unread."""

import io
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from claims.errors import Refused

MAX_PAGES: Final = 60
MAX_CHARS: Final = 1_000_000

_DAMAGED: Final = "The PDF is damaged and cannot be read. Save it again, or paste its text."


def read(body: bytes) -> str:
    """Return the text of a PDF's first pages. Refused: protected, damaged, without text."""
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("The PDF is protected by a password. Save a copy without it, or paste its text.")
        pages: list[str] = []
        for page in reader.pages[:MAX_PAGES]:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARS:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise Refused(_DAMAGED) from error  # pypdf lets many kinds of error out of a damaged file
    text = "\n".join(pages)
    if not text.strip():
        raise Refused("The PDF holds pictures of text only. Paste its text, or run text recognition on it first.")
    return text
