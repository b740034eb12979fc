"""Keeps apart what stands in tables, where its text would run together into one line that reads as a sentence."""

from typing import Final

from lxml import etree
from lxml.etree import _Element

# A longer text in a cell is running text: the table is there for the looks of the page (characters).
MAX_CELL_CHARS: Final = 120

_HOLDERS: Final = ("li", "dd", "blockquote")
_CELLS: Final = ("td", "th")
_LINES: Final = frozenset(("p", "div"))
_LONG: Final = etree.XPath(f"boolean(.//text()[string-length() > {MAX_CELL_CHARS}])")


def part_cells(tree: _Element) -> None:
    """Put a bar between the cells of a table of short cells inside a list or a quotation, and between short
    paragraphs inside one cell, in place.
    """
    for table in tree.iter("table"):
        if next(table.iterancestors(*_HOLDERS), None) is not None and _is_data(table):
            _bar(list(table.iter(*_CELLS)))
    for cell in tree.iter(*_CELLS):
        lines = [child for child in cell if child.tag in _LINES]
        if len(lines) > 1 and not any(map(_LONG, lines)):
            _bar(lines)


def _is_data(table: _Element) -> bool:
    """Whether a table has rows of several short cells, and no table within."""
    if next(table.iterdescendants("table"), None) is not None or _LONG(table):
        return False
    n_rows, n_cells = (sum(1 for _ in table.iter(*tags)) for tags in (("tr",), _CELLS))
    return n_rows > 1 and n_cells >= 2 * n_rows


def _bar(parts: list[_Element]) -> None:
    for part in parts[1:]:
        part.text = f"| {(part.text or '').lstrip()}"
