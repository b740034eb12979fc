"""The whole way from a text to what is seen in it, and what bad text does to it."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.detection.detect import detect

ARTICLE = """Assalamualaikum, dear readers.
HARBOUR CITY (AFP) - Talks on the river ended without a result on Friday, officials said.
"Farms take 60 percent of the water," said Leyla Aras, the water minister of Tavira. "We have told them so."
Tavira's neighbour denies that.
A World Bank study this year found that the Ostra "lost a third to the authority," referring to Ostra Canals.
What happens next?
However, Aras also said that her country will not leave the talks.
Fishermen, who lost 4,000 jobs since 2010, blame both governments for the dry river.
Follow our channel for more.
"""
PIECES = st.sampled_from(
    ['"', "“", "”", "''", "‘", "’", "«", " said ", ", said ", " that ", "According to ", ", ", ". ", "? ", "\n", "\n\n",
     "Kari Lund", "the minister", "he", "She", "this year", "40 percent", "(TTP)", ", a group", "accuses",
     " of taking ", "[", "]", "…", "—", "- ", "Mr. ", "U.S.", "&amp;amp;", "<b>", "\x00",
     "\u202e", "مرحبا", "你好。", "¿",
     "😀", "|"]
)  # fmt: skip


def test_an_article_gives_its_claims_with_speakers_and_statements() -> None:
    seen = {each.statement: each for each in detect(ARTICLE, published=date(2025, 11, 12)) if each.checkworthy}
    taken = seen["Farms take 60 percent of the water"]
    assert (taken.speaker, taken.speaker_role, taken.is_direct) == ("Leyla Aras", "water minister of Tavira", True)
    found = next(each for each in seen.values() if each.speaker == "World Bank study")
    assert found.statement.startswith("World Bank study found in 2025 that ")
    assert found.statement.endswith("that the Ostra lost a third to Ostra Canals")
    assert ARTICLE[found.start : found.end] == found.text
    blamed = next(each for each in seen.values() if each.verb == "blame")
    assert blamed.speaker == "Fishermen"


def test_what_is_no_claim_in_it_stays_out() -> None:
    left_out = [each.text for each in detect(ARTICLE) if not each.checkworthy]
    for beginning in ("Assalamualaikum", "What happens", "Follow our", "However, Aras"):
        assert any(text.startswith(beginning) for text in left_out)


def test_the_same_text_is_seen_in_the_same_way_twice() -> None:
    assert detect(ARTICLE) == detect(ARTICLE)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00", "...", "????", '"', "“”", "|||", "\u200b\u200b"])
def test_text_without_sentences_makes_no_claims(text: str) -> None:
    assert not any(seen.checkworthy for seen in detect(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der See verlor 40 Prozent seines Wassers. Wer ist schuld?", "de"),
        ("Le lac a perdu 40 % de son eau, selon une étude. Qui est coupable ?", "fr"),
        ("湖水减少了40%。谁该负责？", "zh"),
        ("فقدت البحيرة 40% من مياهها. من المسؤول؟", "ar"),
    ],
)
def test_other_languages_keep_numbers_and_questions(text: str, language: str) -> None:
    seen = detect(text, language=language)
    assert "gives a percentage or an amount of money" in seen[0].reasons or "gives a number" in seen[0].reasons
    assert seen[-1].checkability == "question"


def test_speakers_of_other_languages_are_read_where_speech_is_plain() -> None:
    (seen,) = detect("Le lac a perdu 40 % de son eau, selon la ministre Kari Lund.", language="fr")
    assert (seen.speaker, seen.speaker_role) == ("Kari Lund", "ministre")


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join))
@example('"Kari Lund said "he" said, "')
@example("According to , said the minister.")
@example("The the the accuses of taking")
def test_offsets_are_exact_for_any_text(text: str) -> None:
    previous = 0
    for seen in detect(text, published=date(2025, 11, 12)):
        assert text[seen.start : seen.end] == seen.text
        assert previous <= seen.start < seen.end
        assert 0.0 <= seen.score <= 1.0
        assert seen.checkability
        previous = seen.end


@pytest.mark.parametrize(
    "text",
    [
        "said the minister that " * 4_000,
        '"said, ' * 6_000,
        "A, b, c, " * 6_000,
        "(" * 50_000,
        "Kari Lund, a " * 4_000 + "said the dam broke.",
        "he said. " * 4_000,
        "x" * 200_000,
        "the " * 50_000,
        "’s ‘a " * 8_000,
    ],
    ids=lambda text: text[:12],
)
def test_endless_text_is_read_to_its_end(text: str) -> None:
    seen = detect(text)
    assert seen == [] or seen[-1].end <= len(text)
