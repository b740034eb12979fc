"""Dates in digits, in words and relative to the day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import dates

BASE = date(2025, 3, 12)  # a Wednesday


def read(text: str, base: date | None = BASE) -> list[tuple[str, date | None, str]]:
    return [(text[m.start : m.end], m.value, m.precision) for m in dates.find(text, base)]


@pytest.mark.parametrize(
    ("text", "words", "value", "precision"),
    [
        ("It opened on 2024-02-29.", "2024-02-29", date(2024, 2, 29), "day"),
        ("signed on March 3rd, 2021 in Oslo", "March 3rd, 2021", date(2021, 3, 3), "day"),
        ("on the 3rd of March 2021", "3rd of March 2021", date(2021, 3, 3), "day"),
        (
            "August sixth, two thousand twenty two, at noon",
            "August sixth, two thousand twenty two",
            date(2022, 8, 6),
            "day",
        ),
        ("the ninth of May, nineteen forty-five", "ninth of May, nineteen forty-five", date(1945, 5, 9), "day"),
        (
            "December twenty-third, twenty twenty-four",
            "December twenty-third, twenty twenty-four",
            date(2024, 12, 23),
            "day",
        ),
        ("talks on Oct. 19 failed", "Oct. 19", date(2024, 10, 19), "day"),
        ("talks on May 2 will", "May 2", date(2025, 5, 2), "day"),
        ("am 3. Mai 2020 begann", "3. Mai 2020", date(2020, 5, 3), "day"),
        ("el 3 de mayo de 2020", "3 de mayo de 2020", date(2020, 5, 3), "day"),
        ("am 09.11.2025 war", "09.11.2025", date(2025, 11, 9), "day"),
        ("on 13/04/2025 it", "13/04/2025", date(2025, 4, 13), "day"),
        ("in November 2023 prices", "November 2023", date(2023, 11, 1), "month"),
        ("since 2015 it has", "2015", date(2015, 1, 1), "year"),
        ("last month it rained", "last month", date(2025, 2, 1), "month"),
        ("last year it rained", "last year", date(2024, 1, 1), "year"),
        ("this week it rained", "this week", date(2025, 3, 10), "week"),
        ("three days ago it rained", "three days ago", date(2025, 3, 9), "day"),
        ("on Friday it rained", "Friday", date(2025, 3, 7), "day"),
        ("next Monday it will", "next Monday", date(2025, 3, 17), "day"),
        ("yesterday it rained", "yesterday", date(2025, 3, 11), "day"),
    ],
)
def test_dates_are_read_as_news_writes_them(text: str, words: str, value: date, precision: str) -> None:
    assert read(text) == [(words, value, precision)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("am 3. Mai 2024", "3. Mai 2024", date(2024, 5, 3)),
        ("le 1er mars 2023", "1er mars 2023", date(2023, 3, 1)),
        ("el 3 de marzo de 2024", "3 de marzo de 2024", date(2024, 3, 3)),
        ("il 3 maggio 2024", "3 maggio 2024", date(2024, 5, 3)),
        ("em 3 de março de 2024", "3 de março de 2024", date(2024, 3, 3)),
        ("op 3 maart 2024", "3 maart 2024", date(2024, 3, 3)),
        ("den 3 maj 2024", "3 maj 2024", date(2024, 5, 3)),
        ("dnia 3 września 2024", "3 września 2024", date(2024, 9, 3)),
        ("3 сентября 2024 года", "3 сентября 2024", date(2024, 9, 3)),
        ("3 вересня 2024 року", "3 вересня 2024", date(2024, 9, 3)),
        ("3 Eylül 2024", "3 Eylül 2024", date(2024, 9, 3)),
        ("3 Σεπτεμβρίου 2024", "3 Σεπτεμβρίου 2024", date(2024, 9, 3)),
        ("في ٣ مايو ٢٠٢٤", "٣ مايو ٢٠٢٤", date(2024, 5, 3)),
        ("३ फ़रवरी २०२४ को", "३ फ़रवरी २०२४", date(2024, 2, 3)),
        ("2024年5月3日", "2024年5月3日", date(2024, 5, 3)),
        ("seit 2015 hat", "2015", date(2015, 1, 1)),
        ("letztes Jahr fiel", "letztes Jahr", date(2024, 1, 1)),
        ("le mois dernier", "le mois dernier", date(2025, 2, 1)),
        ("ieri sono morti", "ieri", date(2025, 3, 11)),
        ("from May 3-5, 2024", "May 3-5, 2024", date(2024, 5, 3)),
        ("from 3 to 5 May", "3 to 5 May", date(2025, 5, 3)),
        ("on May 3 and 20 people", "May 3", date(2025, 5, 3)),
        ("by mid-2024", "2024", date(2024, 1, 1)),
    ],
)
def test_dates_are_read_in_many_languages_and_ranges(text: str, words: str, value: date) -> None:
    assert [(found, day) for found, day, _ in read(text)] == [(words, value)]


@pytest.mark.parametrize("text", ["last month", "on Oct. 19", "on Friday", "two years ago", "on 03/04/2025"])
def test_what_cannot_be_known_has_no_value(text: str) -> None:
    assert [value for _, value, _ in read(text, None)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "They may 5 times try.",
        "on Nov. 31 nothing",
        "over the past 40 years",
        "in 2000 people",
        "10,000 people",
        "a march 3 hours long",
        "la marca 2020",
        "hier und heute",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read(text) == []


@given(st.text())
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = dates.find(text, BASE)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


@pytest.mark.parametrize("written", ["5 MAYIS 2024 günü", "5 mayis 2024 günü", "le 5 MAI 2024 à midi", "5 MAİ 2024"])
def test_months_are_read_in_capitals_and_without_their_own_letters(written: str) -> None:
    assert [mention.value for mention in dates.find(written)] == [date(2024, 5, 5)]
