"""Two statements are alike by their words, and less so where names, numbers, days or negations contradict."""

import pytest

from claims.matching.similarity import compare
from claims.policy import Policy

SUGGESTED = Policy().match_suggest_score
FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"


@pytest.mark.parametrize(
    "other",
    [
        "In 2024 the harbour fee in Aldervik rose by 30 percent.",
        "Aldervik's harbour fee went up 30% in 2024",
        "The port of Aldervik says that its harbour fee rose by 30 percent in 2024",
    ],
)
def test_another_wording_is_suggested(other: str) -> None:
    found = compare(FEE, other)
    assert found.score >= SUGGESTED
    assert not found.contradictions


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ("The harbour fee in Aldervik rose by 12 percent in 2024", "number"),
        ("The harbour fee in Aldervik did not rise by 30 percent in 2024", "negation"),
        ("The harbour fee in Aldervik fell by 30 percent in 2024", "antonym"),
        ("The harbour fee in Stavholm rose by 30 percent in 2024", "name"),
        ("The harbour fee in Aldervik rose by 30 percent in 1998", "date"),
    ],
)
def test_what_contradicts_lowers_the_score_and_is_named(other: str, kind: str) -> None:
    found = compare(FEE, other)
    assert found.score < compare(FEE, FEE + " again").score - 0.15
    assert [reason.kind for reason in found.contradictions] == [kind]


def test_a_contradicted_figure_negation_or_direction_is_not_suggested() -> None:
    for other in (
        "The harbour fee in Aldervik rose by 12 percent in 2024",
        "The harbour fee in Aldervik did not rise by 30 percent in 2024",
        "The harbour fee in Aldervik fell by 30 percent in 2024",
        "The harbour fee in Stavholm rose by 30 percent in 2024",
    ):
        assert compare(FEE, other).score < SUGGESTED, other


def test_other_matters_have_nothing_in_common() -> None:
    found = compare(FEE, "Two museums in Bergen open a new wing this spring")
    assert found.score < 0.2


def test_the_same_words_are_the_same_claim_whatever_their_typography() -> None:
    assert compare("The  ceasefire “will hold”", 'the ceasefire "will hold"').score == 1.0


def test_short_statements_are_never_near() -> None:
    assert compare("The ceasefire will hold", "The ceasefire will hold, said Karim").score <= 0.5


def test_it_does_not_matter_which_statement_comes_first() -> None:
    one, other = FEE, "Aldervik's harbour fee went up 31% in 2023 and did not fall"
    assert compare(one, other) == compare(other, one)


def test_reasons_are_words_as_they_are_written() -> None:
    reasons = list(map(str, compare(FEE, "In 2024 Aldervik saw its harbour fees rise by 30 percent").reasons))
    assert "shares the name Aldervik" in reasons
    assert "shares the figure 30 percent" in reasons
    assert "shares the date 2024" in reasons


@pytest.mark.parametrize("text", ["", "   ", "?!", "的", "a" * 5000])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert 0.0 <= compare(text, FEE).score <= 1.0
    assert 0.0 <= compare(FEE, text).score <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("approved the dam without a study", "never approved the dam without a study", "negation"),
        ("No crew left Aldervik without a permit", "A crew left Aldervik without a permit", "negation"),
        (
            "The mayor denied that the tunnel was never inspected",
            "The mayor denied the tunnel was inspected",
            "negation",
        ),
        ("The council raised the harbour fee in Aldervik", "The council cut the harbour fee in Aldervik", "antonym"),
        (
            "The bank lowered its rate for ferries in spring",
            "The bank raised its rate for ferries in spring",
            "antonym",
        ),
        ("Ostra repealed the rule on lobster nets", "Ostra introduced the rule on lobster nets", "antonym"),
        ("The port ended the year with a surplus", "The port ended the year with a deficit", "antonym"),
        ("Life jackets became mandatory on every ferry", "Life jackets became optional on every ferry", "antonym"),
    ],
)
def test_a_turn_beside_a_shared_one_and_every_family_of_directions_is_seen(one: str, other: str, kind: str) -> None:
    for found in (compare(one, other), compare(other, one)):
        assert [reason.kind for reason in found.contradictions] == [kind]
        assert found.score < SUGGESTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The council never approved the dam without a study", "Never did the council approve the dam without a study"),
        ("Fees in Aldervik neither rose nor fell in 2024", "Fees in Aldervik did not rise or fall in 2024"),
        ("No fee was paid and no permit issued in Aldervik", "In Aldervik the fee was not paid and no permit issued"),
        ("Without a permit nobody may land lobster in Ostra", "Nobody may land lobster in Ostra without a permit"),
    ],
)
def test_paraphrases_with_two_negations_contradict_nothing(one: str, other: str) -> None:
    assert compare(one, other).contradictions == []
    assert compare(one, other).score >= SUGGESTED
