"""The capture of an article as lines of text: what was read as the article, and what was left out around it.

Never the page itself: what a stranger wrote is shown as text and runs nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html
from lxml.etree import ParserError, _Element

from claims import snapshots
from claims.errors import Refused
from claims.importing.decoding import decode, inflate, kind_of
from claims.models import Article

#: Longer pages are cut here (lines, characters in a line).
MAX_LINES, MAX_LINE = 1_500, 5_000
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
    }
    | {"sub", "sup", "time", "u"}
)


@dataclass(frozen=True)
class Line:
    text: str
    is_left_out: bool


@dataclass(frozen=True)
class Original:
    """`trouble`: why there is nothing to show, as a sentence."""

    lines: list[Line]
    trouble: str = ""
    is_cut: bool = False

    @property
    def n_left_out(self) -> int:
        return sum(line.is_left_out for line in self.lines)


def original_of(article: Article) -> Original:
    """The capture from which this article was read."""
    if article.snapshot is None:
        return Original([], "This article has no capture.")
    try:
        body = inflate(snapshots.read(article.snapshot))
        if body.startswith(b"%PDF"):
            found = snapshots.text_of(article.snapshot).splitlines()
        else:
            text = decode(body, article.snapshot.content_type)
            is_page = kind_of(text, article.snapshot.content_type) == "html"
            found = list(_lines_of(text)) if is_page else text.splitlines()
    except Refused as refusal:
        return Original([], refusal.sentence)
    taken = _plain(f"{article.title} {article.text}")
    lines = [" ".join(line.split())[:MAX_LINE] for line in found if line.strip()]
    shown = [Line(line, _plain(line) not in taken) for line in lines[:MAX_LINES]]
    return Original(shown, is_cut=len(lines) > MAX_LINES)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _lines_of(page: str) -> Iterator[str]:
    """What a browser would show, a line for each block."""
    try:
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except ParserError:
        return
    words: list[str] = []
    for is_border, text in _walk(tree):
        if is_border and words:
            yield "".join(words)
            words = []
        words.append(text)
    yield "".join(words)


def _walk(tree: _Element) -> Iterator[tuple[bool, str]]:
    """(whether a new line begins here, text). Without recursion: a hostile page is nested as deep as it likes."""
    waiting: list[tuple[_Element, bool]] = [(tree, False)]
    while waiting:
        element, is_end = waiting.pop()
        is_block = element.tag not in _INLINE
        if is_end:
            yield is_block, element.tail or ""
            continue
        waiting.append((element, True))
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            yield is_block, element.text or ""
            waiting.extend((child, False) for child in reversed(element))
