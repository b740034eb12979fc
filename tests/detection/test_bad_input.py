"""What no newsroom would send, and what arrives all the same: a list of sentences or none, never a crash."""

from __future__ import annotations

import tracemalloc
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection.boilerplate import kind
from claims.detection.detect import Seen, detect
from claims.errors import Refused
from claims.importing import extraction
from claims.text import sentences
from tests.benchmarks.rows import a_text

PROSE = "The ferry to Holm was late on Monday, the harbour office said. "
UNITS = {
    "prose in one line": PROSE,
    "prose without a stop": "the ferry was late and the harbour was shut and ",
    "no spaces": "x",
    "only blanks": " \t\u00a0",
    "only line breaks": "\n",
    "only digits": "1234567890",
    "only numbers": "12 1,300 4.5 ",
    "only emoji": "😀",
    "families of emoji": "👩‍👩‍👧‍👦 🇺🇦 ",
    "NULs": "\x00",
    "NULs in words": "fer\x00ry ",
    "control characters": "\x01\x02\x1b[31m\x7f ",
    "lone surrogates": "\ud800 \udfff",
    "marks that turn the text": "\u202efer\u202c ry\u2066 \u200f",
    "quotation marks": '"',
    "opening quotation marks": "“",
    "guillemets": "«»",
    "a quotation never closed": "He said: “The ferry is late. ",
    "a straight quotation never closed": 'She said, "The ferry is late. ',
    "apostrophes": "’s ‘a ",
    "brackets never closed": "(a [b {c ",
    "full stops": ".",
    "spaced full stops": ". . ",
    "question marks": "?!",
    "initials": "A. B. ",
    "enumerations": "1. 2) ",
    "years": "1 г. 2 r. ",
    "entities encoded twice": "&amp;quot;Ships&amp;quot; &amp;lt;b&amp;gt; ",
    "nested tags as text": "<div><span>",
    "pipes": "| a | b ",
    "hashtags": "#a @b ",
    "web addresses": "https://a.example/b?c=d. ",
    "capitals": "THE FERRY WAS LATE. ",
    "names in a row": "Anna Lund, Peter Holm and ",
    "speech in speech": "said the minister that ",
    "right-to-left text": "قال الوزير إن الأسعار ارتفعت بنسبة 3 في المئة. ",
    "Hindi": "मंत्री ने कहा कि दाम बढ़े। ",
    "Chinese": "部长说，价格上涨了3%。",
    "Japanese": "「雨だ。雪だ。」と彼は言った。",
    "brackets with full-width stops": "。）",
    "scripts mixed": "The 部长 said الأسعار rose। मंत्री؟ ",
    "combining marks": "e\u0301\u0323",
}
N_CHARS = 30_000


