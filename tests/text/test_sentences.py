"""Sentence boundaries on the habits of news writing, and the promises that hold for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import sentences


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The minister resigned.", "Nobody was surprised."],
        ["Dr. Amina Okoro met Gen. Lutz and Sen. Varga on Oct. 19.", "They spoke for an hour."],
        ["J. K. Lorimer and George W. Pratt signed it.", "The paper is public."],
        ["Decree No. 12 costs $1.2 billion, i.e. 3.5 percent of income.", "It passed."],
        ["PORT LAVEL, Oct. 3 (Agence Nord) - The harbour reopened.", "Ships returned."],
        ["LUMA - Rain fell for 40 hours.", "The river rose."],
        ["The U.S. Senate voted.", "She lives in the U.S.", "He does not."],
        ["“The dam is safe. We checked it twice,” she said.", "The report disagrees."],
        ['"Nobody came."', "The hall stayed empty."],
        ['"Is the bridge closed?" Marta Ruiz asked.', "It was."],
        ["M. Perrin a dit : « C’est fini. Tout va bien. »", "Puis il est parti."],
        ["Am 3. Mai kamen ca. 400 Menschen, z. B. aus Bonn.", "Danach war Ruhe."],
        ["Es raro.", "¿Quién lo dijo?", "Nadie lo sabe."],
        ["Well... maybe not.", "He shrugged."],
        ["She waited …", "Then the bus came."],
        ["It fell (by a lot.)", "Then it rose."],
        ["The gate opens at noon.", "The tram is free."],
        ["Buy it at Shop.Com today.", "Or not."],
        ["1. First count the votes.", "Then publish."],
        ["In the ‘90s it was rare.", "The boys’ club closed."],
        ["The PM lives at No. 10 Downing St.", "The door is black."],
        ["Rents grew by 4.7%.", "Wages lagged at 1.9%.", "Savings shrank."],
        ["The quay cost £3.6m.", "Divers found cracks."],
        ["Debt passed $7.5bn.", "Lenders met.", "Each lost US$1,200.50.", "Clerks wept."],
        ["Nights are warmer by 0.8C.", "Farmers noticed."],
        ["A loaf costs $2.10.", "Bakers shrugged."],
        ["Lund led by 1.4km.", "Berg gave up after 5.5-6.5km.", "“Enough,” Berg said."],
        ["The index stood at 98.6.", "Traders went home."],
        ["Frist ist am 31.12. Anträge nimmt das Amt an.", "Am 3.5. Montag früh war Schluss."],
        ["1.2. Scope of the harbour rules"],
        ["Table 1.3. Fares by year"],
        ["“Who pays the pilots?” Lund asks at the quay.", "Nobody answers."],
        ["“Who pays the pilots?” Lund tells her crew.", "Nobody laughs."],
    ],
)
def test_news_sentences_are_split_where_a_reader_would(expected: list[str]) -> None:
    assert pieces(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["她走了。", "他来了！", "真的？"],
        ["هل ذهب؟", "نعم."],
        ["वह गया।", "वह आया।"],
        ["یہ خبر ہے۔", "وہ آیا۔"],
    ],
)
def test_other_scripts_have_their_own_full_stops(expected: list[str]) -> None:
    assert pieces(" ".join(expected)) == expected


def test_a_missing_space_after_a_full_stop_still_separates() -> None:
    assert pieces("It ended at noon.The Courier is now on chat.") == [
        "It ended at noon.",
        "The Courier is now on chat.",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n\n", "\r", "\u2028", "\u2029", "\f"])
def test_a_line_break_always_separates_even_inside_a_quotation(line_break: str) -> None:
    assert pieces(f"“We will stay{line_break}and we will win,” he said.") == [
        "“We will stay",
        "and we will win,” he said.",
    ]


def test_stray_marks_join_their_neighbour() -> None:
    assert pieces("Prices rose. ... ”") == ["Prices rose. ... ”"]
    assert pieces("* * *") == ["* * *"]


def test_offsets_are_exact_beside_emoji_and_curly_quotes() -> None:
    text = "😀 “Yes,” 𝒳 said.  Next   one. "
    assert sentences.split(text) == [(0, 16), (18, 29)]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    assert sentences.split(text) == []


NEWSY = st.lists(
    st.sampled_from(
        [
            "Mr.",
            "No.",
            "12",
            "Oct.",
            "he said",
            "“",
            "”",
            '"',
            ".",
            "? ",
            "…",
            "¿",
            "(",
            ")",
            " ",
            "\n",
            "The",
            "3.",
            "U.S.",
            "‘",
            "’",
            "é",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), NEWSY))
def test_every_visible_character_lies_in_exactly_one_trimmed_span(text: str) -> None:
    spans = sentences.split(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(previous[1] <= following[0] for previous, following in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() and "\n" not in text[a:b] for a, b in spans)


@pytest.mark.parametrize("unit", ["“", "‘", '"', "(", "?", "A. ", 'He said "it is. ', "x.) ", "…", '?" A B C D '])
def test_hostile_repetition_loses_nothing(unit: str) -> None:
    text = unit * 4000
    covered = "".join(text[start:end] for start, end in sentences.split(text))
    assert "".join(covered.split()) == "".join(text.split())


def test_a_sentence_may_end_in_may() -> None:
    text = "The vote would be held in May. Experts say that it costs too much. Dr. May. Holt left."
    assert [text[start:end] for start, end in sentences.split(text)][:2] == [
        "The vote would be held in May.",
        "Experts say that it costs too much.",
    ]
