"""The contrary of a statement is told from another matter, and denials are read where they stand."""

import pytest

from claims.matching.denials import find_denials
from claims.matching.statements import rank, relate
from claims.policy import Policy

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"


@pytest.mark.parametrize(
    "contrary",
    [
        "The harbour fee in Aldervik did not rise by 30 percent in 2024",
        "The harbour fee in Aldervik fell by 30 percent in 2024",
        "The harbour fee in Aldervik rose by 12 percent in 2024",
    ],
)
def test_a_contrary_is_worth_suggesting_and_says_what_turns_it(contrary: str) -> None:
    found = relate(FEE, contrary, key=1, language="en")
    assert found.relation == "contradicts"
    assert found.score >= Policy().match_suggest_score
    assert found.contradictions
    assert relate(contrary, FEE, key=1, language="en").score == found.score


@pytest.mark.parametrize(
    "other",
    [
        "The harbour fee in Stavholm did not rise by 30 percent in 2024",
        "The harbour fee in Aldervik did not rise by 30 percent in 1998",
        "Waiting times at Aldervik hospital have halved since 2022",
        "Two museums in Bergen open a new wing this spring",
    ],
)
def test_another_name_day_or_matter_is_no_contrary(other: str) -> None:
    assert relate(FEE, other, key=1, language="en").relation == "same"
    assert relate(FEE, other, key=1, language="en").score < Policy().match_suggest_score


def test_a_second_figure_beside_a_shared_one_is_no_contrary() -> None:
    one = "Dredging the harbour cost 4.2 million crowns, after 2.9 million crowns the year before"
    assert relate(one, "Dredging the harbour cost 4.2 million crowns", key=1, language="en").relation == "same"


def test_a_multiple_against_a_figure_is_the_contrary_and_not_the_same() -> None:
    doubled = "The number of asylum claims in Ostra has doubled since 2021"
    found = relate(
        doubled, "The number of asylum claims in Ostra has risen by 42 percent since 2021", key=1, language="en"
    )
    assert found.relation == "contradicts"
    agreed = relate(
        doubled, "The number of asylum claims in Ostra has risen by 100 percent since 2021", key=1, language="en"
    )
    assert agreed.relation == "same"
    assert agreed.score >= Policy().match_suggest_score


def test_the_best_comes_first_and_nothing_is_lost() -> None:
    found = rank(FEE, [(1, "Two museums in Bergen"), (2, FEE), (3, ""), (4, f"{FEE}, says the port")], language="en")
    assert [one.pk for one in found][:2] == [2, 4]
    assert len(found) == 4


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The mayor said the fee had doubled, a claim the port authority has repeatedly denied.", "the port authority"),
        ("Aldervik accuses Stavholm of hiding it - accusations that Stavholm's council rejects.", "Stavholm's council"),
        ("The minister took bribes, an allegation denied by his lawyers.", "his lawyers"),
        ("Critics say the bill is illegal, which the ministry disputes.", "the ministry"),
        ("The town says the water is safe, but the doctors deny this.", "the doctors"),
    ],
)
def test_a_denial_in_the_sentence_is_read_with_its_denier(sentence: str, who: str) -> None:
    assert [denial.who for denial in find_denials(sentence)] == [who]


def test_a_denial_right_after_the_sentence_counts_and_a_later_or_foreign_one_does_not() -> None:
    said = "Stavholm says that the group operates from the valley."
    assert [denial.who for denial in find_denials(said, "Aldervik denies the allegation.")] == ["Aldervik"]
    assert [denial.who for denial in find_denials(said, "He denied it.")] == [""]
    for following in (
        "She rejected the offer.",
        "The judge dismissed the case.",
        "The army shelled the town on Monday, its enemies say, and the general denies it.",
        "Aldervik denies that it paid.",
    ):
        assert find_denials(said, following) == []


@pytest.mark.parametrize("text", ["", "denies", ", which denied", "a " * 5000, "an allegation " * 2000, "—(((" * 3000])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert isinstance(find_denials(text, text), list)
