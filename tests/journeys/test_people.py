"""People beside each other in real browsers: who is on a claim, notes, and a guest who answers by a link."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import GuestLink, State
from tests.builders import claim_in
from tests.journeys.acts import log_in, open_claim, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_people_see_without_a_reload_who_is_on_it_and_what_the_other_notes(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    other = person(browser, live_server, "edda")
    open_claim(other, claim)
    other.locator("#notes textarea").fill("What Edda is writing just now")
    page.get_by_role("button", name="I am on it").click()
    expect(other.locator("#lease")).to_contain_text("Ravi is on it, 30 min")
    page.locator("#notes textarea").fill("The tariff is on page 3, @edda.")
    page.get_by_role("button", name="Write the note").click()
    expect(other.locator("#notes .mention")).to_have_text("@edda")
    expect(other.locator("#notes textarea")).to_have_value("What Edda is writing just now")
    page.get_by_role("button", name="I am done").click()
    expect(other.locator("#lease")).not_to_contain_text("is on it,")
    other.goto("/desk/my-work/")
    expect(other.get_by_role("link", name="Ravi mentions you in a note")).to_be_visible()


def test_a_guest_answers_on_a_phone_without_scripts_and_the_desk_reads_it(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    page.locator("#ask_expert > summary").click()
    panel = page.locator("#ask_expert")
    panel.get_by_label("Who is asked?").fill("Vera, port economist")
    panel.get_by_label("The passage you ask about").fill("The harbour fee rose by a third.")
    panel.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Address to send").input_value()
    path = re.sub(r"^https?://[^/]+", "", address)
    phone = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 800}, java_script_enabled=False
    ).new_page()
    phone.goto(path)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Choose whether you agree, disagree or want to add context.")).to_be_visible()
    phone.get_by_label("I disagree").check()
    phone.get_by_label("Your answer").fill("The tariff was never in force.")
    phone.get_by_label("Your name").fill("Vera Quay")
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Thank you.")).to_be_visible()
    assert phone.goto(path).status == 404  # type: ignore[union-attr]
    assert GuestLink.objects.get().text == "The tariff was never in force."
    open_claim(page, claim)
    expect(page.locator("#guests")).to_contain_text("The tariff was never in force.")
    expect(page.locator("#guests")).to_contain_text("Not to be published.")
