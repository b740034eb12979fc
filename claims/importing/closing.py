"""The lines below an article's last paragraph: agency, byline, date, contact, end mark."""

import re
from typing import Final

from claims.importing import header_lines, headers, notices, outlets
from claims.importing.headers import Header

# How many lines may stand below the last paragraph.
MAX_LINES: Final = 5
MAX_CONTACT_CHARS: Final = 300
MAX_AGENCY_CHARS: Final = 60

_DASHES: Final = " -–—*#"
_END: Final = re.compile(r"^\W*(?:end|ends|ende|fin|fim|30|完)\W*$|^[\W\d_]+$", re.IGNORECASE)
_CONTACT: Final = re.compile(
    r"\b(?:can\s+be\s+(?:reached|contacted|followed|found)|(?:reach|follow|e-?mail|contact)\s+(?:him|her|them|me)\b"
    r"|(?:follow|contact|e-?mail|reach)\s+\S+(?:\s+\S+)?\s+(?:at|on)\b).{0,160}(?:@|\d{3}|\btwitter\b|\bfacebook\b)"
    r"|^[^.!?]{0,60}\s[\w.+-]+@[\w-]+\.[\w.-]+$",
    re.IGNORECASE,
)
_EDITOR: Final = re.compile(r"^\W*(?:责任)?(?:编辑|編輯|纠错)")


def take_lines(lines: list[str], header: Header) -> list[str]:
    """Move what stands below the last paragraph from the lines into header; return the rest. One line always stays."""
    rest = list(lines)
    for _ in range(MAX_LINES):
        if len(rest) < 2 or not _is_closing(rest[-1], header):
            break
        header.removed.append(rest.pop())
    return rest


def _is_closing(line: str, header: Header) -> bool:
    bare = line.strip(" ()[]–—-")
    agency = outlets.by_name(bare) if len(line) <= MAX_AGENCY_CHARS else ""
    if agency:
        header.byline = header.byline or bare
        header.origin = header.origin or agency
        return True
    source = notices.source_in(line)
    if source:
        header.origin = header.origin or source
        return True
    if _END.match(line) or _EDITOR.match(line) or (len(line) <= MAX_CONTACT_CHARS and _CONTACT.search(line)):
        return True
    read = header_lines.readings(line.strip(_DASHES))
    if read is None or header_lines.is_section(bare):
        return False
    headers.note(line, read, header)
    return True
