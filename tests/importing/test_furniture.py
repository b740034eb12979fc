"""What stands around an article on its page, and in the middle of it, is no part of its text; the article always is."""

from __future__ import annotations

import json

import pytest

from claims.importing.extraction import Doubtful
from tests.importing.pages import PARAGRAPHS, TITLE, WHOLE, page, read, text_with

LINK = "<a href='/news/4711/ferry'>Why the ferry to the islands sank last winter</a>"


@pytest.mark.parametrize(
    "block",
    [
        f"<p>{LINK}</p>",
        f"<p><strong>Read more: </strong>{LINK}</p>",
        f"<p>Analysis: {LINK}</p>",
        f"<p>À lire aussi : {LINK}</p>",
        "<p>Lea también: Por qué se hundió el ferry</p>",
        "<p>Lesen Sie auch: Warum die Fähre sank</p>",
        f"<h3>More on this story</h3><ul><li>{LINK}</li><li>{LINK}</li></ul>",
        f"<p>Editors’ picks:</p><ul><li>COMMENT: {LINK}</li><li>OPINION: {LINK}</li></ul>",
        f"<div class='c-recirculation'><p>From our archive, with some pride: {LINK} and more.</p></div>",
        "<div class='article-newsletterSignup'><p>The island in your mail, every day but Sunday.</p></div>",
        "<div class='js-share-bar'><span>Facebook</span> <span>WhatsApp</span></div>",
        "<div class='author-bio'><p>Ann Holt has written about bridges for twenty years.</p></div>",
        "<p class='wp-caption-text'>The old bridge, as it was before the storms of the winter.</p>",
        "<p><img src='b.jpg'><em>The old bridge, as it was before the storms of the winter.</em></p>",
        "<p>Ines Marlow at the town hall on Tuesday. (Photo by A. Holt)</p>",
        "<p>The pier at dawn. REUTERS/Ann Holt</p>",
        "<nav><ul><li><a href='/w'>World</a></li><li><a href='/s'>Sport</a></li></ul></nav>",
        "<div class='most-read'><ol><li>The mayor resigns</li><li>A whale is seen</li></ol></div>",
        "<p>Subscribe now to our e-edition for the full story.</p>",
        "<p>For the latest news and updates download our free app for your telephone.</p>",
        "<p>Do you want to be informed of what the council does? Sign up here.</p>",
        "<p>Send us your photos and stories of the bridge.</p>",
        "<p>This post contains affiliate links.</p>",
        "<p>© The Lavel Courier 2024</p>",
    ],
)
def test_furniture_is_no_part_of_the_text(block: str) -> None:
    assert text_with(block) == WHOLE


@pytest.mark.parametrize(
    "block",
    [
        "<p>More ferries sank last year than in the ten years before, according to the coast guard's register.</p>",
        "<p>Join the alliance or lose the harbour, that is how the mayor sees it, and he may well be right.</p>",
        f"<p>The mayor's account differs: {LINK}, he wrote, was a question that nobody had put to him.</p>",
        "<p>Analysis: The mayor has lost every vote on the bridge since the beginning of the year.</p>",
        "<ul><li>The fare rises by ten percent in May.</li><li>The pier will be mended before the autumn.</li></ul>",
        f"<ul><li>The fare rises in May, as {LINK} says.</li><li>The pier will be mended in June.</li></ul>",
        "<blockquote><p>We have waited long enough for this bridge, and so have our children.</p></blockquote>",
        "<h2>What the engineers found in the pillars of the bridge</h2>",
        "<p>The photo shows the bridge in 1950, when three thousand carts crossed it on a market day.</p>",
        "<p>Contact between the two councils broke off in 2019, when 300 fishermen lost their berths.</p>",
        "<p>Amazon pays the town a commission of two percent on affiliate sales, a spokesman said on Monday.</p>",
        "<p>New subscribers to the ferry's season ticket fell by ten percent, the company said.</p>",
    ],
)
def test_what_only_looks_like_furniture_stays(block: str) -> None:
    found = text_with(block)
    assert len(found.split("\n")) > len(PARAGRAPHS)
    assert all(paragraph in found for paragraph in PARAGRAPHS)


def test_a_linked_word_in_a_sentence_stays_whatever_it_is_called() -> None:
    sentence = "Advances in <a class='related inline-link' href='/n'>bridge building</a> will save two years of work."
    assert "Advances in bridge building will save two years of work." in text_with(f"<p>{sentence}</p>")


def test_an_element_that_holds_most_of_the_article_is_not_furniture_whatever_it_is_called() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    html = f"<html><body><h1>{TITLE}</h1><div class='share related newsletter'>{body}</div></body></html>"
    assert read(html).text == WHOLE


def test_captions_stay_where_the_pictures_are_the_article() -> None:
    slides = "".join(f"<div><img src='{i}.jpg'><p class='caption'>{p}</p></div>" for i, p in enumerate(PARAGRAPHS))
    assert PARAGRAPHS[2] in read(f"<html><body><main><h1>{TITLE}</h1>{slides}</main></body></html>").text


def test_line_breaks_of_the_source_are_no_breaks_of_the_text() -> None:
    wrapped = PARAGRAPHS[0].replace(" ", "\n      ")
    assert PARAGRAPHS[0] in read(page().replace(PARAGRAPHS[0], wrapped)).text


def test_a_large_first_letter_belongs_to_its_word() -> None:
    html = page().replace(f"<p>{PARAGRAPHS[0]}", f"<span class='drop'>T</span><p>{PARAGRAPHS[0][1:]}")
    assert read(html).text == WHOLE


def test_a_dateline_alone_on_its_line_opens_the_first_sentence() -> None:
    html = page().replace(f"<p>{PARAGRAPHS[0]}", f"<p>LAVEL, May 3 —</p><p>{PARAGRAPHS[0]}")
    assert read(html).text.split("\n")[0] == f"LAVEL, May 3 — {PARAGRAPHS[0]}"


@pytest.mark.parametrize(
    "line", ["a.holt@courier.example", "(END)", "-- By Ann Holt", "Ann Holt can be reached at a.holt@courier.example."]
)
def test_closing_lines_are_no_part_of_the_text(line: str) -> None:
    article = read(page(below=f"<p>{line}</p>"))
    assert article.text == WHOLE
    assert line in article.boilerplate_removed


def ld(body: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": body})}</script>'


def test_what_a_page_declares_as_its_article_decides_what_is_in_it() -> None:
    aside = "<p>The storms of 1962 had carried off two bridges and a chapel.</p>"
    assert aside[3:-4] in text_with(aside)
    assert read(page(aside, head=ld(" ".join(PARAGRAPHS)))).text == WHOLE


def test_a_declared_article_is_taken_where_the_page_shows_only_its_beginning() -> None:
    head = ld("<p>" + "</p><p>".join(PARAGRAPHS) + "</p>")
    assert read(f"<html><head>{head}</head><body><p>{PARAGRAPHS[0]}</p></body></html>").text == WHOLE


def test_a_declared_teaser_takes_nothing_from_the_article() -> None:
    assert read(page(head=ld(PARAGRAPHS[0]))).text == WHOLE


def test_what_was_read_of_a_page_without_sentences_is_handed_on_with_the_refusal() -> None:
    items = "".join(f"<p>Mix {i} eggs and a cup of flour</p>" for i in range(9))
    with pytest.raises(Doubtful) as refusal:
        read(f"<html><body><article>{items}</article></body></html>")
    assert "Mix 3 eggs" in refusal.value.extracted.text
