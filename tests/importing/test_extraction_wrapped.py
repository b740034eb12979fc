"""Pages whose lines are broken at a fixed width, and tables inside of other things."""

import pytest

from claims.importing.extraction import extract

WRAPPED = (
    "The yard on the east quay was built when ferries<br>\nstill burned coal, and it has launched more than<br>\n"
    "ninety ships, as its owner, old Brandt, likes to<br>\ntell every visitor who has an hour to spare.<br>\n<br>\n"
    "Today it builds ferries that need no oil, and it<br>\nsells them to islands that are as far off as the<br>\n"
    "Azores, where two of them have sailed since May."
)
VERSE = "The tide is in,<br>the tide is out,<br>and no one knows<br>what for"
SAID = (
    "<p>The island swapped its last diesel ferry for a battery one on Sunday, harbour master Ole Brandt said. "
    "It carries 240 people and needs forty minutes to charge, according to the yard that built it.</p>"
)


def text_of(body: str) -> str:
    return extract(f"<html><body><article><h1>Ferries</h1>{body}</article></body></html>".encode()).text


def test_line_breaks_at_a_fixed_width_are_joined_and_empty_lines_part_paragraphs() -> None:
    first, second = WRAPPED.replace("<br>\n<br>\n", "¶").replace("<br>\n", " ").split("¶")
    assert text_of(f"<p>{WRAPPED}</p><p>{SAID}</p>").split("\n")[:2] == [first, second]


def test_the_lines_of_a_verse_stay_lines() -> None:
    assert VERSE.replace("<br>", "\n") in text_of(f"{SAID}<p>{VERSE}</p>{SAID.replace('Sunday', 'Monday')}")


ROWS = "<table><tr><td>Draught</td><td>Three metres</td></tr><tr><td>Speed</td><td>Nine knots</td></tr></table>"


def test_rows_of_a_table_stay_lines() -> None:
    assert "Draught | Three metres\nSpeed | Nine knots" in text_of(SAID + ROWS)


@pytest.mark.parametrize("around", ["<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>"])
def test_cells_of_a_table_in_a_list_or_a_quotation_stay_apart(around: str) -> None:
    text = text_of(SAID + around.format(ROWS) + SAID.replace("Sunday", "Monday"))
    assert "Draught | Three metres | Speed | Nine knots" in text


def test_short_paragraphs_in_a_cell_stay_apart_and_long_ones_stay_as_they_are() -> None:
    cell = "<p>Deck lights</p><p>Off by day</p><p>On by night</p>"
    assert "Deck lights | Off by day | On by night" in text_of(f"{SAID}<table><tr><td>{cell}</td></tr></table>")
    assert "|" not in text_of(f"<table><tr><td>{SAID}{SAID.replace('Sunday', 'Monday')}</td></tr></table>")
