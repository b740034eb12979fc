"""Sentences in many languages, as a reader of each would split them.

Each sentences/LANGUAGE.txt holds cases with an empty line between them: one sentence a line, in the order of the text.
"""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import sentences

TABLES = sorted(Path(__file__).with_name("sentences").glob("*.txt"))
UNSPACED = {"chinese", "japanese"}
CASES = [
    pytest.param(block.split("\n"), "" if table.stem in UNSPACED else " ", id=f"{table.stem} {number}")
    for table in TABLES
    for number, block in enumerate(table.read_text(encoding="utf-8").strip().split("\n\n"), 1)
]
SCRIPTS = st.sampled_from(
    ["Dr.", "No.", "U.S.", "Inc.", "e.g.", "p.m.", "3.", "1990", "«", "»", "„", "“", "”", '"', "'", "’", "(", ")",
     "[3]", "…", ". . .", "?", "!", ".", ";", "。", "」", "「", "।", "؟", "۔", "س", "د.", "он", "г.", "κ.", "你好",
     "The", "वह", "she said", "¿Qué", "-", " ", "\u00a0", "\u202e", "\u200b", "\x00", "\n", "\ud800", "😀",
     "e\u0301"]
)  # fmt: skip


@pytest.mark.parametrize(("expected", "between"), CASES)
def test_sentences_are_split_where_a_reader_of_the_language_would(expected: list[str], between: str) -> None:
    text = between.join(expected)
    assert [text[start:end] for start, end in sentences.split(text)] == expected


def test_there_are_tables_of_many_languages() -> None:
    assert len(TABLES) >= 17


@given(st.lists(SCRIPTS | st.text(max_size=6), max_size=40).map("".join))
def test_offsets_are_exact_in_every_script(text: str) -> None:
    spans = sentences.split(text)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert all(a < b and text[a:b] == text[a:b].strip() and "\n" not in text[a:b] for a, b in spans)
    assert all(previous[1] <= following[0] for previous, following in pairwise(spans))
