"""Finds a quotation again in a text that has been edited (W3C Web Annotation selectors, text fragments)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypedDict
from urllib.parse import quote

Outcome = Literal["exact", "moved", "lost"]

CONTEXT_CHARS: Final = 32

_MARKS: Final = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"}


class Selector(TypedDict):
    """A TextQuoteSelector and a TextPositionSelector in one: start is 0-based, end is exclusive."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def selector(text: str, start: int, end: int) -> Selector:
    """Return the selector of text[start:end]. ValueError for a span that is empty or outside the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"There is no text at {start} to {end} of {len(text)} characters.")
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_CHARS) : start],
        suffix=text[end : end + CONTEXT_CHARS],
        start=start,
        end=end,
    )


def given(stored: Mapping[str, Any]) -> Selector:
    """A selector that was stored as JSON, with "" and 0 for what is missing."""
    return Selector(
        exact=str(stored.get("exact", "")),
        prefix=str(stored.get("prefix", "")),
        suffix=str(stored.get("suffix", "")),
        start=int(stored.get("start", 0)),
        end=int(stored.get("end", 0)),
    )


def find(text: str, wanted: Selector) -> tuple[int, int, Outcome]:
    """Return where the quotation is now: (start, end, outcome).

    "exact": the words are there, in their context or at their place, whatever happened to white space and
    typographic marks. "moved": the words are there, but neither context nor place is. "lost": the words
    are not there; start and end are 0 then. Of several matches the one with the most of its
    context wins, then the one nearest to the old place.
    """
    start, end = wanted["start"], wanted["end"]
    if text[start:end] == wanted["exact"] and _context_score(text, start, end, wanted) > 0:
        return start, end, "exact"
    squeezed, places = _squeeze(text)
    needle = _squeeze(wanted["exact"])[0].strip()
    if not needle:
        return 0, 0, "lost"
    matches = [(places[at], places[at + len(needle) - 1] + 1) for at in _occurrences(squeezed, needle)]
    if not matches:
        return 0, 0, "lost"
    scored = [(_context_score(text, a, b, wanted), -abs(a - start), a, b) for a, b in matches]
    score, distance, a, b = max(scored)
    is_in_place = score >= 1 or (score > 0 and -distance <= 2 * CONTEXT_CHARS)
    has_no_context = not wanted["prefix"].strip() and not wanted["suffix"].strip()
    return a, b, "exact" if is_in_place or (has_no_context and len(matches) == 1) else "moved"


def _occurrences(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return text with single spaces and plain marks, and for each of its characters the old place."""
    kept: list[str] = []
    places: list[int] = []
    for place, raw in enumerate(text):
        character = _MARKS.get(raw, raw)
        if character.isspace():
            if not kept or kept[-1] == " ":
                continue
            character = " "
        elif unicodedata.category(character) == "Cf":  # soft hyphens, zero-width spaces
            continue
        kept.append(character)
        places.append(place)
    return "".join(kept), places


def _context_score(text: str, start: int, end: int, wanted: Selector) -> int:
    """Count the sides, 0..2, on which the nearest context is still there; a side at the text's edge counts."""
    before = _bare(text[max(0, start - 3 * CONTEXT_CHARS) : start])
    after = _bare(text[end : end + 3 * CONTEXT_CHARS])
    prefix, suffix = _bare(wanted["prefix"])[-CONTEXT_CHARS // 2 :], _bare(wanted["suffix"])[: CONTEXT_CHARS // 2]
    sides = (before.endswith(prefix) if prefix else not before, after.startswith(suffix) if suffix else not after)
    return sum(sides)


def _bare(text: str) -> str:
    return "".join(_MARKS.get(c, c) for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def fragment_url(url: str, wanted: Selector) -> str:
    """Return a link that scrolls to the quotation (WICG text fragments): url#:~:text=[prefix-,]start[,end].

    A long quotation is given by its first and last words. An existing fragment of url is replaced.
    """
    words = wanted["exact"].split()
    terms = [" ".join(words)] if len(words) <= 12 else [" ".join(words[:5]), " ".join(words[-5:])]
    encoded = ",".join(_encode(term) for term in terms)
    prefix = re.findall(r"\S+", wanted["prefix"])[-2:]
    # The first word of a prefix may be cut off, and a fragment matches whole words only.
    before = f"{_encode(prefix[-1])}-," if len(prefix) == 2 and "\n" not in wanted["prefix"][-12:] else ""
    return f"{url.partition('#')[0]}#:~:text={before}{encoded}"


def _encode(term: str) -> str:
    return quote(term, safe="").replace("-", "%2D")
