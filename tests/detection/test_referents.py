"""Whose "her" is: that of whoever speaks, unless somebody else who is named could be meant."""

import pytest

from claims.detection.detect import detect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hansen told Berg that her league had lost 3,000 members.", "Her league had lost 3,000 members"),
        ("Hansen told Mr Berg that her league had lost 3,000 members.", "Hansen’s league had lost 3,000 members"),
        ("Hansen told reporters that her league had lost 3,000 members.", "Hansen’s league had lost 3,000 members"),
        ("Hansen told Reuters that her league had lost 3,000 members.", "Hansen’s league had lost 3,000 members"),
    ],
)
def test_a_pronoun_is_the_speaker_only_while_no_hearer_could_be_meant(text: str, expected: str) -> None:
    (seen,) = detect(text)
    assert seen.statement == expected
