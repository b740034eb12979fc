"""Links that jump to a quotation (rule C2): what they say by the grammar of text fragments, and what Chromium does."""

import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from claims.text import anchors

WORDS = st.text("aZ9é_-,&.“”!?$%#=+/ß中かनंеص🚢 ", min_size=1, max_size=12)
ODD = st.sampled_from(["rate & value", "well-known,", "a,b", "-", "نعم", "港の料金", "🚢📈", "\n"])
TEXTS = st.lists(WORDS | ODD).map(" ".join)


def terms_of(url: str) -> tuple[str, str, str, str]:
    """(prefix, start, end, suffix) as the WICG grammar reads them, written without looking at how they are made."""
    parts = url.split("#:~:text=", 1)[1].split(",")
    assert all("&" not in part for part in parts)
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts[-1].startswith("-") else ""
    start, end = (*parts, "")[:2]
    assert len(parts) in (1, 2)
    assert not any("-" in term for term in (prefix, start, end, suffix))
    return unquote(prefix), unquote(start), unquote(end), unquote(suffix)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(TEXTS, st.data())
def test_every_term_stands_in_the_text_in_this_order(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    url = anchors.fragment_url("https://example.org/page?a=1#old", anchors.selector(text, start, end))
    if "#" not in url:
        assert not any(c.isalnum() for c in text[start:end])
        return
    assert url.startswith("https://example.org/page?a=1#:~:text=")
    whole, at = squeezed(text), 0
    for term in filter(None, terms_of(url)):
        assert term == squeezed(term)
        found = whole.find(term, at)
        assert found >= 0, (term, whole)
        at = found


def test_a_word_that_is_cut_is_asked_for_whole() -> None:
    text = "The unbelievable story of the harbour was told in all of the papers that are read here on Sundays."
    selector = anchors.selector(text, text.index("believable"), text.index("paper") + 5)
    assert terms_of(anchors.fragment_url("https://example.org/", selector)) == (
        "", "unbelievable story of the harbour", "in all of the papers", "",
    )  # fmt: skip


def test_a_quotation_of_marks_alone_has_a_link_to_the_page() -> None:
    text = "What?! … Really."
    selector = anchors.selector(text, 7, 8)
    assert anchors.fragment_url("https://example.org/a#b", selector) == "https://example.org/a"


# ── in a real browser ──

FILLING = "".join(f"<p>Paragraph {number} is about nothing at all.</p>" for number in range(60))
#: name -> (the page's HTML with the words' place marked, the text read from it, the quotation or its span)
PAGES: dict[str, tuple[str, str, str | tuple[int, int]]] = {
    "a sentence": (
        "<p>One. <b id=t>The fee</b> rose by 30 percent in 2024. Two.</p>",
        "One. The fee rose by 30 percent in 2024. Two.",
        "The fee rose by 30 percent in 2024.",
    ),
    "what has a meaning in a fragment": (
        "<p>She said it was <i id=t>well-known</i>, rate &amp; value, to all.</p>",
        "She said it was well-known, rate & value, to all.",
        "well-known, rate & value",
    ),
    "a footnote in the middle": (
        "<p>A. <span id=t>The harbour</span> fee in Aldervik rose<sup>[1]</sup> by 30 percent in 2024, it wrote.</p>",
        "A. The harbour fee in Aldervik rose by 30 percent in 2024, it wrote.",
        "The harbour fee in Aldervik rose by 30 percent in 2024, it wrote.",
    ),
    "two paragraphs": (
        "<p>A. <span id=t>The mayor</span> spoke.</p><p>Then she left town.</p>",
        "A. The mayor spoke.\nThen she left town.",
        "The mayor spoke.\nThen she left town.",
    ),
    "the second of two, by what is before it": (
        f"<p>It rained all day.</p>{FILLING}<p>He said <span id=t>it rained</span> all night.</p>",
        "It rained all day.\nHe said it rained all night.",
        (27, 36),
    ),
    "the second of two, by what is after it": (
        f"<p>it rained all day.</p>{FILLING}<p><span id=t>it rained</span> all night.</p>",
        "it rained all day.\nit rained all night.",
        (19, 28),
    ),
    "a cut word": ("<p>The <i id=t>unbelievable</i> story.</p>", "The unbelievable story.", "believable"),
    "Arabic": (
        "<p dir=rtl>قال الوزير إن <span id=t>الرسوم</span> ارتفعت بنسبة ثلاثين في المئة.</p>",
        "قال الوزير إن الرسوم ارتفعت بنسبة ثلاثين في المئة.",
        "الرسوم ارتفعت بنسبة",
    ),
    "Japanese": (
        "<p>昨日、<span id=t>港の料金</span>が三十パーセント上がったと発表した。</p>",
        "昨日、港の料金が三十パーセント上がったと発表した。",
        "港の料金が三十パーセント上がった",
    ),
    "Chinese": (
        "<p>市长说，<span id=t>港口费用</span>上涨了百分之三十。</p>",
        "市长说，港口费用上涨了百分之三十。",
        "港口费用上涨了百分之三十。",
    ),
    "Hindi": (
        "<p>मंत्री ने कहा कि <span id=t>बंदरगाह</span> शुल्क तीस प्रतिशत बढ़ा।</p>",
        "मंत्री ने कहा कि बंदरगाह शुल्क तीस प्रतिशत बढ़ा।",
        "बंदरगाह शुल्क तीस प्रतिशत बढ़ा।",
    ),
    "emoji": (
        "<p>They wrote <span id=t>the fee</span> 🚢📈 went up, everyone.</p>",
        "They wrote the fee 🚢📈 went up, everyone.",
        "the fee 🚢📈 went up",
    ),
    "soft hyphens and odd spaces": (
        "<p>A. <span id=t>The har\u00adbour</span>&nbsp;fee \n  rose. B.</p>",
        "A. The harbour fee rose. B.",
        "The harbour fee rose.",
    ),
    "other quotation marks": (
        "<p>“<span id=t>It’s</span> built to last,” she said.</p>",
        '"It\'s built to last," she said.',
        "It's built to last",
    ),
}


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """(address of a site on loopback, its pages by path)."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_chromium_scrolls_to_the_words(browser: Browser, site: tuple[str, dict[str, str]], name: str) -> None:
    base, pages = site
    markup, text, quotation = PAGES[name]
    span = (text.index(quotation), text.index(quotation) + len(quotation)) if isinstance(quotation, str) else quotation
    link = anchors.fragment_url(f"{base}/page", anchors.selector(text, *span))
    pages["/page"] = f"<!doctype html><meta charset=utf-8><title>{name}</title>{FILLING}{markup}{FILLING}"
    attributes = f'target=_blank rel="noopener noreferrer" href="{html.escape(link)}"'
    pages["/"] = f"<!doctype html><a {attributes}>At these words</a>"
    context = browser.new_context()
    try:
        desk = context.new_page()
        desk.goto(f"{base}/")
        with context.expect_page() as opened:
            desk.get_by_text("At these words").click()
        opened.value.wait_for_function(
            "() => { const box = document.getElementById('t')?.getBoundingClientRect();"
            " return scrollY > 0 && box && box.top >= 0 && box.bottom <= innerHeight }"
        )
    finally:
        context.close()
