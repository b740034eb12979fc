"""What must stand in no log and in no report of an error: keys in addresses, words searched for, mail addresses."""

from __future__ import annotations

import re
from typing import Any, Final

#: Addresses whose next part is itself the key.
_KEYED: Final = re.compile(r"(/(?:answer|sent|mail/stop|invitation|login/new)/)[^/\s\"'?]+")
_QUERY: Final = re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: As secrets.token_urlsafe makes them: long, of small and capital letters and digits.
_TOKEN: Final = re.compile(r"\b(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}")
#: As django.core.signing makes them.
_SIGNED: Final = re.compile(r"[\w.-]+:[\w-]+:[\w-]{20,}")
_LONGEST: Final = 2_000


def scrubbed(text: str) -> str:
    """The text without what is secret in it, cut to 2,000 characters."""
    for pattern, instead in (
        (_KEYED, r"\1[key]"),
        (_QUERY, "?[query]"),
        (_MAIL, "[mail]"),
        (_SIGNED, "[token]"),
        (_TOKEN, "[token]"),
    ):
        text = pattern.sub(instead, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} [cut]"


def processor(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """A step of structlog: each text of the line is scrubbed, the trace of an exception too."""
    return {
        key: scrubbed(value) if isinstance(value, str) and key != "timestamp" else value for key, value in event.items()
    }
