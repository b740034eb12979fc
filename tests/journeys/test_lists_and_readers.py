"""A reader's claim on its way: sent without JavaScript, accepted in the admin, found, listed and saved in the desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, SavedFilter, Tip
from claims.public import sending_forms
from tests.builders import cast
from tests.journeys.acts import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send_a_claim(page: Page) -> str:
    """Returns the address by which the reader follows it."""
    page.goto("/")
    page.get_by_role("link", name="Send a claim").click()
    page.get_by_label("What is claimed?").fill("The mayor sold the lighthouse for one coin")
    page.get_by_label("Where did you see or hear it?").fill("A leaflet")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Thank you. We have it")).to_be_visible()
    return page.url


def accept_it(page: Page) -> None:
    log_in(page, "mona", at="/admin/claims/tip/")
    page.get_by_role("link", name="The mayor sold the lighthouse for one coin").click()
    page.get_by_label("It becomes a new claim").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile("was changed successfully"))).to_be_visible()


@pytest.mark.browser(width=390, javascript=False)
def test_a_readers_claim_reaches_the_desk_without_javascript(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_forms, "FASTEST_S", 0)
    cast()
    address = send_a_claim(page)
    assert Tip.objects.get().decision == "waiting"
    accept_it(page)
    claim = Claim.objects.get()
    log_in(page, "edda", at="/desk/search/")
    page.get_by_label("Words, or the number of a claim").fill("lighthouse coin")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("link", name=claim.statement)).to_be_visible()
    page.goto("/desk/claims/")
    page.get_by_text("More filters").click()
    page.get_by_label("Sent in by a reader").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name=claim.statement)).to_be_visible()
    page.get_by_text("Save this filter …").click()
    page.get_by_label("Name", exact=True).fill("From readers")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “From readers”.")).to_be_visible()
    assert SavedFilter.objects.get().query == "readers=on"
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()
    assert claim.statement in taken.value.path().read_text(encoding="utf-8-sig")
    page.goto(address)
    expect(page.get_by_text("It is on our list of claims to be checked.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_bar_of_actions_in_the_admin_is_as_wide_as_its_table(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "mona", at="/admin/claims/user/")
    boxes = [page.locator(f"#changelist {part}").bounding_box() for part in (".actions", ".results")]
    bar, table = ((box["x"], box["width"]) for box in boxes if box)
    assert bar == table
