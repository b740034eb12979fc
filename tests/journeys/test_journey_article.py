"""The article reader: words dragged over become a claim at their place, beside the capture with its grey page."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from claims.desk.sending import send_words
from claims.importing.articles import request_import_bytes
from claims.models import Appearance, Article
from tests.builders import cast
from tests.importing.pages import PARAGRAPHS
from tests.importing.pages import page as a_page
from tests.journeys.acts import assert_accessible, log_in, press, work_off_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AROUND = "<nav><ul><li><a href='/w'>Weather of the week</a></li><li><a href='/s'>Sport of the day</a></li></ul></nav>"
DRAGGED = "which looks over the bay"
TYPED = "is quiet in winter"
BLOCK = f"<p>Visitors like the old pier, {DRAGGED} and {TYPED}, when the boats are gone.</p>"
#: Where the words stand on the screen: the middle of their first and of their last letter.
PLACE_OF = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("form.text"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    node.parentElement.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const boxes = [...range.getClientRects()];
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
  }
}"""


def place_of(part: Locator) -> FloatRect:
    place = part.bounding_box()
    assert place is not None
    return place


def bottom_of(part: Locator) -> float:
    place = place_of(part)
    return place["y"] + place["height"]


def drag_over(page: Page, words: str) -> None:
    page.wait_for_load_state("load")
    left, top, right, bottom = page.evaluate(PLACE_OF, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()


@pytest.mark.browser(height=500)
def test_the_lower_edge_of_the_margin_fades_out_as_long_as_more_follows(page: Page) -> None:
    article = request_import_bytes(a_page(BLOCK).encode(), by=cast().rana, content_type="text/html; charset=utf-8")
    log_in(page, "rana", at=article.get_absolute_url())
    margin, fade, last = page.locator(".margin"), page.locator(".more-below"), page.locator(".margin > section").last
    assert bottom_of(last) > bottom_of(margin), "nothing follows"
    assert bottom_of(fade) == pytest.approx(bottom_of(margin), abs=1)
    margin.evaluate("(margin) => margin.scrollTo(0, margin.scrollHeight)")
    assert bottom_of(last) <= place_of(fade)["y"] + 1, "the last line lies below it"
    assert bottom_of(fade) == pytest.approx(bottom_of(margin), abs=5)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(fade).to_be_hidden()


@pytest.mark.browser(width=1440)
def test_words_dragged_over_or_typed_become_claims_at_their_place_beside_the_capture(page: Page) -> None:
    article = request_import_bytes(
        a_page(BLOCK, below=AROUND).encode(), by=cast().rana, content_type="text/html; charset=utf-8"
    )
    work_off_jobs("detect_claims", "match_claim")
    log_in(page, "rana", at=article.get_absolute_url())
    show = page.get_by_role("link", name="Show the original beside it")
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        expect(show).to_be_in_viewport(ratio=1)
    show.click()
    expect(page.get_by_role("link", name="Put the original away")).to_be_in_viewport()
    original, text = page.locator("#original"), page.locator("form.text")
    for line in ("Weather of the week", "Sport of the day"):
        expect(original.locator(".left-out", has_text=line)).to_be_visible()
        expect(text).not_to_contain_text(line)
    expect(original.locator("p:not(.left-out)", has_text=PARAGRAPHS[0])).to_be_visible()
    assert place_of(original)["x"] >= place_of(text)["x"] + place_of(text)["width"], (
        "the capture is not beside the text"
    )
    assert_accessible(page)

    drag_over(page, DRAGGED)
    expect(page.get_by_label("A claim of these words")).to_have_value(DRAGGED)
    page.get_by_role("button", name="Make a claim", exact=True).click()
    expect(page.get_by_text("is in the inbox.")).to_be_visible()
    expect(text.locator("mark", has_text=DRAGGED)).to_be_visible()
    expect(original).to_be_visible()

    press(page, "w")
    expect(page.get_by_label("A claim of these words")).to_be_focused()
    page.keyboard.type(TYPED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(text.locator("mark", has_text=TYPED)).to_be_visible()
    stored = Article.objects.get(pk=article.pk).text
    places = Appearance.objects.filter(quote__in=(DRAGGED, TYPED)).order_by("start")
    assert [stored[place.start : place.end] for place in places] == [DRAGGED, TYPED]

    text.locator("mark", has_text=DRAGGED).get_by_role("link").click()
    expect(page.locator("#where mark")).to_have_text(DRAGGED)


def test_words_that_were_selected_stay_while_the_page_tells_what_others_do(page: Page) -> None:
    article = request_import_bytes(a_page(BLOCK).encode(), by=cast().rana, content_type="text/html; charset=utf-8")
    work_off_jobs("detect_claims", "match_claim")
    log_in(page, "rana", at=article.get_absolute_url())
    drag_over(page, DRAGGED)
    words = page.get_by_label("A claim of these words")
    expect(words).to_have_value(DRAGGED)
    page.get_by_role("heading", level=1).click()  # nothing is selected any more
    send_words(article, TYPED, by=cast().edda)
    expect(page.locator("form.text mark", has_text=TYPED)).to_be_visible()
    expect(words).to_have_value(DRAGGED)
    page.get_by_role("button", name="Make a claim", exact=True).click()
    expect(page.locator("form.text mark", has_text=DRAGGED)).to_be_visible()
    expect(words).to_have_value("")
