"""Pairs of statements: what says the same scores above what contradicts it, and both above what is only related."""

from itertools import product

import pytest

from claims.matching.similarity import compare
from claims.policy import Policy

#: A statement; two that say the same; two that contradict it; one about the same matter that says something else.
FAMILIES = (
    (
        "The port of Aldervik charged 40 million crowns in fees in 2023",
        (
            "In 2023 the port of Aldervik charged fees of 40 million crowns",
            "Aldervik's port charged 40m crowns in fees in 2023",
        ),
        (
            "The port of Aldervik charged 14 million crowns in fees in 2023",
            "The port of Aldervik did not charge 40 million crowns in fees in 2023",
        ),
        "The port of Aldervik opened a new ferry terminal for visitors",
    ),
    (
        "Unemployment in Tavira fell to 6.1 percent in March 2024",
        (
            "In March 2024 unemployment in Tavira fell to 6.1%",
            "Tavira's unemployment fell to 6.1 percent in March 2024, the office said",
        ),
        (
            "Unemployment in Tavira rose to 6.1 percent in March 2024",
            "Unemployment in Tavira fell to 9.4 percent in March 2024",
        ),
        "Tavira's labour office moved to a new building near the station",
    ),
    (
        "Minister Dana Okoro approved the Ostra dam without an environmental study",
        (
            "The Ostra dam was approved by minister Dana Okoro without an environmental study",
            "Dana Okoro, the minister, approved the Ostra dam without any environmental study",
        ),
        (
            "Minister Dana Okoro rejected the Ostra dam without an environmental study",
            "The ministry denied that minister Dana Okoro approved the Ostra dam without an environmental study",
        ),
        "The Ostra dam holds water for three valleys and two towns",
    ),
    (
        "The vaccine against river fever is safe for children under five",
        (
            "For children under five the vaccine against river fever is safe",
            "The river fever vaccine is safe for children under five",
        ),
        (
            "The vaccine against river fever is dangerous for children under five",
            "The vaccine against river fever is not safe for children under five",
        ),
        "River fever was first described by two doctors in a mountain village",
    ),
    (
        "Karlsund banned cars from its old town on 3 May 2022",
        (
            "On 3 May 2022 Karlsund banned cars from its old town",
            "Karlsund has banned cars from the old town since 3 May 2022",
        ),
        (
            "Karlsund allowed cars in its old town on 3 May 2022",
            "Karlsund banned cars from its old town on 19 October 2017",
        ),
        "Karlsund's old town has forty bakeries and a museum of clocks",
    ),
    (
        "A photograph shows a shark swimming on a flooded motorway in Brennholm",
        (
            "The photograph of a shark swimming on a flooded motorway in Brennholm",
            "Photograph shows shark swimming on the flooded Brennholm motorway",
        ),
        (
            "No photograph shows a shark swimming on a flooded motorway in Brennholm",
            "A photograph of a shark swimming on a flooded motorway in Brennholm is fake",
        ),
        "The motorway near Brennholm will be repaired over the summer",
    ),
    (
        "The national bank of Velmark raised its interest rate to 4.5 percent",
        (
            "Velmark's national bank raised its interest rate to 4.5%",
            "The interest rate was raised to 4.5 percent by the national bank of Velmark",
        ),
        (
            "The national bank of Velmark did not raise its interest rate to 4.5 percent",
            "The national bank of Velmark raised its interest rate to 2 percent",
        ),
        "The national bank of Velmark issued a coin with an owl on it",
    ),
    (
        "The court found mayor Ilse Brandt guilty of taking bribes",
        (
            "Mayor Ilse Brandt was found guilty of taking bribes by the court",
            "The court has found the mayor, Ilse Brandt, guilty of taking bribes",
        ),
        (
            "The court found mayor Ilse Brandt innocent of taking bribes",
            "The court did not find mayor Ilse Brandt guilty of taking bribes",
        ),
        "Mayor Ilse Brandt opened the winter market with a speech",
    ),
    (
        "Der Hafen von Aldervik verlangte 2023 Gebühren von 40 Millionen Kronen",
        (
            "2023 verlangte der Hafen von Aldervik Gebühren von 40 Millionen Kronen",
            "Gebühren von 40 Millionen Kronen verlangte der Hafen von Aldervik 2023",
        ),
        (
            "Der Hafen von Aldervik verlangte 2023 Gebühren von 14 Millionen Kronen",
            "Der Hafen von Stavholm verlangte 1998 Gebühren von 7 Millionen Kronen",
        ),
        "Der Hafen bekommt im Sommer ein neues Gebäude für Besucher",
    ),
    (
        "The ferry Nordlys carried 12,000 passengers in its first week",
        (
            "In its first week the ferry Nordlys carried 12,000 passengers",
            "12,000 passengers were carried by the ferry Nordlys in its first week",
        ),
        (
            "The ferry Nordlys carried 3,000 passengers in its first week",
            "The ferry Sudlys carried 500 passengers in its first week",
        ),
        "The ferry Nordlys is painted green and has a small cinema",
    ),
)
SAME = [(one, other) for one, same, _, _ in FAMILIES for other in same]
CONTRARY = [(one, other) for one, _, contrary, _ in FAMILIES for other in contrary]
RELATED = [(one, other) for one, _, _, other in FAMILIES]
UNRELATED = [(one[0], other[0]) for one, other in zip(FAMILIES, FAMILIES[1:] + FAMILIES[:1], strict=True)]
SUGGESTED = Policy().match_suggest_score


def scores(pairs: list[tuple[str, str]]) -> list[float]:
    return [compare(one, other).score for one, other in pairs]


def chance(better: list[float], worse: list[float]) -> float:
    """That a score of the better pairs is above one of the worse ones: the area under the ROC curve."""
    wins = [(one > other) + (one == other) / 2 for one, other in product(better, worse)]
    return sum(wins) / len(wins)


@pytest.mark.parametrize(
    ("worse", "at_least"), [(CONTRARY, 0.97), (RELATED, 1.0), (UNRELATED, 1.0)], ids=["contrary", "related", "other"]
)
def test_what_says_the_same_scores_above_what_does_not(worse: list[tuple[str, str]], at_least: float) -> None:
    assert chance(scores(SAME), scores(worse)) >= at_least


def test_nearly_all_that_say_the_same_are_suggested() -> None:
    assert sum(score >= SUGGESTED for score in scores(SAME)) >= 0.9 * len(SAME)


def test_of_what_only_shares_the_matter_nothing_is_suggested() -> None:
    assert max(scores(RELATED)) < SUGGESTED
    assert max(scores(UNRELATED)) < 0.2


@pytest.mark.parametrize(("one", "other"), CONTRARY)
def test_what_contradicts_is_named(one: str, other: str) -> None:
    assert compare(one, other).contradictions
