"""What somebody says of himself, in the third person: how the name of whoever speaks stands in the sentence."""

import pytest

from claims.detection.detect import detect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Half of our drivers will retire, the union predicts.", "Half of the union’s drivers will retire"),
        ("Our drivers are tired, the union said.", "The union’s drivers are tired"),
    ],
)
def test_the_article_of_a_name_is_small_inside_a_sentence(text: str, expected: str) -> None:
    (seen,) = detect(text)
    assert seen.statement == expected
