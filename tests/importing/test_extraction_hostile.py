"""Whatever bytes come in, an article or a sentence comes out: no crash, no control characters, no endless work."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import Refused
from claims.importing.extraction import Extracted, extract
from tests.importing.pages import PARAGRAPHS, TITLE, WHOLE, page, read

NAMES = ("share", "related-links", "newsletter", "caption", "article-body", "author-bio", "gallery", "comments", "x")
TAGS = ("p", "div", "span", "a", "ul", "li", "h2", "b", "em", "table", "tr", "td", "pre", "figure", "blockquote", "nav")
WORDS = st.sampled_from(
    (
        *PARAGRAPHS,
        "Read more:",
        "Photo: A. Holt",
        "By Ann Holt",
        "3 May 2024",
        "&amp;amp;",
        "&#1;",
        "\u202eabc",
        "¿?",
        "",
    )
)
OPENING = st.builds(lambda tag, name: f"<{tag} class='{name}'>", st.sampled_from(TAGS), st.sampled_from(NAMES))
CLOSING = st.builds(lambda tag: f"</{tag}>", st.sampled_from(TAGS))
SCRAPS = st.lists(st.one_of(WORDS, OPENING, CLOSING, st.text(max_size=20)), max_size=60).map("".join)
BOXES = st.builds(
    lambda tag, name, words: f"<{tag} class='{name}'>{words}</{tag}>",
    st.sampled_from(("div", "aside", "section", "nav")),
    st.sampled_from(("share", "related-links", "newsletter", "author-bio", "comments")),
    st.text(alphabet="abc defg.", max_size=120),
)


def outcome(body: bytes, content_type: str = "") -> Extracted | None:
    """The article in some bytes; None where they are refused in a sentence."""
    try:
        return extract(body, content_type=content_type)
    except Refused:
        return None


def assert_clean(article: Extracted) -> None:
    lines = article.text.split("\n")
    assert all(line == line.strip() and line for line in lines)
    controls = [c for c in article.text + article.title + article.byline if unicodedata.category(c) == "Cc"]
    assert set(controls) <= {"\n"}


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from(("", "text/html", "text/plain; charset=latin-1")))
def test_any_bytes_are_an_article_or_refused_in_words(body: bytes, content_type: str) -> None:
    article = outcome(body, content_type)
    if article is not None:
        assert_clean(article)


@settings(max_examples=80, deadline=None)
@given(SCRAPS)
def test_any_heap_of_tags_is_an_article_or_refused_in_words(scraps: str) -> None:
    article = outcome(f"<html><body>{scraps}".encode("utf-8", "replace"), "text/html")
    if article is not None:
        assert_clean(article)


@settings(max_examples=60, deadline=None)
@given(st.lists(BOXES, max_size=6))
def test_an_article_stays_whole_whatever_boxes_stand_in_it(boxes: list[str]) -> None:
    found = read(page(*boxes)).text.split("\n")
    assert [line for line in found if line in PARAGRAPHS] == list(PARAGRAPHS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=120), max_size=20))
def test_any_plain_lines_above_an_article_cost_none_of_it(lines: list[str]) -> None:
    article = outcome("\n".join([*lines, *PARAGRAPHS]).encode("utf-8", "replace"), "text/plain")
    assert article is not None
    assert_clean(article)
    assert PARAGRAPHS[-1] in article.text


@pytest.mark.parametrize(
    "body",
    [
        "A long line about the bridge. " * 170_000,
        "word " * 1_000_000,
        "a" * 5_000_000,
        "Bridge\n" * 30_000,
        f"<html><body><article>{'<p>A paragraph of the article.</p>' * 60_000}",
        "<html><body><article><pre>" + "x\n" * 700_000,
    ],
)
def test_what_is_longer_than_any_article_is_refused_in_words(body: str) -> None:
    with pytest.raises(Refused, match=r"Import|Save"):
        extract(body.encode())


@pytest.mark.parametrize(
    "junk",
    [
        "<b>a" * 20_000,
        "<ul><li><a href=x>" * 9_000,
        "<pre>" * 100_000,
        "<" * 300_000,
        "<!--" * 100_000,
        "&amp;amp;" * 100_000,
        "<p " + "class='share' " * 40_000 + ">x</p>",
        "<div class='share'>" * 5_000,
        f"<div class='{'share-' * 30_000}'>x</div>",
        "<script>x<y " * 50_000,
        "<table><tr><td>x" * 8_000,
        "<svg><style>" * 9_000,
    ],
)
def test_an_article_above_a_heap_of_tags_is_still_read(junk: str) -> None:
    assert PARAGRAPHS[0] in read(page().removesuffix("</article></body></html>") + junk).text


def test_a_thousand_nested_tags_are_an_article_or_refused_in_words() -> None:
    body = "<div>" * 1_000 + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</div>" * 1_000
    outcome(f"<html><body>{body}</body></html>".encode())


#: Declarations by which a reader of XML would read files, ask other machines, or make a gigabyte of ten words.
DECLARED = {
    "a file": '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "another machine": '<!ENTITY x SYSTEM "http://127.0.0.1:1/secret">',
    "declarations of another machine": '<!ENTITY % d SYSTEM "http://127.0.0.1:1/d.dtd"> %d;',
    "ten times ten times ten": '<!ENTITY a0 "words of nobody ">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY x "&a9;">',
    "itself": '<!ENTITY x "&y;"><!ENTITY y "&x;">',
}  # fmt: skip


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "application/xml", "image/svg+xml", ""])
@pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED.keys())
def test_entities_that_a_page_declares_are_never_looked_up_or_multiplied(declared: str, kind: str) -> None:
    words = "".join(f"<p>{paragraph} &x;</p>" for paragraph in PARAGRAPHS)
    body = f'<?xml version="1.0"?><!DOCTYPE html [{declared}]><html><body><article>{words}</article></body></html>'
    article = outcome(body.encode(), kind)
    assert article is None or ("root:" not in article.text and "nobody words" not in article.text)
    assert article is None or len(article.text) < 2 * len(body)


def test_entities_encoded_twice_and_control_characters_cost_no_word() -> None:
    html = page().replace("the council's chair", "the council&amp;amp;#39;s&#2; chair")
    assert "chair Ines Marlow told reporters." in read(html).text


def test_invisible_signs_are_in_no_field() -> None:
    headline = '{"@type":"NewsArticle","headline":"Council\x01 votes\u202e to rebuild"}'
    head = f'<script type="application/ld+json">{headline}</script>'
    article = read(page(head=head).replace(TITLE, "Council votes to rebuild").replace("Tuesday", "Tues\u202eday"))
    assert_clean(article)
    assert article.title == "Council votes to rebuild"
    assert "\u202e" not in article.text


def test_text_from_right_to_left_keeps_its_words() -> None:
    lines = [
        f"قال المجلس يوم الثلاثاء إن الجسر رقم {i} سيكلف أربعين مليون يورو وسيستغرق بناؤه ثلاث سنوات." for i in range(6)
    ]
    html = f"<html dir=rtl><body><article><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</article>"
    article = read(html)
    assert article.text == "\n".join(lines)
    assert article.language == "ar"


def test_bytes_of_two_character_sets_in_one_page_cost_no_sentence() -> None:
    body = page().encode() + "<!-- café -->".encode("latin-1") + "<!-- café -->".encode()
    assert extract(body).text == WHOLE


def test_tags_that_are_never_closed_part_paragraphs_all_the_same() -> None:
    html = f"<html><body><article><h1>{TITLE}" + "".join(f"<p>{p}" for p in PARAGRAPHS)
    assert read(html).text == WHOLE


def test_a_page_of_endless_line_breaks_is_read_to_its_end() -> None:
    lines = "the yard has built one more of its long grey ferries<br>" * 1_500
    page_of_breaks = f"<html><body><article><p>{lines}It is the last of all the ferries.</p></article></body></html>"
    text = extract(page_of_breaks.encode()).text
    assert text.endswith("It is the last of all the ferries.")
