"""From the bytes of a capture to the article in it. No Django, no database, no network."""

import re
from typing import Final

from claims.errors import Refused
from claims.importing import decoding, limits, page, pdf, plaintext
from claims.importing.extracted import Doubtful, Extracted, Paywalled
from claims.text import sentences

__all__ = ["Doubtful", "Extracted", "Paywalled", "extract"]

MIN_WORDS: Final = 4
# A sentence in a script without spaces has at least so many letters.
MIN_LETTERS_UNSPACED: Final = 8

MAX_HTML_CHARS: Final = 6_000_000

_PAGE_TOO_LONG: Final = "The page is too long for one article. Save the article alone, as plain text, and import that."
_NO_SENTENCES: Final = "The text holds no sentences, so there is nothing to check in it. Import the article's words."
_EMBEDDED: Final = re.compile(r"data:[\w/+.;=-]{1,80};base64,[\w+/=]+")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def extract(body: bytes, *, content_type: str = "", url: str = "", filename: str = "") -> Extracted:
    """Read an article from bytes: HTML, plain text or PDF, or gzip of these.

    What the bytes are is told from the bytes; `content_type` (with its charset) and `filename` only help
    where those leave it open. `url` is the absolute address the bytes came from, "" for a file.
    Raises Refused with a full sentence for what holds no article, Doubtful with what was read for a page without
    enough sentences, Paywalled for a teaser.
    """
    body = decoding.inflate(body)
    if body[:1024].lstrip().startswith(b"%PDF-"):
        extracted = _read_text(pdf.read(body), url)
    else:
        decoding.refuse_binary(body)
        text = decoding.decode(body, content_type)
        is_named_text = filename.lower().endswith((".txt", ".text", ".md", ".txt.gz"))
        kind = decoding.kind_of(text, "text/plain" if is_named_text and not content_type else content_type)
        extracted = _read_page(text, url) if kind == "html" else _read_text(text, url)
    if not any(map(_is_sentence, extracted.text.split("\n"))):
        raise Doubtful(_NO_SENTENCES, extracted)
    return extracted


def _read_page(text: str, url: str) -> Extracted:
    bare = _EMBEDDED.sub("", text) if len(text) > MAX_HTML_CHARS // 4 else text
    if len(bare) > MAX_HTML_CHARS:
        raise Refused(_PAGE_TOO_LONG)
    return page.read(bare, url)


def _read_text(text: str, url: str) -> Extracted:
    limits.refuse_too_long(text)
    return plaintext.read(text, url)


def _is_sentence(line: str) -> bool:
    if len(_UNSPACED.findall(line)) >= MIN_LETTERS_UNSPACED:
        return True
    for start, end in sentences.split(line):
        words = [word for word in line[start:end].split() if any(map(str.isalpha, word))]
        if len(words) >= MIN_WORDS and any(word[:1].islower() or not word.isascii() for word in words):
            return True
    return False
