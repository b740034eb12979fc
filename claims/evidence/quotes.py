"""The words that are cited: when two quotes are the same, and where they stand in a captured text."""

from __future__ import annotations

from typing import Any

from claims.models import Evidence, Source
from claims.text import anchors, fingerprint

_STANDING = {
    "exact": "The page has changed since it was captured; these words are still there.",
    "moved": "The page has changed since it was captured; these words now stand in another place on it.",
    "lost": "The page has changed since it was captured, and these words are not there any more.",
}
_OUTER_MARKS = " \n\t\"“”„«»'‘’"


def quote_key(quote: str) -> str:
    """The same words of the same source are one piece of evidence, whatever their typography. sha256, hexadecimal."""
    return fingerprint.sha256_hex(fingerprint.normalise(quote))


def place_of(quote: str, text: str) -> dict[str, Any] | None:
    """The selector of a quote in a text, whatever its white space and marks; None when the words are not there."""
    for words in (quote.strip(), quote.strip(_OUTER_MARKS)):
        wanted = anchors.Selector(exact=words, prefix="", suffix="", start=0, end=0)
        start, end, outcome = anchors.find(text, wanted)
        if outcome != "lost":
            return dict(anchors.selector(text, start, end))
    return None


def place_again(selector: dict[str, Any], text: str) -> dict[str, Any]:
    """The selector of the same words in another text of the page; empty when they are not there any more."""
    start, end, outcome = anchors.find(text, anchors.given(selector))
    return {} if outcome == "lost" else dict(anchors.selector(text, start, end))


def is_lost(evidence: Evidence) -> bool:
    """Whether the quote does not stand in the captured text. Asks for no text: lists of evidence leave that out."""
    snapshot = evidence.source.snapshot
    has_text = snapshot is not None and bool(snapshot.text_sha256)
    return has_text and bool(evidence.quote) and not evidence.selector


def standing_in(evidence: Evidence, text: str) -> str:
    """Whether a page that has changed still says the quoted words, as a sentence for the evidence card."""
    _, _, outcome = anchors.find(text, anchors.given({"exact": evidence.quote, **evidence.selector}))
    return _STANDING[outcome]


def trouble_with(evidence: Evidence) -> str:
    """Why the quote cannot be shown in its place, as a sentence for the evidence card; "" when all is well."""
    source = evidence.source
    if source.error:
        return source.error
    if source.snapshot is None:
        return (
            "The page is being fetched; the quote is looked up in it then." if source.kind == Source.Kind.PAGE else ""
        )
    if is_lost(evidence):
        return (
            "These words were not found in the captured text. Compare the quote with the snapshot and attach it anew."
        )
    return ""
