"""Patterns that are searched only where one of their words stands find what they would find anywhere."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.detection import boilerplate, cues, judgements, outlooks, searches
from claims.detection.gated import Gated, words_of

GATED = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (boilerplate, cues, judgements, outlooks, searches)
    for name, value in vars(module).items()
    if isinstance(value, Gated)
}


@pytest.mark.parametrize("name", GATED)
def test_the_words_of_a_pattern_let_every_match_through(name: str) -> None:
    gated = GATED[name]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(gated.pattern, alphabet=st.characters(max_codepoint=0x7E)))
    def check(text: str) -> None:
        found = gated.search(text)
        assert found is not None
        assert found.span() == gated.pattern.search(text).span()  # type: ignore[union-attr]

    check()


def test_a_text_without_any_of_the_words_is_not_searched() -> None:
    assert cues.OPINION.search("The river rose by two metres.") is None
    assert words_of("Don't STOP at 5 p.m.") == {"don", "t", "stop", "at", "5", "p", "m"}
