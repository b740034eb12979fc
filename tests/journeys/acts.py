"""What journeys share: who sits at a browser, the steps that several of them take, what every page must hold to."""

import json
import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from claims import jobs
from claims.models import Claim
from tests.browser import PATIENCE_MS
from tests.builders import cast

#: Every rule that is on by default, and the size of targets (WCAG 2.2). With `preload` axe would copy the style sheets
#: of a shadow tree into the page, which our own policy forbids and reports; only its rule about a locked orientation
#: reads them, and no style sheet of ours asks for the orientation.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
#: What a theme can break on a page that was looked at in the other one.
AXE_COLOURS = {**AXE_OPTIONS, "rules": {}, "runOnly": ["color-contrast", "link-in-text-block"]}


def log_in(page: Page, name: str, at: str = "") -> None:
    """Whoever of the cast sat here before, now it is this person; with `at` the page is opened too.

    By the session's cookie: the form has a journey of its own (an ended session, in test_claim_page.py).
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


def press(page: Page, *keys: str) -> None:
    page.wait_for_load_state("load")  # the scripts that listen are deferred
    for key in keys:
        page.keyboard.press(key)


def copy_it(page: Page, label: str) -> None:
    """What stands in this field, by the button; where a page may not copy, all of it is selected instead."""
    field, button = page.get_by_label(label, exact=True), page.get_by_role("button", name="Copy it")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    button.click()
    expect(page.get_by_text("It is selected: press Ctrl C.")).to_be_visible()
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    page.evaluate("() => { navigator.clipboard.writeText = async (words) => { window.copied = words; }; }")
    button.click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("window.copied") == field.input_value()
    assert_accessible(page)


def work_off_jobs(*names: str) -> None:
    jobs.run_all(only=lambda row: row.name in names)


def assert_accessible(page: Page) -> None:
    """Axe finds nothing on the page as it stands, and nothing of it has to be scrolled to sideways."""
    found = [*barriers(page), *overflow(page)]
    assert not found, "\n".join([page.url, *found])


def barriers(page: Page, options: dict[str, Any] = AXE_OPTIONS) -> list[str]:
    """What axe finds: one sentence for each place."""
    page.wait_for_load_state("load")  # words can be seen before the styles have come
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(options)}).then(({{violations}}) => violations)")
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Whether the page scrolls sideways, and what sticks out."""
    page.wait_for_load_state("load")
    return [f"scrolls sideways: {place}" for place in page.evaluate(_STICKING_OUT)]


_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const end = (it) => Math.round(it.getBoundingClientRect().right);
  const isCut = (it) => getComputedStyle(it).overflowX !== "visible";
  const scrolls = (it) => it !== document.body && (isCut(it) || scrolls(it.parentElement));
  const far = [...document.querySelectorAll("body *")].filter((it) => end(it) > width && !scrolls(it.parentElement));
  return [document.body, ...far].slice(0, 5).map((it) =>
    `${it.tagName.toLowerCase()}.${it.getAttribute("class")} ends at ${end(it)} of ${width} px`);
}"""
