"""Fact, prediction, opinion, intention, question or not checkable: a table read by a person, a row at a time.

Each checkability/KIND_OF_TEXT.txt holds "kind | sentence", one a line.
"""

from pathlib import Path

import pytest

from claims.detection.checkability import KINDS
from claims.detection.detect import detect

TABLES = sorted(Path(__file__).with_name("checkability").glob("*.txt"))
ROWS = [
    tuple(line.split(" | ", 1)) for table in TABLES for line in table.read_text(encoding="utf-8").splitlines() if line
]


@pytest.mark.parametrize(("kind", "sentence"), ROWS)
def test_a_sentence_is_of_the_kind_a_reader_gave_it(kind: str, sentence: str) -> None:
    (seen,) = detect(sentence)
    assert seen.checkability == kind


def test_the_table_has_every_kind_and_many_rows() -> None:
    assert {kind for kind, _ in ROWS} == set(KINDS)
    assert len(ROWS) >= 250


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fact"])
def test_only_facts_are_suggested_as_claims(kind: str) -> None:
    sentences = [sentence for row_kind, sentence in ROWS if row_kind == kind]
    assert not any(seen.checkworthy for sentence in sentences for seen in detect(sentence, threshold=0.0))


def test_how_checkable_a_sentence_is_says_nothing_of_its_worth() -> None:
    (dull,) = detect("The tram is green.")
    (telling,) = detect("The tram will cost 40 million euros a year, a study found.")
    assert (dull.checkability, telling.checkability) == ("fact", "prediction")
    assert dull.score < telling.score