def check(text: str, seen: list[Seen]) -> None:
    assert all(text[each.start : each.end] == each.text for each in seen)
    assert all(each.text == each.text.strip() and len(each.text) <= sentences.LONGEST for each in seen)
    assert all(before.end <= after.start for before, after in pairwise(seen))
    assert all(0.0 <= each.score <= 1.0 and each.checkability for each in seen)
    assert "".join("".join(each.text for each in seen).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_endless_repetition_gives_sentences_that_lie_where_they_say(unit: str) -> None:
    text = (unit * (N_CHARS // len(unit) + 1))[:N_CHARS]
    check(text, detect(text, published=date(2025, 11, 12)))


@pytest.mark.parametrize("unit", ["\n", " ", "\x1c", "\u3000"])
def test_text_without_words_has_no_sentences(unit: str) -> None:
    assert detect(unit * N_CHARS) == []


def test_five_megabytes_in_one_line_are_read_to_the_end() -> None:
    text = (PROSE * (5_000_000 // len(PROSE) + 1))[:5_000_000]
    bounds = sentences.split(text)
    assert bounds[-1][1] == len(text.rstrip())
    assert len(bounds) == 5_000_000 // len(PROSE) + 1


def test_a_million_quotation_marks_are_read_to_the_end() -> None:
    text = '"' * 1_000_000
    assert sentences.split(text)[-1][1] == len(text)


def test_a_transcript_without_stops_is_read_to_its_end() -> None:
    text = "and then the ferry came back, which " * 2_000 + "cost the town 40 million euros in 2024"
    seen = detect(text)
    assert max(each.end - each.start for each in seen) <= sentences.LONGEST
    assert seen[-1].text.endswith("40 million euros in 2024")
    assert all(text[each.end].isspace() for each in seen[:-1])


def test_a_document_of_two_thousand_sentences_is_read_in_bounded_memory() -> None:
    text = a_text(2_000)
    detect(text)  # fills the caches that every document shares
    tracemalloc.start()
    try:
        seen = detect(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(seen) == 2_000
    assert any(each.checkworthy for each in seen)
    assert peak < 40_000_000  # bytes


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 1_000 + f"<p>{PROSE * 5}</p>",
        "<p>" * 1_000 + PROSE * 5,
        "<table><tr><td>" * 300 + PROSE * 5,
        f"<html><body><p>{PROSE * 5}" + "<b" * 5_000,
        f"<html><body><article><p>{PROSE * 3}</p>" + "&amp;amp;lt;p&amp;amp;gt; " * 2_000,
        f"<html><body><p>{PROSE * 5}</p>" + "<!--" * 2_000,
    ],
    ids=["divs", "paragraphs", "tables", "broken tags", "entities", "comments"],
)
def test_a_page_of_nested_tags_is_read_or_refused_with_a_sentence(page: str) -> None:
    refused = ""
    try:
        text = extraction.extract(page.encode()).text
    except Refused as refusal:
        refused, text = refusal.sentence, ""
    assert text or refused.endswith(".")
    check(text, detect(text))


@pytest.mark.parametrize(
    "offer",
    [
        "- Earn 60,000 miles once you have paid $3,500 for ferries.",
        "• Get a free cabin for every tenth crossing.",
        "Redeem your miles at any quay.",
        "Save €40 on night ferries.",
        "Email Kari or call 555-010-4477.",
        "Phone the quay on 0131 496 0000.",
        "Dial zero for the harbour office.",
    ],
)
def test_offers_and_orders_are_calls_and_no_claims(offer: str) -> None:
    assert kind(offer) == "call_to_action"
    assert not any(each.checkworthy for each in detect(offer))


@pytest.mark.parametrize(
    "sentence",
    [
        "Email addresses of 4,000 passengers were leaked.",
        "Phone sales in Holm fell by 12 percent.",
        "Email and phone records show that he left on Monday.",
        "Save the Children runs 20 clinics on the island.",
        "Demand 20 percent higher than in 2019 emptied the shelves.",
        "Order 66 was signed by the mayor in 2019, and it was repealed.",
    ],
)
def test_what_only_begins_like_an_order_is_none(sentence: str) -> None:
    assert kind(sentence) == ""


WORDS = st.sampled_from(
    ["The ferry", " said ", "“", "”", '"', "’", "«", "»", ". ", "? ", "! ", "…", ", ", "\n", " that ", "Mr. ", "U.S. ",
     "Kari Lund", "she", "will", "should", "if ", "had", "40 percent", "in May 2019", "last year", "部长说", "。",
     "الأسعار", "؟ ", "दाम", "। ", "цены", " г. ", "Οι τιμές", "\x00", "\ud800", "\u202e", "\u200b", "😀", "&amp;amp;"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=8), max_size=40).map("".join), st.sampled_from(["en", "de", "fr", "ar", "zh"]))
def test_any_text_in_any_language_gives_sentences_that_lie_where_they_say(text: str, language: str) -> None:
    check(text, detect(text, published=date(2025, 11, 12), language=language))
