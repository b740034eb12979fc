"""What journeys share: who sits at a browser, the steps that several of them take, what every page must hold to."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from claims import jobs
from claims.models import Claim
from tests.browser import PATIENCE_MS
from tests.builders import cast


def log_in(page: Page, name: str, at: str = "") -> None:
    """Whoever of the cast sat here before, now it is this person; with `at` the page is opened too.

    By the session's cookie: the login form has a journey of its own (test_desk_shell.py).
    """
    session = Client()
    session.force_login(getattr(cast(), name))
    page.context.clear_cookies()
    name_of_cookie = settings.SESSION_COOKIE_NAME
    value = session.cookies[name_of_cookie].value
    page.context.add_cookies([{"name": name_of_cookie, "value": value, "domain": "localhost", "path": "/"}])
    if at:
        page.goto(at)


def person(browser: Browser, live_server: Any, name: str = "", **device: Any) -> Page:
    """A tab in a browser of its own: of somebody of the cast, or without a name of a stranger."""
    chosen = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **device}
    context = browser.new_context(base_url=live_server.url, **chosen)
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    if name:
        log_in(tab, name)
    return tab


def open_claim(page: Page, claim: Claim) -> None:
    page.goto(f"/desk/claims/{claim.pk}/")


def do(page: Page, label: str) -> None:
    """Open a transition's fold on the claim page, which may name its key, and send its form."""
    offer = page.locator("details.offer", has=page.locator("summary", has_text=re.compile(rf"^{label}\s*\w?$")))
    if offer.get_attribute("open") is None:
        offer.locator("summary").click()
    with page.expect_navigation():
        offer.get_by_role("button", name=label, exact=True).click()


def work_off_jobs(*names: str) -> None:
    jobs.run_all(only=lambda row: row.name in names)


def assert_accessible(page: Page) -> None:
    """Axe finds nothing on the page as it stands, and nothing of it has to be scrolled to sideways."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))")
    assert not found["violations"], f"{page.url}\n{AxeResults(found).generate_report()}"
    assert_fits(page)


def assert_fits(page: Page) -> None:
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"
