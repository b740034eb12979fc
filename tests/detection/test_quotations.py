"""Where quotations begin and end."""

import pytest

from claims.detection import quotes


def quoted(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in quotes.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "no way" and left.', ['"no way"']),
        ("She said “the dam is safe” twice.", ["“the dam is safe”"]),
        ("Er sagte „das stimmt nicht“ und ging.", ["„das stimmt nicht“"]),
        ("Il a dit « c’est faux » hier.", ["« c’est faux »"]),
        ("''We paid it all,'' Mr. Lund said.", ["''We paid it all,''"]),
        ("The minister called it ‘a lie’ on air.", ["‘a lie’"]),
        ("The workers' union met the owners' club.", []),
        ('The nurses\' union fell. "They left," it said.', ['"They left,"']),
        ("It isn't Ann's fault, the farmers' leader thinks.", []),
        ('A 6" pipe and a 9" pipe burst.', []),
    ],
)
def test_quotation_marks_of_many_kinds_are_paired(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_a_quotation_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert quoted("“We lost the farm.\nThe bank took it.") == ["“We lost the farm."]


def test_a_mask_keeps_the_length_and_hides_the_words() -> None:
    sentence = 'Lund said "the bank said no" again.'
    spans = [(quote.start, quote.end) for quote in quotes.find(sentence)]
    masked = quotes.mask(sentence, spans)
    assert len(masked) == len(sentence)
    assert "bank" not in masked
    assert masked.endswith(" again.")
