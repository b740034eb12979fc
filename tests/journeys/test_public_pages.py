"""A reader's way through the public pages, without JavaScript, on a phone, in both themes, with axe looking on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claimant, PolicyPage
from claims.workflow.moves import move
from tests.builders import cast
from tests.journeys.acts import assert_accessible
from tests.public.checks import HOSTILE, checked_again, corrected, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LISTS = (
    "/", "/?q=nothing+like+it", "/?topic=ports", "/topics/", "/topics/ports/", "/corrections/",
    "/corrections/?kind=withdrawal", "/methodology/", "/people/", "/report-an-error/", "/send-a-claim/",
    "/funding/versions/", "/funding/v/1/",
)  # fmt: skip
EMPTY = ("/", "/topics/", "/corrections/", "/privacy/")


def a_site() -> dict[str, str]:
    """Checks of every kind; returns their addresses by name."""
    for version, body in enumerate(("Readers pay half of it.", "Readers pay all of it."), 1):
        PolicyPage.objects.create(slug="funding", version=version, title="Funding", body=body)
    plain = published("Harbour fees have tripled since 2021", claimant="Dana Okoro", unknowns="What others paid.",
                      topic="Ports")  # fmt: skip
    published("The harbour earns less than it costs", claimant="Dana Okoro", topic="Ports", rating="true")
    mended = corrected(published(), "substantial", "The year was wrong.", summary="It rose in 2022, by less.")
    withdrawn = published()
    move(withdrawn, "retract", by=cast().edda, note="The tariff was forged.")
    reopened = published(rating="unproven")
    move(reopened, "reopen", by=cast().edda, note="New figures are out.")
    again = checked_again(published(), rating="true", correction_class="substantial", note="The new tariff proves it.")
    long = published("Averyveryverylongwordwithoutanybreak" * 6 + " was said", text="long " * 400, claimant="X" * 150)
    hostile = published(f"The mayor said {HOSTILE} on Monday", claimant=HOSTILE, summary=HOSTILE, text=HOSTILE)
    demonstration = published(is_demonstration=True, rating="satire")
    names = {
        "plain": plain, "corrected": mended, "withdrawn": withdrawn, "reopened": reopened, "again": again,
        "long": long, "hostile": hostile, "demonstration": demonstration,
    }  # fmt: skip
    return {name: claim.get_absolute_url() for name, claim in names.items()}


def look(page: Page, url: str) -> None:
    page.goto(url)
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert_accessible(page)


def look_everywhere(page: Page) -> None:
    for url in EMPTY:
        look(page, url)
    urls = a_site()
    cards = [urls[name].replace("/claims/", "/embed/") for name in ("plain", "withdrawn", "long", "hostile")]
    claimant = f"/claimants/{Claimant.objects.get(name='Dana Okoro').pk}/"
    for url in (*LISTS, claimant, *urls.values(), f"{urls['corrected']}v/1/", f"{urls['withdrawn']}v/1/", *cards):
        look(page, url)


@pytest.mark.browser(width=1440)
def test_every_public_page_is_free_of_barriers(page: Page) -> None:
    look_everywhere(page)


@pytest.mark.browser(width=390, dark=True)
def test_every_public_page_is_free_of_barriers_on_a_phone_in_the_dark(page: Page) -> None:
    look_everywhere(page)


@pytest.mark.browser(width=320, javascript=False)
def test_a_reader_without_javascript_finds_a_check_judges_it_and_sees_its_history(page: Page) -> None:
    urls = a_site()
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

    page.goto(urls["corrected"])
    page.get_by_role("link", name="See what changed").click()
    page.get_by_text("What changed", exact=True).click()
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_role("link", name="read version 1").click()
    expect(page.get_by_text("You are reading version 1 of 2")).to_be_visible()
    page.get_by_role("link", name="Read the current version", exact=True).click()
    expect(page).to_have_url(f"{page.url.partition('/claims/')[0]}{urls['corrected']}")
    page.get_by_role("link", name="Report an error").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report an error")


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
    urls = a_site()
    page.goto(urls["hostile"])
    assert page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@type']")
    for url in ("/", "/corrections/", urls["hostile"], f"/?q={HOSTILE}"):
        page.goto(url)
    assert dialogs == []
