"""Finds a quotation again in a text that has been edited (W3C Web Annotation selectors, text fragments)."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypedDict
from urllib.parse import quote

from claims.text.tokens import NO_SPACES

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
    once = _only_place(text, wanted["exact"])
    if once is not None and _context_score(text, *once, wanted) == 2:
        return *once, "exact"  # nothing fits better, and the other way looks at each character
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


def _only_place(text: str, words: str) -> tuple[int, int] | None:
    """Where they stand just as they are written, if they do so once."""
    at = text.find(words) if _bare(words) and words == words.strip() else -1
    return (at, at + len(words)) if at >= 0 and text.find(words, at + 1) < 0 else None


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
    """Return a link that scrolls to the quotation (WICG text fragments): url#:~:text=[prefix-,]start[,end][,-suffix].

    A browser matches whole words inside one paragraph, wherever they stand first. So a quotation that begins or ends
    inside a word is widened to the whole of it; a long one, or one of several paragraphs, is given by its first and
    last words, between which a page may have footnotes; a short one is told from its like by the words around it.
    An existing fragment of url is replaced.
    """
    before, exact, after = _whole_words(wanted)
    lines = [line.split() for line in exact.splitlines() if _bare_term(line.split())]
    if not lines:
        return url.partition("#")[0]
    if len(lines) > 1 or len(lines[0]) > _N_SINGLE:
        terms = [_bare_term(lines[0][:_N_ENDS]), _bare_term(lines[-1][-_N_ENDS:])]
        return _link(url, ",".join(map(_encode, terms)))
    if len(lines[0]) > _N_SHORT:
        return _link(url, _encode(_bare_term(lines[0])))
    words_before, words_after = _context(before, after, wanted)
    # Between the context and the quotation nothing may be left out, be it a comma.
    parts = [_encode(_bare_term(lines[0], is_left=not words_before, is_right=not words_after))]
    if words_before:
        parts.insert(0, f"{_encode(_bare_term(words_before, is_right=False))}-")
    if words_after:
        parts.append(f"-{_encode(_bare_term(words_after, is_left=False))}")
    return _link(url, ",".join(parts))


#: Quotations of more words are given by their ends; of fewer than the last one, with their context (words).
_N_SINGLE, _N_ENDS, _N_SHORT, _N_AROUND = 10, 5, 6, 2


def _context(before: str, after: str, wanted: Selector) -> tuple[list[str], list[str]]:
    """The last whole words before the quotation and the first after it, on its lines; none where only marks are."""
    words_before, words_after = before.rpartition("\n")[2].split(), after.partition("\n")[0].split()
    # The outermost word may be cut off, unless the text, or the line, begins or ends there.
    if len(wanted["prefix"]) == CONTEXT_CHARS and "\n" not in before:
        words_before = words_before[1:]
    if len(wanted["suffix"]) == CONTEXT_CHARS and "\n" not in after:
        words_after = words_after[:-1]
    near = words_before[-_N_AROUND:], words_after[:_N_AROUND]
    return near[0] if _bare_term(near[0]) else [], near[1] if _bare_term(near[1]) else []


def _whole_words(wanted: Selector) -> tuple[str, str, str]:
    """(before, quotation, after) with the edges of the quotation moved out of words that they cut."""
    before, exact, after = wanted["prefix"], wanted["exact"], wanted["suffix"]
    while before and exact and _is_inside(before[-1], exact[0]):
        before, exact = before[:-1], before[-1] + exact
    while after and exact and _is_inside(exact[-1], after[0]):
        exact, after = exact + after[0], after[1:]
    return before, exact, after


def _is_inside(left: str, right: str) -> bool:
    """Whether the place between two characters lies inside a word."""
    if NO_SPACES.match(left) or NO_SPACES.match(right):  # there a word has no edges to look for
        return False
    return all(c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" for c in (left, right))


def _bare_term(words: list[str], *, is_left: bool = True, is_right: bool = True) -> str:
    """The words without the marks before and after them, which pages and texts may write differently; "" for marks."""
    term = " ".join(words)
    places = [place for place, c in enumerate(term) if unicodedata.category(c)[0] not in "PZ"]
    if not places:
        return ""
    return term[places[0] if is_left else 0 : places[-1] + 1 if is_right else None]


def _link(url: str, directive: str) -> str:
    return f"{url.partition('#')[0]}#:~:text={directive}"


def _encode(term: str) -> str:
    return quote(term, safe="").replace("-", "%2D")
