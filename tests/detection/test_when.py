"""Words for a time, made absolute from the day of the article, or left as they were where they mean another time."""

from datetime import date

import pytest

from claims.detection import when

PUBLISHED = date(2025, 5, 14)


@pytest.mark.parametrize(
    "text",
    [
        "Rents fell 4% in March from a year ago.",
        "Rents rose faster than the 2.1% a year ago.",
        "The catch was 30% higher than two years ago.",
        "Sales have doubled since three years ago.",
        "Profit was 12 million euros in the first quarter and 9 million a year ago.",
        "The mill sold 400 tonnes, up from 310 a year ago.",
        "The mill sold 400 tonnes, compared with 310 a year ago.",
        "Exports were down 3.5 per cent on a year ago.",
        "In April the mill made 90 tonnes; in May it made fewer than two years ago.",
    ],
)
def test_a_comparison_with_a_year_ago_is_with_its_same_month_and_keeps_its_words(text: str) -> None:
    assert "year ago" in when.absolute(text, PUBLISHED) or "years ago" in when.absolute(text, PUBLISHED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill moved here from Leeds two years ago.", "The mill moved here from Leeds in 2023."),
        ("She set up the mill three years ago.", "She set up the mill in 2022."),
        ("Four years ago the mill burnt down.", "In 2021 the mill burnt down."),
        ("Rents fell in March; the mill closed two years ago.", "Rents fell in March; the mill closed in 2023."),
        ("The ferry sank two days ago.", "The ferry sank on 12 May 2025."),
    ],
)
def test_years_ago_without_a_comparison_are_a_year(text: str, expected: str) -> None:
    assert when.absolute(text, PUBLISHED) == expected


def test_words_that_name_no_time_leave_a_text_alone() -> None:
    assert when.absolute("The lasting view of Chicago", PUBLISHED) == "The lasting view of Chicago"
