"""A reader without JavaScript: by topic and claimant to a check, its card elsewhere, an error reported and answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import Claim
from claims.public import sending_forms
from claims.workflow.moves import move
from tests.builders import cast
from tests.evidence.outside import Reply, Service
from tests.journeys.acts import person
from tests.public.checks import corrected, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATEMENT = "Harbour fees have tripled since 2021"


@pytest.mark.browser(width=390, javascript=False)
def test_a_reader_without_scripts_finds_judges_cites_shares_and_reports_a_check(
    page: Page, browser: Browser, live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_forms, "FASTEST_S", 0)
    settings.SITE_URL = live_server.url
    claim = corrected(
        published(STATEMENT, claimant="Dana Okoro", topic="Ports"), "substantial", "The year was wrong."
    )  # fmt: skip
    find_it(page)
    cite_and_share(page, claim)
    see_the_card_elsewhere(page, claim)
    page.goto(claim.get_absolute_url())
    page.get_by_role("link", name="Report an error").first.click()
    expect(page.get_by_text(STATEMENT)).to_be_visible()
    page.get_by_label("What is wrong?").fill("They doubled; see the tariff of 2023.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("We have your report and will answer by")).to_be_visible()
    address = page.url
    assert "/sent/" in address

    mona = person(browser, live_server, "mona", java_script_enabled=False)
    answer_it(mona)
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("What we published is right. The tariff of 2023 was withdrawn.")
    assert page.url == address


def find_it(page: Page) -> None:
    """From the first page by links alone: topics, a topic, the check, its claimant, back by the corrections log."""
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main")
    menu.get_by_role("link", name="Topics").click()
    page.get_by_role("link", name="Ports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ports")
    page.get_by_role("link", name=STATEMENT).click()
    page.get_by_role("link", name="Dana Okoro").first.click()
    expect(page.get_by_role("heading", name="How these checks came out")).to_be_visible()
    menu.get_by_role("link", name="Corrections").click()
    page.get_by_role("link", name="Substantial", exact=False).first.click()
    expect(page.locator(".log")).to_contain_text("The year was wrong.")
    page.locator(".log").get_by_role("link", name=STATEMENT).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(STATEMENT)
    expect(page.get_by_role("note")).to_contain_text("The year was wrong.")


def cite_and_share(page: Page, claim: Claim) -> None:
    cite = page.locator(".cite")
    expect(cite.locator(".copyable").first).to_contain_text(STATEMENT)
    cite.locator("summary").click()
    expect(cite.get_by_text(f"{claim.get_absolute_url()}v/2/")).to_be_visible()
    expect(cite.locator(".code")).to_contain_text("<iframe")
    mail = cite.get_by_role("link", name="Send it by mail").get_attribute("href") or ""
    assert mail.startswith("mailto:?subject=")
    cite.get_by_role("link", name="See the card").click()
    expect(page.locator(".word")).to_contain_text("Mostly false")


def see_the_card_elsewhere(page: Page, claim: Claim) -> None:
    """Another site asks how to embed the check and puts the answer on its page."""
    address = f"{page.url.partition('/embed/')[0]}{claim.get_absolute_url()}"
    described = page.request.get("/oembed", params={"url": address}).json()
    paper = (
        "<!doctype html><meta name='viewport' content='width=device-width'><title>A paper</title>" + described["html"]
    )
    elsewhere = Service({"/article": Reply(paper.encode(), content_type="text/html")})
    page.goto(f"{elsewhere.url}/article")
    card = page.frame_locator("iframe")
    expect(card.get_by_role("link", name=STATEMENT)).to_be_visible()
    expect(card.locator(".word")).to_contain_text("Mostly false")
    assert page.evaluate("document.documentElement.scrollWidth") == 390, "the frame is wider than the page"
    assert page.context.cookies() == [], "the card left a cookie"
    elsewhere.close()


LONG = (
    "The ministry tripled the harbour fees for all small vessels since 2021, although the council promised in writing"
)


@pytest.mark.browser(width=1024, javascript=False)
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_no_card_in_a_frame_of_the_size_that_oembed_gives_has_to_be_scrolled(
    page: Page, live_server: Any, settings: Any, is_withdrawn: bool
) -> None:
    settings.SITE_URL = live_server.url
    claim = corrected(
        published(f"{LONG} that nothing would rise", claimant="Ministry of Transport and of the Protection of Coasts",
                  rating="missing-context", is_demonstration=True),
        "substantial", "The year was wrong.", summary=f"{LONG}, as its tariffs and its minutes show. " * 2,
    )  # fmt: skip
    if is_withdrawn:
        move(claim, "retract", by=cast().edda, note="Forged.")
    move(claim, "reopen", by=cast().edda, note="New figures.")
    for width in (200, 239, 240, 280, 320, 321, 439, 440, 519, 520, 600):
        asked = {"url": f"{live_server.url}{claim.get_absolute_url()}", "maxwidth": str(width)}
        described = page.request.get("/oembed", params=asked).json()
        page.set_viewport_size({"width": described["width"], "height": described["height"]})
        page.goto(f"/embed/{claim.slug}/")
        html = page.locator("html")
        whole = html.evaluate("html => [html.scrollWidth, html.scrollHeight]")
        assert whole == [width, described["height"]], "the card is larger than its frame"
        expect(page.get_by_text("We are checking")).to_be_visible()


def answer_it(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Reports of errors").first.click()
    page.get_by_role("link", name="They doubled; see the tariff of 2023.").click()
    page.get_by_label("Outcome").select_option("What we published is right")
    page.get_by_label("Answer").fill("The tariff of 2023 was withdrawn.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile("was changed successfully"))).to_be_visible()
