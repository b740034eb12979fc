"""From the invitation to a login with app, recovery code and security key, and the end of a session elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page, expect

from claims import policy
from tests.builders import cast
from tests.journeys.acts import assert_accessible, copy_it, log_in, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "harbour lamps in the morning"


def app_code(secret: str) -> str:
    """What an authenticator app shows now; half a minute more or less does not matter (MFA_TOTP_TOLERANCE)."""
    _, counter, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def plug_in_key(page: Page) -> None:
    """A security key that always says yes; Chromium's own."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})


def give_password(page: Page) -> None:
    page.goto("/desk/login/")
    page.get_by_label("User name").fill("nora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()


def invitation_from(moderator: Page) -> str:
    """The path of the link that a moderator of a desk without mail hands over."""
    moderator.goto("/desk/people/")
    moderator.get_by_label("Mail address").fill("nora@coast.example")
    moderator.get_by_label("Editor", exact=True).check()
    moderator.get_by_label("Why").fill("Joins the science desk.")
    moderator.get_by_role("button", name="Invite", exact=True).click()
    link = moderator.get_by_text(re.compile("/desk/invitation/")).inner_text()
    assert_accessible(moderator)
    return re.sub(r"^\w+://[^/]+", "", link)


def set_up_app(page: Page) -> list[str]:
    """The recovery codes."""
    page.get_by_role("link", name="Set up an app").click()
    secret = re.sub(r"\s", "", page.locator("#letters").inner_text())
    assert_accessible(page)
    page.get_by_label("Code").fill(app_code(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator("#recovery li").all_inner_texts()
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    return codes


def test_a_newcomer_sets_up_every_step_and_ends_a_session_elsewhere(
    page: Page, browser: Browser, live_server: Any
) -> None:
    TOTP.activate(cast().mona, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")  # or her roles would sleep, and the link with them
    log_in(page, "mona")
    link = invitation_from(page)
    here, there = (person(browser, live_server) for _ in range(2))
    with policy.overridden(second_step=True):
        here.goto(link)
        here.get_by_label("Your name").fill("Nora Falk")
        here.get_by_label("Password").fill(PASSWORD)
        assert_accessible(here)
        here.get_by_role("button", name="Make my login").click()
        expect(here.get_by_role("alert")).to_contain_text("Set up a second step first.")
        assert_accessible(here)
        codes = set_up_app(here)

        give_password(there)
        there.get_by_label("Code").fill(codes[0])
        there.get_by_label("Code").press("Enter")
        expect(there.get_by_role("navigation", name="Desk")).to_be_visible()

        plug_in_key(here)
        here.goto("/desk/me/login/")
        here.get_by_role("link", name="Add a key").click()
        here.get_by_label("What you call it").fill("Laptop")
        here.get_by_role("button", name="Add it").click()
        expect(here.get_by_text("Security key “Laptop”")).to_be_visible()
        give_up = here.get_by_role("button", name="Log out")
        here.locator("summary", has_text="Nora").click()
        give_up.click()
        give_password(here)
        assert_accessible(here)
        here.get_by_role("button", name="Use a security key").click()
        expect(here.get_by_role("navigation", name="Desk")).to_be_visible()

        here.goto("/desk/me/login/")
        here.get_by_role("button", name="End it").click()
        expect(here.get_by_role("button", name="End it")).to_have_count(0)
        assert_accessible(here)
        there.goto("/desk/")
        expect(there.get_by_role("heading", name="Log in to the desk")).to_be_visible()


def test_a_new_token_for_a_program_is_copied_by_its_button(page: Page) -> None:
    log_in(page, "ravi", at="/desk/me/tokens/")
    page.get_by_label("Which program is it for?").fill("Ticker")
    page.get_by_role("button", name="Make it").click()
    copy_it(page, "Token")
    assert page.get_by_label("Token", exact=True).input_value().startswith("fcd_")
