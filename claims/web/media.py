"""What kind of document an answer holds: media type, charset, and what the first bytes say."""

import codecs
import re
from email.message import Message

READABLE_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "application/pdf",
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/json",
        "application/feed+json",
        "application/ld+json",
    }
)
GZIP_TYPES = frozenset({"application/gzip", "application/x-gzip"})
# What servers say when they do not know: then the bytes and the file name decide.
UNSURE_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
# Not the mimetypes module: it reads files of the machine, so two machines would disagree.
_BY_ENDING = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "txt": "text/plain",
    "md": "text/markdown",
    "xml": "application/xml",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/json",
}
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}")

# The WHATWG Encoding Standard reads these labels as windows-1252, and so do all browsers.
_LATIN = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1"})
# Python codecs that no page is written in; some are slow on hostile input, UTF-7 hides markup.
_NOT_FOR_PAGES = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "mbcs", "oem"}
)
_HTML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE)


def parse(header: str) -> tuple[str, str]:
    """(media type in lower case, charset) of a Content-Type header; "" for what is absent or nonsense."""
    media = header.split(";", 1)[0].strip().lower()
    message = Message()
    message["content-type"] = header[:500]
    charset = message.get_param("charset", "")
    label = charset if isinstance(charset, str) else charset[2]
    return media if _MEDIA_TYPE.fullmatch(media) else "", known_charset(label)


def known_charset(label: str) -> str:
    """The label as a name that `bytes.decode` takes; "" for none, or none that pages are written in."""
    label = label.strip().strip("\"'").lower()
    if label in _LATIN:
        return "windows-1252"
    try:
        name = codecs.lookup(label).name
        if name.replace("-", "_") in _NOT_FOR_PAGES:
            return ""
        b"a".decode(name, "replace")  # refuses codecs that are not for text, such as base64
    except (LookupError, ValueError):
        return ""
    return name


def is_worth_reading(declared: str, allowed: frozenset[str]) -> bool:
    """False when the declared type alone tells that the body is of no use, so that it need not be read."""
    return declared in allowed or declared in GZIP_TYPES or declared in UNSURE_TYPES


def identify(declared: str, body: bytes, path: str) -> str:
    """The media type of an unpacked body, "" when it cannot be told.

    Plain first bytes count more than the declaration; the ending of the URL's path (`minutes.txt.gz`) counts
    only where the declaration says nothing.
    """
    start = body[:2048]
    is_unsure = declared in UNSURE_TYPES or declared in GZIP_TYPES
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if (is_unsure or declared == "application/pdf") and _HTML_START.match(start):
        return "text/html"
    if not is_unsure:
        return declared
    if _XML_START.match(start):
        return "application/xhtml+xml" if b"<html" in start.lower() else "application/xml"
    if b"\0" in start:
        return ""
    ending = path.lower().removesuffix(".gz").rpartition(".")[2]
    return _BY_ENDING.get(ending, "text/plain" if declared == "" or declared in GZIP_TYPES else "")
