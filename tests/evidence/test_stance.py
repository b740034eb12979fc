"""What a passage says about a claim is proposed with the words that decide it, and never without words."""

import pytest

from claims.evidence import passages, stance
from claims.text import overlap

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"


@pytest.mark.parametrize(
    "passage",
    [
        "The harbour fee in Aldervik rose by 30 percent in 2024, the board's report says.",
        "In 2024 Aldervik's harbour fee rose 30% after years without a change.",
        "There is no doubt that the harbour fee in Aldervik rose by 30 percent in 2024.",
    ],
)
def test_the_same_in_other_words_supports(passage: str) -> None:
    found = stance.propose(FEE, passage)
    assert found.label == "supports", found
    assert any("Aldervik" in reason.words for reason in found.reasons)


@pytest.mark.parametrize(
    ("passage", "deciding"),
    [
        ("The harbour fee in Aldervik rose by 12 percent in 2024.", "“30 percent” and “12 percent”"),
        ("The harbour fee in Aldervik did not rise by 30 percent in 2024.", "only one of the two says “not”"),
        ("The harbour fee in Aldervik fell by 30 percent in 2024.", "“rose” and “fell”"),
        (
            "The board denied that the harbour fee in Aldervik rose by 30 percent in 2024.",
            "one of the two says “denied”",
        ),
        (
            "It is false that the harbour fee in Aldervik rose by 30 percent in 2024.",
            "one of the two says “false”",
        ),
    ],
)
def test_what_says_the_contrary_refutes_and_names_the_deciding_words(passage: str, deciding: str) -> None:
    found = stance.propose(FEE, passage)
    assert found.label == "refutes", found
    assert any(deciding in reason.words for reason in found.reasons), found.reasons


@pytest.mark.parametrize(
    "passage",
    [
        "The harbour in Aldervik was built by monks.",
        "Did the harbour fee in Aldervik really rise by 30 percent in 2024?",
        "Two museums in Bergen open a new wing.",
        "",
    ],
)
def test_what_says_too_little_or_only_asks_mentions(passage: str) -> None:
    found = stance.propose(FEE, passage)
    assert found.label == "mentions"
    assert found.reasons


def test_a_claim_that_denies_is_supported_by_a_denial() -> None:
    claim = "The harbour fee in Aldervik did not rise in 2024"
    assert (
        stance.propose(claim, "The harbour fee in Aldervik did not rise in 2024, the board says.").label == "supports"
    )
    assert stance.propose(claim, "The harbour fee in Aldervik rose in 2024, the board says.").label == "refutes"


def test_the_contrary_of_the_contrary_does_not_refute() -> None:
    assert stance.propose(FEE, "The harbour fee in Aldervik did not fall by 30 percent in 2024.").label != "refutes"


def test_a_hedge_makes_the_support_weaker() -> None:
    plain = stance.propose(FEE, "The harbour fee in Aldervik rose by 30 percent in 2024.")
    hedged = stance.propose(FEE, "The harbour fee in Aldervik may have been raised by 30 percent in 2024.")
    assert hedged.score < plain.score
    assert any("hedged" in reason.words for reason in hedged.reasons)


@pytest.mark.parametrize("passage", [FEE, "No.", "Nobody knows what the harbour fee in Aldervik was in 2024."])
def test_scores_lie_between_nought_and_one(passage: str) -> None:
    assert 0.0 <= stance.propose(FEE, passage).score <= 1.0


def test_names_and_numbers_tell_more_than_other_words() -> None:
    wanted = overlap.traits(FEE)
    named = overlap.compare(wanted, overlap.traits("We went to Aldervik in summer."))
    plain = overlap.compare(wanted, overlap.traits("We saw the harbour in summer."))
    assert named.coverage > plain.coverage


def test_a_passage_about_something_else_is_none() -> None:
    text = "The harbour was quiet. Two museums in Bergen open a new wing."
    wanted = overlap.traits(FEE)
    assert passages.passage_at(wanted, text, (0, 22), None) is None
    assert passages.passage_at(wanted, text, (23, len(text)), (0, 22)) is None


def test_a_question_is_no_passage() -> None:
    text = f"{FEE}?"
    assert passages.passage_at(overlap.traits(FEE), text, (0, len(text)), None) is None


def test_a_passage_stays_within_bounds() -> None:
    long = "The harbour fee in Aldervik rose by 30 percent in 2024, " + "and so on, " * 500
    assert passages.passage_at(overlap.traits(FEE), long, (0, len(long)), None) is None
