"""A reason goes into a row and comes out again with its kind; what earlier rows hold is still read."""

import json

import pytest

from claims.text import reasons
from claims.text.reasons import Reason


def test_what_is_written_is_read_again() -> None:
    told = [Reason("number", "the figures differ: “40” and “14”"), Reason("names", "shares the name Ostra")]
    assert reasons.from_json(json.loads(json.dumps(reasons.to_json(told)))) == told


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (["number: “40” against “14”"], [Reason("", "number: “40” against “14”")]),
        ([{"kind": "a kind of tomorrow", "words": "so it is"}], [Reason("", "so it is")]),
        ([{}], [Reason("", "")]),
        (None, []),
        ([], []),
    ],
)
def test_rows_of_other_versions_are_read_without_a_kind(stored: object, read: list[Reason]) -> None:
    assert reasons.from_json(stored) == read


def test_as_text_a_reason_is_its_words() -> None:
    assert ", ".join(map(str, [Reason("names", "one"), Reason("", "two")])) == "one, two"
