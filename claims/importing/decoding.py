"""From bytes to characters: compression, what kind of file it is, and its character set. Bounded throughout."""

import codecs
import re
import zlib
from typing import Final, Literal

from charset_normalizer import from_bytes

from claims.errors import Refused

Kind = Literal["html", "pdf", "text"]

MAX_BODY_BYTES: Final = 20_000_000
MAX_INFLATED_BYTES: Final = 25_000_000
# More characters than this share that no text holds, and the file is no text.
MAX_CONTROL_SHARE: Final = 0.02
# So many zero bytes are half of UTF-16; a few are a fault in a text that is otherwise good.
MIN_ZERO_SHARE: Final = 0.1
_SNIFF_BYTES: Final = 4_096

_EMPTY: Final = "The file is empty. Choose a file that holds an article."
_TOO_LARGE: Final = "The file is larger than 20 MB. Save the article alone, as HTML or plain text, and import that."
_BINARY: Final = "The file is not text. Import an HTML page, a plain text file or a PDF with selectable text."
_OFFICE: Final = (
    "The file is an Office document or a ZIP archive. Save the article as plain text, HTML or PDF and import that."
)
_IMAGE: Final = "The file is an image, audio or video. Paste its words as text, or import the page it appeared on."
_RTF: Final = "The file is an RTF document. Save it as plain text or PDF and import that."
_POSTSCRIPT: Final = "The file is PostScript (EPS). Save it as a PDF with selectable text and import that."
_MIME: Final = (
    "The file is a web archive (MHTML) or a mail in its encoded form. Save it as HTML or plain text and import that."
)
_FEED: Final = "The file is a feed or other XML data, not an article. Import the pages that it links to."
_DATA: Final = "The file is JSON data, not an article. Import the page itself."

_DAMAGED: Final = "The compressed file is damaged and cannot be unpacked. Save or download it again."

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", _OFFICE),
    (b"PK\x05\x06", _OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"7z\xbc\xaf\x27\x1c", _OFFICE),
    (b"Rar!\x1a\x07", _OFFICE),
    (b"BZh", _OFFICE),
    (b"\xfd7zXZ\x00", _OFFICE),
    (b"\x28\xb5\x2f\xfd", _OFFICE),
    (b"{\\rtf", _RTF),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"RIFF", _IMAGE),
    (b"ID3", _IMAGE),
    (b"OggS", _IMAGE),
    (b"\xc5\xd0\xd3\xc6", _POSTSCRIPT),
    (b"\x7fELF", _BINARY),
    (b"MZ\x90", _BINARY),
    (b"SQLite format 3\x00", _BINARY),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"<(?:meta[^>]{0,200}?|\?xml[^>]{0,100}?)(?:charset|encoding)\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w:-]{2,40})", re.IGNORECASE)
# Possessive (*+): one comment may hold the next one's start, so there are too many ways to part them
_HTML_START: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_CLOSING_TAGS: Final = re.compile(r"</(?:p|div|html|body|head|title|article|h1|span|table|section)\s*>", re.IGNORECASE)
_ANY_TAG: Final = re.compile(r"<(?:p|br|div|span|a|h[1-6]|meta|title|table|section)\b[^<>]{0,2000}>", re.IGNORECASE)
_SVG_START: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype\s+svg\b[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*+<(?:svg:)?svg\b",
    re.IGNORECASE | re.DOTALL,
)
_SVG_END: Final = re.compile(r"</(?:svg:)?svg\s*>", re.IGNORECASE)
_POSTSCRIPT_START: Final = re.compile(r"[\s\x04]*%!PS")
# The header of a mail, which MHTML is too: lines with a name, and those that go on where one has ended
_HEADER: Final = re.compile(r"\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t]+[^\s][^\n]*\n)*)+(?=\r?\n|\Z)")
_ENCODED: Final = re.compile(
    r"^content-(?:type:\s*multipart/|transfer-encoding:\s*(?:base64|quoted-printable))", re.IGNORECASE | re.MULTILINE
)
_XML_START: Final = re.compile(r"\s*(?:<\?xml|<rss|<feed|<urlset)\b")
_JSON_START: Final = re.compile(r"\s*(?:\{\s*\"[^\"]{0,200}\"\s*:|\[\s*[\[{])")
# A sign beside a letter where cp1252 is the wrong reading: "czê¶æ", "Pet³a".
_STRANGE: Final = re.compile("[^\\W\\d_][¹²³¿¡¼½¾ª¯¶°±¨´¸×÷§¦¬¤¢¥µ\ufffd]|[¹²³¡¼½¾¯¶±¨´¸×÷¦¬¤¢¥\ufffd][^\\W\\d_]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_LEGACY: Final = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
}


def inflate(body: bytes) -> bytes:
    """Return the body without its gzip wrapping, if it has one. Refused: empty, too large, damaged."""
    if not body.strip():
        raise Refused(_EMPTY)
    if len(body) > MAX_BODY_BYTES:
        raise Refused(_TOO_LARGE)
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflated = _gunzip(body)
    if not inflated.strip():
        raise Refused(_EMPTY)
    return inflated


