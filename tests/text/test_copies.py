"""The marks of a text: copies share them, whatever was done to the copy, and other texts do not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import copies
from tests.benchmarks import news

STORIES = [news.article(24, seed).replace("\n", " ") for seed in range(12)]


def shared(a: str, b: str) -> int:
    return len(set(copies.marks(a)) & set(copies.marks(b)))


def sentences_of(story: str) -> list[str]:
    return [f"{sentence}." for sentence in story.rstrip(".").split(". ")]


def edited(story: str, chance: random.Random) -> str:
    """Three of ten sentences with a quarter of their words changed."""
    lines = sentences_of(story)
    for at in chance.sample(range(len(lines)), len(lines) * 3 // 10):
        words = lines[at].split()
        for _ in range(len(words) // 4):
            words[chance.randrange(len(words))] = "herring"
        lines[at] = " ".join(words)
    return " ".join(lines)


REWRITES = {
    "cut to a quarter": lambda story: " ".join(sentences_of(story)[: len(sentences_of(story)) // 4]),
    "its last third": lambda story: " ".join(sentences_of(story)[-len(sentences_of(story)) // 3 :]),
    "turned round": lambda story: " ".join(reversed(sentences_of(story))),
    "three of ten sentences edited": lambda story: edited(story, random.Random(1)),
    "names translated": lambda story: story.replace("Port Lavel", "Puerto Lavel").replace("Harbour Board", "Hafenamt"),
    "taken into a page five times as long": lambda story: f"{news.article(60, 991)} {story} {news.article(60, 992)}",
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES.keys())
def test_a_rewritten_copy_shares_marks_with_its_story(rewrite) -> None:  # type: ignore[no-untyped-def]
    assert all(shared(story, rewrite(story)) >= 2 for story in STORIES)


def test_a_short_note_inside_a_very_long_document_shares_its_marks() -> None:
    note = "The lock keeper of Tarn found a crate of 1911 champagne under the weir and gave it to the museum of Corran."
    assert shared(note, f"{news.article(900, 5)} {note} {news.article(900, 6)}") >= 1


def test_a_text_has_few_marks_whatever_its_length() -> None:
    assert len(copies.marks(STORIES[0])) == copies.N_MARKS
    words = news.article(2000, 3)
    assert len(copies.marks(words)) <= copies.N_MARKS * (len(words.split()) // copies.SECTION_WORDS + 2)
    assert len(copies.marks("The port raised its fee.")) == 2
    assert copies.marks("") == copies.marks("…") == []


@given(st.text(max_size=400))
def test_marks_are_the_same_each_time_and_fit_the_column(text: str) -> None:
    marks = copies.marks(text)
    assert marks == sorted(set(copies.marks(text)))
    assert all(-(2**63) <= mark < 2**63 for mark in marks)
