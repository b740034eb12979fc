"""A reader's way through the public pages: without JavaScript on a phone, without a mouse, and past hostile words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.builders import scale
from tests.public.checks import HOSTILE, corrected, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.browser(width=320, javascript=False)
def test_a_reader_without_javascript_finds_a_check_judges_it_and_sees_its_history(page: Page) -> None:
    published("Harbour fees have tripled since 2021")
    published("The harbour earns less than it costs", rating="true")
    mended = corrected(published(), "substantial", "The year was wrong.", summary="It rose in 2022, by less.")
    page.goto("/")
    page.get_by_label("Words of the claim").fill("harbour tripled")
    page.get_by_text("Filter by rating").click()
    page.get_by_label("Rating").select_option("Mostly false")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 check found.")).to_be_visible()
    page.get_by_role("link", name="Harbour fees have tripled since 2021").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour fees have tripled since 2021")
    expect(page.get_by_role("heading", name="Our rating")).to_be_visible()
    expect(page.locator(".ruling-word")).to_have_text("Mostly false")
    page.get_by_role("link", name="Evidence 2").click()
    expect(page.locator(".exhibit:target")).to_have_count(1)

    page.goto(mended.get_absolute_url())
    page.get_by_role("link", name="See what changed").click()
    page.get_by_text("What changed", exact=True).click()
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_role("link", name="read version 1").click()
    expect(page.get_by_text("You are reading version 1 of 2")).to_be_visible()
    page.get_by_role("link", name="Read the current version", exact=True).click()
    expect(page).to_have_url(f"{page.url.partition('/claims/')[0]}{mended.get_absolute_url()}")
    page.get_by_role("link", name="Report an error").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report an error")


@pytest.mark.browser(width=390)
def test_no_word_of_a_rating_breaks_on_a_phone_that_shows_the_scale(page: Page) -> None:
    scale()
    page.goto("/methodology/")
    ratings = page.locator(".levels .rating")
    expect(ratings).to_have_count(8)
    heights = ratings.evaluate_all("(them) => them.map((it) => it.getBoundingClientRect().height)")
    assert len(set(heights)) == 1, "some stand on more than one line"


@pytest.mark.browser(width=1280)
def test_a_reader_without_a_mouse_skips_to_the_content_and_reaches_the_search(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Words of the claim")).to_be_focused()


def test_hostile_claims_run_no_script(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    hostile = published(f"The mayor said {HOSTILE} on Monday", claimant=HOSTILE, summary=HOSTILE, text=HOSTILE)
    page.goto(hostile.get_absolute_url())
    assert page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@type']")
    for url in ("/", "/corrections/", hostile.get_absolute_url(), f"/?q={HOSTILE}"):
        page.goto(url)
    assert dialogs == []