def _gunzip(body: bytes) -> bytes:
    members: list[bytes] = []
    room = MAX_INFLATED_BYTES + 1
    rest = body
    while rest.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        try:
            members.append(stream.decompress(rest, room))
        except zlib.error as error:
            raise Refused(_DAMAGED) from error
        room -= len(members[-1])
        if room <= 0:
            raise Refused("The compressed file unpacks to more than 25 MB. Import the article alone.")
        if not stream.eof:
            raise Refused("The compressed file is cut off before its end. Save or download it again.")
        rest = stream.unused_data
    return b"".join(members)


def refuse_binary(body: bytes) -> None:
    """Raise Refused where the first bytes are those of a file that holds no readable text."""
    for magic, sentence in _MAGIC:
        if body.startswith(magic):
            raise Refused(sentence)
    if body[4:8] == b"ftyp":
        raise Refused(_IMAGE)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the body as characters: BOM, UTF-8, declared character set, then a guess. Refused: binary.

    UTF-8 is tried before what is declared, since text in another character set hardly ever is valid
    UTF-8, while wrong declarations are common.
    """
    text = _decode(body, content_type)
    sample = text[:200_000]
    if len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample) + 2:
        raise Refused(_BINARY)
    return text.replace("\x00", "")


def _decode(body: bytes, content_type: str) -> str:
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(charset, errors="replace")
    start = body[:_SNIFF_BYTES]
    if start.count(0) > MIN_ZERO_SHARE * len(start):
        return body.decode(_utf16_without_bom(start), errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(body) - 4:  # cut off within the last character
            return body[: error.start].decode("utf-8")
    for charset in _declared(start, content_type):
        text = _try(body, charset)
        if text is not None:
            return text
    return _guess(body)


def _utf16_without_bom(start: bytes) -> str:
    """Tell UTF-16 by its zero bytes, which stand on one side for most scripts. Refused: binary."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > 0.3 * len(start) / 2 and even <= 0.02 * len(start) / 2:
        return "utf-16-le"
    if even > 0.3 * len(start) / 2 and odd <= 0.02 * len(start) / 2:
        return "utf-16-be"
    raise Refused(_BINARY)


def _declared(start: bytes, content_type: str) -> list[str]:
    in_header = _IN_HEADER.search(content_type)
    in_page = _DECLARED.search(start)
    names = [in_header[1] if in_header else "", in_page[1].decode("ascii") if in_page else ""]
    return [_LEGACY.get(name.lower(), name.lower()) for name in names if name]


def _try(body: bytes, charset: str) -> str | None:
    if charset in ("utf-8", "utf8"):  # already tried: a few bad bytes in it are forgiven, many are a wrong label
        text = body.decode("utf-8", errors="replace")
        return text if text.count("\ufffd") <= len(text) // 500 else None
    try:
        text = body.decode(charset)
    except (LookupError, UnicodeError):
        return None
    return text if isinstance(text, str) else None


def _guess(body: bytes) -> str:
    """Take cp1252 where it gives words without stray signs, else what charset-normalizer chooses."""
    western = body.decode("cp1252", errors="replace")
    n_strange = len(_STRANGE.findall(western[:100_000]))
    if not n_strange and sum(not c.isascii() for c in western[:100_000]) < 0.15 * len(western[:100_000]):
        return western
    best = from_bytes(body[:100_000]).best()
    charset = best.encoding if best is not None else "cp1252"
    return body.decode(charset, errors="replace")


def kind_of(text: str, content_type: str) -> Kind:
    """Return "html" or "text", from the characters rather than from the label. Refused: feeds, JSON, SVG, PostScript,
    mails in their encoded form."""
    start = text[:_SNIFF_BYTES]
    if _HTML_START.match(start):
        return "html"
    if _SVG_START.match(start) and _is_svg_alone(text):
        raise Refused(_IMAGE)
    if _POSTSCRIPT_START.match(start):
        raise Refused(_POSTSCRIPT)
    header = _HEADER.match(start)
    if header is not None and _ENCODED.search(header[0]):
        raise Refused(_MIME)
    if _XML_START.match(start):
        raise Refused(_FEED)
    if _JSON_START.match(start):
        raise Refused(_DATA)
    if "html" in content_type.lower():
        return "html" if _ANY_TAG.search(text) else "text"
    return "html" if len(_CLOSING_TAGS.findall(text[:50_000])) >= 3 else "text"


def _is_svg_alone(text: str) -> bool:
    """Rather than a piece of a page that begins with a drawing and goes on after it. A comment may follow."""
    *_, end = 0, *(found.end() for found in _SVG_END.finditer(text))
    after = text[end:].lstrip() if end else ""
    return not after or (after.startswith("<!--") and not after.partition("-->")[2].strip())
