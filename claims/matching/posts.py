"""What a post of social media says, who signed it and when: addresses and marks gone, tags cut into words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from claims.text import dates

_LINK: Final = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+", re.IGNORECASE)
_TAG: Final = re.compile(r"(?<![\w.])[#@](\w+)")
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])|_")
#: How a post is quoted elsewhere: its text, "— Name (@handle)" and the day.
_SIGNED: Final = re.compile(
    r"\s*[—–-]\s*([^—–\n]{1,80}?)\s*\(@(\w{1,30})\)\s*(\w+\.? \d{1,2},? \d{4}|\d{1,2} \w+ \d{4})?"
)


@dataclass(frozen=True, slots=True)
class Post:
    """`text` in words; `author` as far as the post is signed; `said_on` when it gives its own day."""

    text: str
    author: str = ""
    said_on: date | None = None


def read(text: str) -> Post:
    """Any text; one that is no post comes back as it is."""
    signed = list(_SIGNED.finditer(text))
    body = _LINK.sub(" ", _SIGNED.sub(" ", text) if signed else text)
    body = " ".join(_TAG.sub(lambda tag: f" {_in_words(tag[1])} ", body).split())
    if not signed:
        return Post(body or text)
    name, handle, day = signed[-1].groups()
    return Post(body or text, f"{name} {_in_words(handle)}", _day(day or ""))


def _in_words(tag: str) -> str:
    """Such as "DefundTheBridge2020" as "Defund The Bridge 2020"."""
    return _HUMPS.sub(" ", tag)


def _day(written: str) -> date | None:
    return next((day.value for day in dates.find(written, None) if day.value and day.precision == "day"), None)
