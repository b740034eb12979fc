"""Whether a text says where a claim comes from: a speaker, a link, a named document. No Django, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from claims.detection import lexicon
from claims.detection.detect import Seen

MISSING: Final = (
    "Say where this comes from: nobody is named as saying it, and its paragraph holds no link and no named document."
)
_LINK: Final = re.compile(
    r"https?://\S|\bwww\.\w|\[\d{1,3}\]|\b[a-z0-9-]+\.(?:org|com|net|gov|int|eu|info)\b", re.IGNORECASE
)
# Deeds of telling and pieces of writing that hold no facts of their own are no source for others.
_NO_SOURCE: Final = lexicon.CIRCULATING | {"research", "letter", "verdict", "index"}
_DOCUMENT: Final = "|".join(sorted((lexicon.DOCUMENTS - _NO_SOURCE), key=len, reverse=True))
_NAME: Final = r"(?:[A-ZÀ-Þ][\w’'.&-]*|[12][0-9]{3})"
# "the 2024 census", "Eurostat's quarterly figures": a name or a year stands shortly before it
_NAMED_BEFORE: Final = re.compile(rf"(?<![.!?] )(?<!^)\b{_NAME}(?:\s+[\w’'-]+){{0,3}}?\s+(?:{_DOCUMENT})\b")
_NAMED_FIRST: Final = re.compile(rf"(?:^|[.!?]\s)[A-ZÀ-Þ][\w.&-]*[’']s?(?:\s+[\w’'-]+){{0,3}}?\s+(?:{_DOCUMENT})\b")
# "a study by the University of Oslo", "figures from Eurostat", "the report of March 2024"
_NAMED_BEHIND: Final = re.compile(
    rf"\b(?:{_DOCUMENT})\b(?:\s+\w+ed)?\s+(?:by|from|of|in)\s+(?:(?:the|its|their|a)\s+)?(?:[a-z’'-]+\s+){{0,2}}?{_NAME}"
)


def missing(paragraph: str, sentences: Sequence[Seen], *, language: str) -> str:
    """One sentence for the writer when the claims of a paragraph stand there without any source; else empty.

    `sentences`: those of the paragraph. Speakers and documents are read in English; elsewhere nothing is said.
    """
    if language not in ("", "en") and not language.startswith("en-"):
        return ""
    if any(one.speaker for one in sentences) or _LINK.search(paragraph) or names_a_document(paragraph):
        return ""
    return MISSING


def names_a_document(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_NAMED_BEFORE, _NAMED_FIRST, _NAMED_BEHIND))
