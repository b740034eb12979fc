"""One claim a statement: what is parted, and what stays whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.detection.atoms import split


@pytest.mark.parametrize(
    ("statement", "first", "second"),
    [
        (
            "Exports rose by 5 percent and imports fell to 3 million",
            "Exports rose by 5 percent",
            "Imports fell to 3 million",
        ),
        ("Exports fell in May and rose in June", "Exports fell in May", "Exports rose in June"),
        ("The firm cut 900 jobs and closed two plants", "The firm cut 900 jobs", "The firm closed two plants"),
        (
            "The firm has cut 900 jobs and closed two plants",
            "The firm has cut 900 jobs",
            "The firm has closed two plants",
        ),
        (
            "The firm was fined, but was not banned from bidding",
            "The firm was fined",
            "The firm was not banned from bidding",
        ),
        ("A bus hit a tram in Oslo and 12 people were injured", "A bus hit a tram in Oslo", "12 people were injured"),
        (
            "In 2024, exports rose by 5 percent and imports fell by 3 percent",
            "In 2024, exports rose by 5 percent",
            "In 2024, imports fell by 3 percent",
        ),
        (
            "He said that the quay was closed and that the price of salt had doubled",
            "He said that the quay was closed",
            "He said that the price of salt had doubled",
        ),
        (
            "Nine ferries sank in 2019 and that the harbour lost 40 million euros",
            "Nine ferries sank in 2019",
            "The harbour lost 40 million euros",
        ),
        ("Norway has 14 dams; Denmark has not a single dam", "Norway has 14 dams", "Denmark has not a single dam"),
        ("Norway has 14 dams, while Denmark has no dam at all", "Norway has 14 dams", "Denmark has no dam at all"),
        (
            "WHO report found in 2025 that the wells were clean and the rivers were full of lead",
            "WHO report found in 2025 that the wells were clean",
            "WHO report found in 2025 that the rivers were full of lead",
        ),
    ],
)
def test_clauses_that_stand_alone_are_parted(statement: str, first: str, second: str) -> None:
    assert split(statement) == (first, second)


@pytest.mark.parametrize(
    "statement",
    [
        "Between 2010 and 2015 wages in the valley were frozen",
        "The gap between rich and poor was wide in 2010",
        "The Department of Health and Human Services is a large body",
        "Prices will rise and wages will fall if the bank closes",
        "Either exports rose or imports fell and wages rose",
        "Kari Lund denied that the wells were clean and the rivers were full",
        "The dam is 40 metres high and it holds two billion litres",
        "Lund has 40 seats, Ruud has 30 and Berg has 12",
        "Norway has sold 14 ships and Denmark has 20",
        "Two men aged 19 and 22 were being held",
        "The men detained in Oslo and charged with murder were released",
        "He thanked France and Germany is next in line",
        "The law, which was passed in May and was signed in June, bans nets",
        "The mine reportedly closed two shafts and was sold in June",
        "The town is poor because the mine closed and the port was sold",
        "The town banned boats, nets and traps were allowed",
        "Exports rose and imports fell in 2024",
        "Police arrested two men and a third was released",
        "The captain sold the boat and the man was fined",
        "A study of boys and girls was published in Oslo",
        "“Exports rose by 5 percent and imports fell by 3 percent”",
    ],
)
def test_what_leans_on_the_rest_stays_whole(statement: str) -> None:
    assert split(statement) == (statement,)


_WORDS = (
    "the dam broke in Oslo 40 people were not and while ; , but fell to rose has 3.5 percent 2024 that if it his was"
)
_SENTENCES = st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=30).map(" ".join)


@given(_SENTENCES)
def test_no_word_is_invented_and_none_of_what_counts_is_lost(statement: str) -> None:
    parts = split(statement)
    said = set(re.findall(r"\w+", statement.lower()))
    kept = set(re.findall(r"\w+", " ".join(parts).lower()))
    assert kept <= said
    assert said - kept <= {"and", "but", "while", "whereas", "that"}


@given(_SENTENCES)
def test_parting_again_changes_nothing(statement: str) -> None:
    parts = split(statement)
    assert [split(part) for part in parts] == [(part,) for part in parts]


@given(st.text())
def test_any_text_gives_at_least_itself(statement: str) -> None:
    assert split(statement)


def test_a_second_that_goes_where_the_parts_stay_together() -> None:
    assert split("Nine ferries sank and that they were old") == ("Nine ferries sank, and they were old",)
    for whole in (
        "She knew that nine ferries sank and that the harbour lost 40 million euros",
        "She said nine ferries sank and that the harbour lost 40 million euros",
    ):
        assert split(whole) == (whole,)
