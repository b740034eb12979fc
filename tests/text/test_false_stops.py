"""The quick look for a stop that ends no sentence never misses one that the full pattern would see."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.text import sentences


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.from_regex(sentences._FALSE_STOP))
def test_every_false_stop_is_suspected(line: str) -> None:
    assert sentences._is_suspect(line, 0, len(line))


def test_a_stop_between_two_plain_words_is_not_suspected() -> None:
    line = "The river rose. Nobody was hurt."
    assert not sentences._is_suspect(line, 0, len(line))
    assert sentences.split(line) == [(0, 15), (16, 32)]


def test_a_line_that_was_split_before_is_split_the_same_way() -> None:
    line = "Dr. Ames spoke to St. Olaf council. It agreed."
    assert sentences.split(line) == sentences.split(line) == sentences._split_line(line) == [(0, 35), (36, 46)]
