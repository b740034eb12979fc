"""Quantities with their values and units."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import numbers


def read(text: str) -> list[tuple[str, float, str]]:
    return [(text[n.start : n.end], n.value, n.unit) for n in numbers.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $1.2bn.", [("$1.2bn", 1.2e9, "USD")]),
        ("a loan of US$5 million", [("US$5 million", 5e6, "USD")]),
        ("Rs 5 crore was paid", [("Rs 5 crore", 5e7, "INR")]),
        ("₹1,20,000 in cash", [("₹1,20,000", 120_000.0, "INR")]),
        ("rose 3.5 percent", [("3.5 percent", 3.5, "percent")]),
        ("stieg um 3,5 Prozent", [("3,5 Prozent", 3.5, "percent")]),
        ("fell by 12.5 per cent", [("12.5 per cent", 12.5, "percent")]),
        ("up 3 percentage points", [("3 percentage points", 3.0, "percentage points")]),
        ("Rs 5 lakh crore", [("Rs 5 lakh crore", 5e12, "INR")]),
        ("between 5 and 10 percent", [("5", 5.0, "percent"), ("10 percent", 10.0, "percent")]),
        ("5 to 10 million", [("5", 5e6, ""), ("10 million", 10e6, "")]),
        ("$5-10 million", [("$5", 5e6, "USD"), ("10 million", 10e6, "USD")]),
        ("two to three million", [("two", 2e6, ""), ("three million", 3e6, "")]),
        ("two and a half million", [("two and a half million", 2.5e6, "")]),
        ("1½ million", [("1½ million", 1.5e6, "")]),
        ("one in five", [("one in five", 0.2, "")]),
        ("9 out of 10", [("9 out of 10", 0.9, "")]),
        ("minus 3 percent", [("minus 3 percent", -3.0, "percent")]),
        ("40 km/h", [("40 km/h", 40.0, "km/h")]),
        ("3,5 Mio. Euro", [("3,5 Mio. Euro", 3.5e6, "EUR")]),
        ("12.000 Euro", [("12.000 Euro", 12_000.0, "EUR")]),
        ("1’200’000 Franken", [("1’200’000", 1_200_000.0, "")]),
        ("1,5 milliard d'euros", [("1,5 milliard d'euros", 1.5e9, "EUR")]),
        ("dos mil millones de dólares", [("dos mil millones de dólares", 2e9, "USD")]),
        ("drei Prozent", [("drei Prozent", 3.0, "percent")]),
        ("2 miliardi di euro", [("2 miliardi di euro", 2e9, "EUR")]),
        ("5 bilhões", [("5 bilhões", 5e9, "")]),
        ("3 миллиона рублей", [("3 миллиона рублей", 3e6, "RUB")]),
        ("٣٫٥ في المئة", [("٣٫٥ في المئة", 3.5, "percent")]),
        ("४० प्रतिशत", [("४० प्रतिशत", 40.0, "percent")]),
        ("5亿元", [("5亿元", 5e8, "CNY")]),
        ("10,000 people marched", [("10,000 people", 10_000.0, "people")]),
        ("1.200.000 Menschen", [("1.200.000 Menschen", 1_200_000.0, "people")]),
        ("two million voters", [("two million", 2e6, "")]),
        ("half a million voters", [("half a million", 5e5, "")]),
        ("three hundred and five seats", [("three hundred and five", 305.0, "")]),
        ("twenty-five people", [("twenty-five people", 25.0, "people")]),
        ("two-thirds of the seats", [("two-thirds", 2 / 3, "")]),
        ("a wall of 5 m", [("5 m", 5.0, "m")]),
        ("at -3°C", [("-3°C", -3.0, "°C")]),
    ],
)
def test_quantities_have_a_value_and_a_unit(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["on March 3, 2021", "in 2021", "COVID-19", "the F-16", "millions of trees", "one day", "at 10:30", "3am", "24/7"],
)
def test_dates_names_and_vague_words_are_no_quantities(text: str) -> None:
    assert read(text) == []


@given(st.text())
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = numbers.find(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
