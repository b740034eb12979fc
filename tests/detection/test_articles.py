"""Whole articles of many kinds: the claims that a fact-checker would take from each, and little else.

Each articles/NAME.txt has its NAME.claims: one "speaker | statement" a line, in order, read and agreed by a person.
"""

from datetime import date
from pathlib import Path

import pytest

from claims.detection import checkability
from claims.detection.detect import Seen, detect

ARTICLES = sorted(Path(__file__).with_name("articles").glob("*.txt"))
LANGUAGES = {"german": "de", "french": "fr", "spanish": "es", "arabic": "ar", "hindi": "hi"}
PUBLISHED = date(2025, 11, 12)


def read(path: Path) -> list[Seen]:
    return detect(path.read_text(encoding="utf-8"), published=PUBLISHED, language=LANGUAGES.get(path.stem, "en"))


def agreed(path: Path) -> list[str]:
    return path.with_suffix(".claims").read_text(encoding="utf-8").splitlines()


def suggested(path: Path) -> list[str]:
    return [f"{seen.speaker} | {each}" for seen in read(path) if seen.checkworthy for each in seen.statements]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_gives_the_claims_that_were_agreed(path: Path) -> None:
    wanted = set(agreed(path))
    assert [claim for claim in suggested(path) if claim in wanted] == agreed(path)


def test_most_of_what_is_suggested_was_agreed() -> None:
    n_suggested = sum(len(suggested(path)) for path in ARTICLES)
    n_agreed = sum(len(agreed(path)) for path in ARTICLES)
    assert n_agreed / n_suggested >= 0.65


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_sentence_of_an_article_lies_where_it_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert all(text[seen.start : seen.end] == seen.text for seen in read(path))


def test_there_are_articles_of_many_kinds() -> None:
    assert len(ARTICLES) >= 40


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The plant will create 350 jobs by 2027, the company said.", checkability.PREDICTION),
        ("Experts say the plan could cost 9 billion euros.", checkability.PREDICTION),
        ("If the dam breaks, 40,000 people would be flooded, the mayor warned.", checkability.PREDICTION),
        ("The minister said that 11,000 lights would be replaced.", checkability.PREDICTION),
        ("Velo expects to sell 400,000 cars this year.", checkability.PREDICTION),
        ("She pledged to raise the wage to 15 pounds by 2027.", checkability.INTENTION),
        ("The party plans to spend 3 billion on roads.", checkability.INTENTION),
        ("The union called on the state to pay 40 million euros.", checkability.INTENTION),
        ("Did the tram carry 9 million people a year until 1967?", checkability.QUESTION),
    ],
)
def test_what_nobody_can_check_today_is_no_claim_whatever_figure_it_holds(text: str, kind: str) -> None:
    (seen,) = detect(text)
    assert (seen.checkability, seen.checkworthy) == (kind, False)


def test_an_opinion_that_rests_on_a_figure_may_be_checked() -> None:
    (seen,) = detect("It is a disgrace that the town spent 40 million euros on a fountain in 2024.")
    assert (seen.checkability, seen.checkworthy) == (checkability.FACT, True)
