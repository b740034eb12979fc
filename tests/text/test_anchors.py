"""Quotations are found again after edits, or honestly reported as moved or lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import anchors

TEXT = (
    "The dam holds, said the mayor. “It was built to last – for fifty years,” she added.\nNobody asked the engineers."
)
QUOTE = "built to last – for fifty years"


def selector_of(quote: str, text: str = TEXT) -> anchors.Selector:
    start = text.index(quote)
    return anchors.selector(text, start, start + len(quote))


def found(text: str, selector: anchors.Selector) -> tuple[str, str]:
    start, end, outcome = anchors.find(text, selector)
    return text[start:end], outcome


def test_an_unchanged_text_gives_the_same_place() -> None:
    selector = selector_of(QUOTE)
    assert anchors.find(TEXT, selector) == (selector["start"], selector["end"], "exact")


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.replace(" ", "  "),
        lambda t: t.replace(" ", "\n"),
        lambda t: "A new first line.\n" + t,
        lambda t: t.replace("“", '"').replace("”", '"').replace("–", "-"),
        lambda t: t.replace("fifty", "fif\u00adty"),
    ],
)
def test_white_space_and_typography_do_not_move_a_quotation(edit: object) -> None:
    words, outcome = found(edit(TEXT), selector_of(QUOTE))  # type: ignore[operator]
    assert outcome == "exact"
    assert "".join(words.replace("\u00ad", "").replace("–", "-").split()) == "".join(QUOTE.replace("–", "-").split())


def test_words_that_stand_once_are_found_without_a_look_at_each_character(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = "A new first line.\n" + TEXT
    wanted = anchors.find(moved, selector_of(QUOTE))
    monkeypatch.delattr(anchors, "_squeeze")
    assert wanted == anchors.find(moved, selector_of(QUOTE)) == (moved.index(QUOTE), moved.index(QUOTE) + 31, "exact")


@given(st.text(alphabet="ab \u00ad“", max_size=30), st.data())
def test_words_that_stand_once_are_as_exact_as_each_character_says(text: str, data: st.DataObject) -> None:
    a, b = (data.draw(st.integers(0, len(text))) for _ in range(2))
    if not text[min(a, b) : max(a, b)].strip():
        return
    selector = anchors.selector(text, min(a, b), max(a, b))
    edited = data.draw(st.sampled_from(["", "b a ", "\n"])) + text
    quick = anchors.find(edited, selector)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anchors, "_only_place", lambda *_: None)
        assert anchors.find(edited, selector)[2] == quick[2]


def test_a_quotation_in_other_surroundings_has_moved() -> None:
    elsewhere = "A wholly different report on bridges says one was " + QUOTE + " and then fell."
    assert found(elsewhere, selector_of(QUOTE)) == (QUOTE, "moved")


def test_changed_words_are_lost() -> None:
    assert anchors.find(TEXT.replace("fifty", "sixty"), selector_of(QUOTE)) == (0, 0, "lost")


def test_of_several_matches_the_one_in_context_wins() -> None:
    text = "It rained. The mayor said it rained. It rained again."
    start = text.rindex("It rained")
    selector = anchors.selector(text, start, start + 9)
    edited = "It rained. " + text
    assert anchors.find(edited, selector) == (start + 11, start + 20, "exact")


def test_an_empty_span_cannot_be_anchored() -> None:
    with pytest.raises(ValueError, match="no text"):
        anchors.selector(TEXT, 5, 5)


def test_a_fragment_escapes_what_has_a_meaning_in_it() -> None:
    text = "She said it was well-known, rate & value, to all."
    selector = selector_of("well-known, rate & value", text)
    assert anchors.fragment_url("https://example.org/a#old", selector) == (
        "https://example.org/a#:~:text=it%20was-,well%2Dknown%2C%20rate%20%26%20value,-%2C%20to"
    )
    assert "%D9%86" in anchors.fragment_url("https://example.org/", selector_of("نعم", "قال نعم اليوم"))


@given(st.text(min_size=1), st.data())
def test_any_span_of_any_text_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert anchors.find(text, anchors.selector(text, start, end)) == (start, end, "exact")


EDITS = {
    "more space": lambda text: text.replace(" ", "  "),
    "line breaks": lambda text: text.replace(" ", "\n\t"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "soft hyphens": "\u00ad".join,
    "zero-width spaces": lambda text: text.replace(" ", " \u200b"),
    "straight marks": lambda text: text.translate(str.maketrans("“”’–", '""\'-')),
    "a new beginning": lambda text: f"Updated today.\n{text}",
    "a new end": lambda text: f"{text}\nRead more.",
}
SENTENCES = st.sampled_from(
    [
        "It rained.",
        "It rained too.",
        "“It’s the board’s – and nobody’s,” she said.",
        "قال الوزير نعم اليوم.",
        "港の料金が上がった。",
        "Rate & value, well-known.",
        "They wrote 🚢📈 and left.",
        "बंदरगाह शुल्क बढ़ा।",
    ]
)


@given(st.lists(SENTENCES, min_size=1, max_size=6), st.data(), st.sampled_from(sorted(EDITS)))
def test_no_edit_of_space_or_marks_loses_a_sentence(parts: list[str], data: st.DataObject, edit: str) -> None:
    text = " ".join(parts)
    number = data.draw(st.integers(0, len(parts) - 1))
    start = sum(len(part) + 1 for part in parts[:number])
    selector = anchors.selector(text, start, start + len(parts[number]))
    edited = EDITS[edit](text)
    found_at, end, outcome = anchors.find(edited, selector)
    assert outcome == "exact"
    assert anchors._bare(edited[found_at:end]) == anchors._bare(parts[number])


@given(st.lists(SENTENCES, min_size=1, max_size=6), st.data())
def test_a_sentence_that_was_taken_out_is_lost(parts: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(parts) - 1))
    start = sum(len(part) + 1 for part in parts[:number])
    selector = anchors.selector(" ".join(parts), start, start + len(parts[number]))
    left = " ".join(part for part in parts if part != parts[number])
    assert anchors.find(left, selector) == (0, 0, "lost")
