"""Whether a draft says where its claims come from."""

import pytest

from claims.detection.detect import detect
from claims.detection.sources import MISSING, missing, names_a_document


def told(paragraph: str, *, language: str = "en") -> list[str]:
    """What the writer is told about each sentence of one paragraph."""
    found = detect(paragraph, language=language)
    return [missing(paragraph, found, language=language) for _ in found]


def test_a_bare_claim_is_told_that_its_source_is_missing() -> None:
    assert told("The harbour fee rose by 31 percent in 2024.") == [MISSING]


@pytest.mark.parametrize(
    "paragraph",
    [
        "The harbour fee rose by 31 percent in 2024, the port authority said.",
        "The harbour fee rose by 31 percent in 2024 (https://port.example/tariff).",
        "The harbour fee rose by [31 percent in 2024](https://port.example/tariff).",
        "The harbour fee rose by 31 percent in 2024 [3].",
        "The harbour fee rose by 31 percent. The 2024 tariff review shows it.",
        "By Eurostat's quarterly figures the harbour fee rose by 31 percent in 2024.",
        "The harbour fee rose by 31 percent in 2024. It was a study by the University of Grauholm.",
        "The harbour fee rose by 31 percent in 2024. “It is too much,” said Ada Holt.",
    ],
)
def test_a_speaker_a_link_or_a_named_document_in_the_paragraph_is_a_source(paragraph: str) -> None:
    assert set(told(paragraph)) == {""}


@pytest.mark.parametrize(
    "text",
    ["A recent study was long.", "The figures are bad.", "Many reports came in.", "She wrote a letter to Oslo.", ""],
)
def test_a_document_without_a_name_is_no_source(text: str) -> None:
    assert not names_a_document(text)


def test_in_a_language_whose_speakers_are_not_read_nobody_is_accused_of_having_none() -> None:
    assert told("Die Hafengebühr stieg 2024 um 31 Prozent.", language="de") == [""]
