"""Joins lines that were broken at a fixed width, as mails, PDFs and old weblogs break them: in texts and in pages."""

import re
from itertools import pairwise
from typing import Final

from lxml import etree
from lxml.etree import _Element

# A wrapped line fills at least this share of the widest one; a byline or the end of a paragraph mostly does not.
WRAP_SHARE: Final = 0.6
MAX_WIDTH: Final = 130

_ENDS_SENTENCE: Final = re.compile(r"[.!?…。！？؟।:][\"”’»)]*$")
_LIST_ITEM: Final = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s")
_BLOCKS: Final = ("p", "div", "li", "dd", "td", "th", "blockquote", "section", "article", "body")
_NOT_IN_BLOCKS: Final = (*_BLOCKS, "pre", "textarea", "table", "ul", "ol", "dl")


def is_wrapped(lines: list[str]) -> bool:
    """Whether lines break in the middle of sentences at a fixed width. Empty lines part paragraphs."""
    width = max(map(len, lines), default=0)
    pairs = [(line, after) for line, after in pairwise(lines) if len(line) > 40 and line and after]
    if len(pairs) < 4 or width > MAX_WIDTH:
        return False
    n_broken = sum(not _ENDS_SENTENCE.search(line) for line, _ in pairs)
    n_small = sum(not after[0].isupper() for _, after in pairs)
    return n_broken >= 0.6 * len(pairs) and n_small >= 0.25 * len(pairs)


def join(lines: list[str]) -> list[str]:
    """Return wrapped lines as paragraphs."""
    width = max(map(len, lines))
    joined: list[str] = []
    for before, line in pairwise(["", *lines]):
        if not joined or not _goes_on(before, line, width):
            joined.append(line)
        elif before.endswith("-") and line[0].islower() and before[-2:-1].isalpha():
            joined[-1] = joined[-1][:-1] + line
        else:
            joined[-1] += " " + line
    return joined


def join_breaks(tree: _Element) -> None:
    """Make blanks of the line breaks in a page that wraps its paragraphs with them, in place."""
    around = dict.fromkeys(next(each.iterancestors(*_NOT_IN_BLOCKS), None) for each in tree.iter("br"))
    read = [
        (breaks, lines)
        for breaks, lines in map(_lines, filter(_is_innermost, around))
        if max(map(len, lines)) <= MAX_WIDTH
    ]
    every = [line for _, lines in read for line in (*lines, "")]
    if not is_wrapped(every):
        return
    width = max(map(len, every))
    for breaks, lines in read:
        for at, (before, line) in zip(breaks, pairwise(lines), strict=True):
            if _goes_on(before, line, width):
                at.tag = "span"
                at.text = " "


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the one before: that one is full, or breaks off before a small letter."""
    if not before or not line or _LIST_ITEM.match(line):
        return False
    is_full = len(before) >= WRAP_SHARE * width
    return is_full or (line[0].islower() and not _ENDS_SENTENCE.search(before))


def _is_innermost(block: _Element | None) -> bool:
    """Whether a break stands in a block of text in which no other block lies."""
    if block is None or block.tag not in _BLOCKS:
        return False
    return next(block.iterdescendants(*_NOT_IN_BLOCKS), None) is None


def _lines(block: _Element) -> tuple[list[_Element], list[str]]:
    """The breaks in a block, and the lines between them: one more."""
    breaks: list[_Element] = []
    pieces = [[block.text or ""]]
    for event, element in etree.iterwalk(block, events=("start", "end")):
        if element is block:
            continue
        if event == "end":
            pieces[-1].append(element.tail or "")
        elif element.tag == "br":
            breaks.append(element)
            pieces.append([])
        else:
            pieces[-1].append(element.text or "")
    return breaks, [" ".join("".join(line).split()) for line in pieces]
