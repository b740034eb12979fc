"""Fixtures for journeys: Debian's Chromium through playwright; every page must be free of errors of its own."""

import functools
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests import services

SCREENSHOTS = Path(__file__).resolve().parents[1] / "test-results"
# Playwright's own patience is 5 s; beside the other half of the suite an answer may take longer.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
# Chromium writes a refused answer (403, 409, 422 ...) to the console; for our pages that is an answer, not a fault.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
# What a hand does to a page. The scripts are deferred: a form that they serve does not hear what came before them.
ACTS = ("check", "clear", "click", "dblclick", "fill", "focus", "hover", "press", "select_option", "uncheck")


def after_load(act: Callable[..., Any]) -> Callable[..., Any]:
    """The same act, once the page and its scripts are there; a machine is faster than they are."""

    @functools.wraps(act)
    def patient(locator: Locator, *arguments: Any, **options: Any) -> Any:
        locator.page.wait_for_load_state("load")
        return act(locator, *arguments, **options)

    return patient


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = services.find_headless_chromium()
    if not path:
        pytest.skip("chromium is not installed")
    for name in ACTS:
        setattr(Locator, name, after_load(getattr(Locator, name)))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # playwright's loop lives in the thread that also asks the database
    )
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=path, args=list(services.CHROMIUM_FLAGS))
        yield program
        program.close()


class Ear:
    """Hears all tabs of a test: what no page may do, and what went over the wire."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.traffic: list[str] = []

    def listen(self, context: BrowserContext) -> BrowserContext:
        """Script errors, console errors (CSP violations are among them) and 5xx answers of every tab are problems."""
        context.on("console", self._hear_console)
        context.on("weberror", lambda fault: self.problems.append(f"script: {fault.error}"))
        context.on("request", lambda event: self._note(event.method, event.url, event.post_data or ""))
        context.on("response", self._hear_answer)
        return context

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            where = message.page.url if message.page else "a page"
            self.problems.append(f"console of {where}: {message.text}")

    def _hear_answer(self, answer: Response) -> None:
        self._note("→", answer.url, str(answer.status))
        if answer.status >= 500:
            self.problems.append(f"{answer.status} {answer.url}")

    def _note(self, sign: str, url: str, body: str) -> None:
        self.traffic.append(f"{time.strftime('%X')} {sign} {url} {body[:300]}")


@pytest.fixture
def ear() -> Ear:
    """What is heard of this test's tabs. A test that wants a fault says so, and forgets it, before it ends."""
    return Ear()


@pytest.fixture
def browser(
    chromium: Browser, ear: Ear, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    """Whatever goes wrong in any tab fails the test.

    No tab outlives its test: the desk's pages ask again every few seconds, and would do so in all tests to come.
    """
    opened = chromium.new_context
    monkeypatch.setattr(chromium, "new_context", lambda **chosen: ear.listen(opened(**chosen)))
    # What went over the wire stands in the report of a test that fails (tests/conftest.py).
    request.node.traffic = ear.traffic
    with services.machines_network(changes=False):
        yield chromium
        problems = list(ear.problems)  # a picture is taken with styles of playwright's own, which our policy reports
        report = getattr(request.node, "call_report", None)
        if problems or (report is not None and report.failed):
            _take_pictures(chromium, request.node.name)
        for context in chromium.contexts:
            context.close()
    assert not problems, "The pages had faults of their own:\n" + "\n".join(problems)


def _take_pictures(browser: Browser, name: str) -> None:
    """One of each tab, as it stands at the end of a test that failed."""
    SCREENSHOTS.mkdir(exist_ok=True)
    tabs = [tab for context in browser.contexts for tab in context.pages]
    for number, tab in enumerate(tabs, 1):
        file = f"{re.sub(r'[^a-zA-Z0-9_]+', '-', name)}{f'-{number}' if len(tabs) > 1 else ''}.png"
        tab.screenshot(path=SCREENSHOTS / file, full_page=True)


@pytest.fixture(scope="module")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's own lives as long as the run: a browser's late request then reaches into tests without tables."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def browser_context(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> BrowserContext:
    """A person at a fresh browser; `@pytest.mark.browser(width=390, dark=True)` chooses the device."""
    marker = request.node.get_closest_marker("browser")
    wanted = marker.kwargs if marker else {}
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": wanted.get("width", 1280), "height": wanted.get("height", 900)},
        color_scheme="dark" if wanted.get("dark") else "light",
        java_script_enabled=wanted.get("javascript", True),
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """That person's tab."""
    return browser_context.new_page()
