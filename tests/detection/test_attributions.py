"""Who said what in an article, as spans."""

import pytest

from claims.detection import attributions


def read(text: str) -> list[tuple[str, str, list[str]]]:
    return [
        (
            " ".join(text[a:b] for a, b in each.source),
            " ".join(text[a:b] for a, b in each.cue),
            [text[a:b] for a, b in each.content],
        )
        for each in attributions.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"The dam is full," Kari Lund said.', ("Kari Lund", "said", ['"The dam is full,"'])),
        (
            "“The dam is full,” said Kari Lund. “Nobody warned us.”",
            ("Kari Lund", "said", ["“The dam is full,”", "“Nobody warned us.”"]),
        ),
        (
            "“The dam is full. It leaks. It will break,” Kari Lund said.",
            ("Kari Lund", "said", ["“The dam is full. It leaks. It will break,”"]),
        ),
    ],
)
def test_a_quotation_of_several_parts_is_one_attribution(text: str, found: tuple[str, str, list[str]]) -> None:
    assert read(text) == [found]
