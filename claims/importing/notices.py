"""Reads the sentences in which an article speaks of itself: when it went live, who published it first."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from claims.importing import outlets
from claims.text import dates

_CREDIT: Final = re.compile(
    r"\b(?:reporting|written|story)\s+by\s+(?P<name>[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,3})", re.IGNORECASE
)
_PUBLISHED: Final = re.compile(
    r"\b(?:went\s+live|(?:first\s+|originally\s+|re)?published|posted|updated|date|veröffentlicht|publié|publicado|stand)\b\s*"
    r"(?:(?:on|in|at|by|am|le|el|em)\b|:)?\s*",
    re.IGNORECASE,
)
_UPDATED: Final = re.compile(r"\b(?:updated|modified|edited|corrected)\b", re.IGNORECASE)
_ORIGIN: Final = re.compile(
    r"\b(?:(?:originally|first)\s+(?:published|appeared|produced|reported|broadcast|posted)|republished|syndicated|reprinted)"
    r"(?:\s+with\s+permission)?\s+(?:on|in|by|from|at)\s+(?:the\s+website\s+of\s+)?(?P<name>[^.,;()]{2,60}?)"
    r"(?=\s+(?:on|under|and\s+is|as|with)\b|\s*[.,;()]|\s*$)",
    re.IGNORECASE,
)
_ORIGIN_ABROAD: Final = re.compile(
    r"\b(?:erschien(?:en)?\s+zuerst|(?:zuerst|ursprünglich)\s+(?:erschienen|veröffentlicht)|wurde\s+(?:zuerst|ursprünglich))\s+"
    r"(?:bei|auf|in|im|von)\s+(?P<de>[^.,;()]{2,60}?)(?=\s+(?:veröffentlicht|publiziert|erschienen|am)\b|\s*[.,;()]|\s*$)"
    r"|\b(?:(?:initialement|d['’]abord|originellement)\s+(?:été\s+)?(?:publiée?|parue?)|(?:publiée?|parue?)\s+(?:initialement|à\s+l['’]origine))"
    r"\s+(?:par|dans|sur|en|chez)\s+(?P<fr>[^.,;()]{2,60}?)(?=\s+(?:sous|le)\b|\s*[.,;()]|\s*$)"
    r"|\b(?:publicad[oa]\s+(?:originalmente|originariamente|por\s+primera\s+vez|primero)|originalmente\s+publicad[oa])"
    r"\s+(?:en|por|em|no|na|pel[oa])\s+(?P<es>[^.,;()]{2,60}?)(?=\s+(?:bajo|el|sob)\b|\s*[.,;()]|\s*$)"
    r"|\bpubblicat[oa]\s+(?:originariamente|originalmente|per\s+la\s+prima\s+volta)\s+(?:su|da|in)\s+(?P<it>[^.,;()]{2,60}?)(?=\s*[.,;()]|\s*$)",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"(?:©|\([cC]\)|\b[Cc]opyright)\s*(?:©|\([cC]\))?\s*\d{4},?\s*(?:by\s+)?(?P<name>[^.,;()|]{2,40})"
)
_SOURCE: Final = re.compile(
    r"^\W*(?:source|quelle|fuente|fonte|bron|kilde|källa|źródło|kaynak|источник|المصدر)\s*:\s*(?P<name>[^.;()|]{2,40})\W*$",
    re.IGNORECASE,
)
_INPUTS: Final = re.compile(r"^\(?with\s+(?:inputs?|files|material)\s+from\s+(?P<name>[^.()]{2,40})", re.IGNORECASE)
_SELF: Final = (
    re.compile(r"^(?P<name>(?:The\s+)?[A-Z][\w.’'& ]{1,40}?)\s+is\s+(?:now\s+)?(?:also\s+)?(?:available\s+)?on\s+\w"),
    re.compile(r"^Since\s+\d{4},\s+(?P<name>(?:The\s+)?[A-Z][\w.’'& ]{1,40}?)\s+has\s"),
    re.compile(r"^(?:Follow|Join)\s+(?P<name>(?:The\s+)?[A-Z][\w.’'& ]{1,40}?)\s+on\s+[A-Z]"),
)
# The site behind these words is the one that the text was taken from; the name ends where the capitals do.
_NAME: Final = r"(?P<name>[A-ZÀ-Þ][\w’'&.-]*[\w](?:\s+(?:(?:of|the|de|la|du|des|and|&)\s+){0,2}[A-ZÀ-Þ][\w’'&-]*){0,4})"
_MEMBER: Final = (
    re.compile(rf"\b(?i:member|supporter|subscriber|patron|friend|reader)s?\s+(?:of|to)\s+(?:[Tt]he\s+)?{_NAME}"),
    re.compile(
        rf"\b(?:[Tt]he\s+|to\s+|for\s+){_NAME}(?:['’]s)?\s+(?:(?i:daily|weekly|free|morning)\s+)?(?i:newsletter|app|channel)\b"
    ),
    re.compile(
        rf"^(?:Subscribe\s+to|Support|Donate\s+to|Follow)\s+(?:the\s+)?{_NAME}(?=\s+(?:for|from|today|now|on|by|with)\b|[.!]?$)"
    ),
    re.compile(
        rf"(?:©|\([cC]\)|Copyright)\s*(?:©|\([cC]\))?\s*(?:\d{{4}}\s*(?:[-–]\s*\d{{4}})?)?,?\s*(?:[Tt]he\s+)?{_NAME}"
    ),
)
_COMMON: Final = re.compile(
    r"^(?:our|we|us|my|your|whatsapp|telegram|facebook|twitter|instagram|youtube|signal|daily|weekly|morning|evening|free"
    r"|news|latest|breaking|google|apple|independent|local|all|today|monday|local\s+journalism|quality\s+journalism)\b",
    re.IGNORECASE,
)
_NOT_A_NAME: Final = frozenset({"it", "this", "he", "she", "we", "that", "what", "us", "me", "our", "the conversation"})


@dataclass(frozen=True, slots=True)
class Told:
    """What an article says of itself; "" and None for what it does not say."""

    published: date | None
    origin: str
    outlet: str
    byline: str


def read(sentences: list[str]) -> Told:
    """Return the first answer to each question that the sentences hold."""
    writers = (match["name"] for match in map(_CREDIT.search, sentences) if match)
    return Told(
        published=next(filter(None, map(published_in, sentences)), None),
        origin=next(filter(None, map(origin_in, sentences)), ""),
        outlet=next(filter(None, map(outlet_in, sentences)), ""),
        byline=next(writers, ""),
    )


def is_plausible(day: date) -> bool:
    """Whether something can have been published on a day: not before newspapers, not after tomorrow."""
    return date(1605, 1, 1) <= day <= datetime.now(UTC).date() + timedelta(days=1)


def published_in(sentence: str) -> date | None:
    """Return the full date on which a sentence says the article was published, or None.

    A date on which it was updated is another thing and is not returned.
    """
    said = _PUBLISHED.search(sentence)
    if said is None or _UPDATED.search(said.group()):
        return None
    found = [m for m in dates.find(sentence[said.end() :]) if m.precision == "day" and m.value is not None]
    day = found[0].value if found else None
    return day if day is not None and is_plausible(day) else None


def origin_in(sentence: str) -> str:
    """Return who a sentence says published the article first, or ""."""
    match = _ORIGIN.search(sentence) or _INPUTS.search(sentence) or _ORIGIN_ABROAD.search(sentence)
    if match is None:
        holder = _RIGHTS.search(sentence)
        return outlets.by_name(holder["name"]) if holder else source_in(sentence)
    name = next(filter(None, match.groupdict().values())).strip(" :–—-")
    known = outlets.by_name(name)
    return known or (name if name[:1].isupper() and not dates.find(name) else "")


def source_in(line: str) -> str:
    """Return the known outlet that a line gives as its source ("Source: Reuters"), or ""."""
    match = _SOURCE.match(line)
    return outlets.by_name(match["name"]) if match else ""


def outlet_in(sentence: str) -> str:
    """Return the outlet that speaks of itself by name in boilerplate ("X is now on WhatsApp"), or ""."""
    for pattern in _SELF:
        match = pattern.search(sentence)
        if match and match["name"].casefold() not in _NOT_A_NAME:
            return outlets.by_name(match["name"]) or match["name"].strip()
    for pattern in _MEMBER:
        match = pattern.search(sentence)
        if match and not _COMMON.match(match["name"]):
            name = re.split(r"['’]s\b|\s+All\b", match["name"])[0]
            return outlets.by_name(name) or name
    return ""
