"""Whom a passage names as its origin, in several languages, and which quotations two passages share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import attribution

NAMED = {
    "According to a report by UNICEF, 40 schools in Lissa closed.": "unicef",
    "A 2019 UNICEF report counts 40 closed schools.": "unicef",
    "According to a new study from the Institute of Prices, rents fell.": "institute of prices",
    "The mayor told Reuters on Monday that the fee would fall.": "reuters",
    "She told the newspaper The Gauge about it.": "gauge",
    "Nordic Wire first reported the sale of the ferry.": "nordic wire",
    "The sale was first reported by Nordic Wire.": "nordic wire",
    "This story originally appeared on The Gauge.": "gauge",
    "The tariff doubled, according to the Ministry of Health of Corran.": "ministry of health of corran",
    "The Harbour Board said in a press release that the fee would rise.": "harbour board",
    "A press release by the Harbour Board gives another figure.": "harbour board",
    "Laut einem Bericht der Vereinten Nationen fehlen 40 Schulen.": "united nations",
    "Wie die Nachrichtenagentur AFP meldete, sank die Gebühr.": "agence france-presse",
    "Nach Angaben der Hafenbehörde sank die Gebühr.": "hafenbehörde",
    "Selon un rapport de l’ONU, 40 écoles ont fermé.": "united nations",
    "Le maire a déclaré à l’AFP que la taxe baisserait.": "agence france-presse",
    "Según un informe de la ONU, cerraron 40 escuelas.": "united nations",
    "El alcalde dijo a EFE que la tasa bajaría.": "efe",
    "The fee fell, wrote the UN in a statement by the UN.": "united nations",
    "He denied it, he told AFP. The Minister of Ports left early.": "agence france-presse",
    "The sale was first reported by Nordic Wire. Politics followed.": "nordic wire",
    "They met in Marrow Park. Nordic Wire reported that nobody came.": "nordic wire",
    "The fee fell, according to the St. Lissa Post. Ferries paid less.": "st. lissa post",
    "As The Gauge reported, the quay was shut.": "gauge",
    "She told Nordic Wire Monday that the quay was shut.": "nordic wire",
    "A Nordic Wire investigation found 40 closed schools.": "nordic wire",
}


@pytest.mark.parametrize(("passage", "name"), NAMED.items(), ids=NAMED.values())
def test_whoever_a_passage_has_it_from_is_named_with_the_cue(passage: str, name: str) -> None:
    found = attribution.credits_of(passage)
    assert name in [credit.key for credit in found]
    assert all(credit.words in " ".join(passage.split()) for credit in found)


@pytest.mark.parametrize(
    "passage",
    [
        "He reported the theft of his boat.",
        "Police said nobody was hurt.",
        "She told reporters that the quay was shut.",
        "According to Monday’s figures the fee fell.",
        "According to witnesses the fire began at noon.",
        "The report was long and the weather was bad.",
        "The fee of the port of Aldervik rose by a third.",
        "The Lissa Police investigation into the fire goes on.",
        "It was as reported, and a U.S. study is awaited.",
        "She told Congress that the quay was shut.",
        "",
    ],
)
def test_a_passage_that_names_nobody_has_no_credit(passage: str) -> None:
    assert attribution.credits_of(passage) == []


def test_reports_of_different_years_are_different_reports() -> None:
    (old,) = attribution.credits_of("A 2019 UNICEF report counts 40 schools.")
    (new,) = attribution.credits_of("A 2023 UNICEF report counts 12 schools.")
    (undated,) = attribution.credits_of("A report by UNICEF counts 12 schools.")
    assert not old.is_same(new)
    assert old.is_same(undated)


def test_a_last_name_alone_is_the_same_person() -> None:
    assert attribution.is_same_name("ingrid solvang", "solvang")
    assert not attribution.is_same_name("solvang", "vang")
    assert not attribution.is_same_name("", "")


def test_the_same_quotation_is_found_whatever_marks_it_has() -> None:
    first = "“We never asked the crews to pay for the dredging of the northern quay,” she said."
    second = 'She said: "We never asked the crews to pay for the dredging of the northern quay".'
    assert attribution.same_quotation(first, second).startswith("we never asked the crews to pay")


def test_a_short_or_another_quotation_is_no_shared_one() -> None:
    assert not attribution.same_quotation("“We never asked the crews,” she said.", "“We never asked the crews.”")
    assert not attribution.same_quotation(
        "“We never asked the crews to pay for the dredging of the quay,” she said.",
        "“Nobody in the ministry knew what the board was about to do,” he said.",
    )
    reported = "She said that they never asked the crews to pay for the dredging of the northern quay."
    assert not attribution.same_quotation(reported, reported)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_without_trouble(a: str, b: str) -> None:
    attribution.credits_of(a)
    attribution.same_quotation(a, b)


@pytest.mark.parametrize("unit", ["According to A ", "the ", "“", "A of ", "report by ", "Selon un "])
def test_long_odd_texts_take_no_long_time(unit: str) -> None:
    assert isinstance(attribution.credits_of(unit * 3000), list)
