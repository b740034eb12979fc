"""The central claim of a post of social media."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection.normalising import LONGEST, claim_of


@pytest.mark.parametrize(
    ("post", "claim"),
    [
        (
            "The Oslo dam broke on 3 May. The Oslo dam broke on 3 May. The Oslo dam broke on 3 May.",
            "The Oslo dam broke on 3 May",
        ),
        ("The Oslo dam broke 😱😱 https://example.org/a1 #Dam #Oslo", "The Oslo dam broke"),
        ("RT @news: The Oslo dam broke and 40 people died.", "The Oslo dam broke and 40 people died"),
        (
            "BREAKING: THE DAM BROKE AND 40 PEOPLE DIED IN NORTH KOREA",
            "The dam broke and 40 people died in North Korea",
        ),
        (
            "The mayor of #NorthNorham sold 14 schools.\nPlease share this with everyone!",
            "The mayor of North Norham sold 14 schools",
        ),
        ("Salt water heals covid19.", "Salt water heals COVID-19"),
        (
            "Wow!!! The bank of\nNorham gave 3 million\neuros to its own chief.",
            "The bank of Norham gave 3 million euros to its own chief",
        ),
        ("Fish &amp; chips contain 90% plastic", "Fish & chips contain 90% plastic"),
        ("Norham doesnâ€™t pay 40 teachers", "Norham doesn’t pay 40 teachers"),
        ("", ""),
        ("😱 #Oslo", "Oslo"),
    ],
)
def test_a_post_gives_its_one_claim(post: str, claim: str) -> None:
    assert claim_of(post) == claim


def test_what_is_told_is_chosen_before_what_is_felt() -> None:
    post = "I can't believe it!\n\nNorham county has sent 440,000 ballots to people who died before 2010.\n\nWake up!!!"
    assert claim_of(post) == "Norham county has sent 440,000 ballots to people who died before 2010"


def test_an_abbreviation_keeps_its_capitals_in_a_post_that_shouts() -> None:
    post = "THE WHO SAYS MASKS DO NOT HELP. Masks are useless in Norham, the WHO says."
    assert "WHO" in claim_of(post)
    assert "masks do not help" in claim_of(post)


@given(st.text())
def test_any_text_gives_a_short_line(post: str) -> None:
    claim = claim_of(post)
    assert "\n" not in claim
    assert len(claim.split()) <= LONGEST


_WORDS = st.sampled_from(
    "the dam broke in Oslo 40 people not never died of fish and 3.5 percent say WHO Norham was sold".split()
)


@given(st.lists(st.lists(_WORDS, min_size=4, max_size=20), min_size=1, max_size=6))
def test_no_word_is_invented(lines: list[list[str]]) -> None:
    post = ". ".join(" ".join(line) for line in lines)
    known = set(re.findall(r"\w+", post.lower()))
    assert claim_of(post)
    assert set(re.findall(r"\w+", claim_of(post).lower())) <= known
