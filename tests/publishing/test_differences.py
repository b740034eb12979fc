"""What changed between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.differences import MAX_WORDS, Piece, differences

TEXTS = st.lists(st.sampled_from(["fee", "rose", "by", "75", "percent", ".", "\n", " "]), max_size=30).map(" ".join)


def test_one_changed_word_is_shown_between_what_stayed() -> None:
    assert differences("It rose by 75 percent.", "It rose by 80 percent.") == [
        Piece("same", "It rose by "),
        Piece("gone", "75"),
        Piece("new", "80"),
        Piece("same", " percent."),
    ]


def test_neighbouring_changes_read_as_one() -> None:
    pieces = differences("The old fee stood.", "A new fee stood.")
    assert pieces[:2] == [Piece("gone", "The old"), Piece("new", "A new")]


def test_a_text_that_appears_or_goes_is_one_piece() -> None:
    assert differences("", "All of it.") == [Piece("new", "All of it.")]
    assert differences("All of it.", "") == [Piece("gone", "All of it.")]
    assert differences("", "") == []


def test_long_unchanged_runs_are_cut_to_their_ends() -> None:
    run = " ".join(f"word{number}" for number in range(200))
    shown = "".join(piece.text for piece in differences(f"{run} old {run}", f"{run} new {run}"))
    assert "…" in shown
    assert "word199 old" in shown
    assert "word100" not in shown


def test_very_long_texts_are_compared_by_paragraph_first() -> None:
    paragraphs = [f"Paragraph {number} says the same thing at some length. " * 20 for number in range(40)]
    before = "\n".join(paragraphs)
    after = before.replace("Paragraph 7 says", "Paragraph 7 denies", 1)
    assert len(before.split()) > MAX_WORDS
    pieces = differences(before, after)
    assert Piece("gone", "says") in pieces
    assert Piece("new", "denies") in pieces
    assert sum(len(piece.text) for piece in pieces) < 1_000


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    if not any("…" in piece.text for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
