"""People at their browsers, as the system sees them: they log in, open a page, send its form, and try again."""

from __future__ import annotations

import http.client
import http.cookiejar
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

#: What a broken connection looks like from here; a refusal in words is none of these.
BROKEN = (OSError, http.client.HTTPException, urllib.error.URLError)
PATIENCE_S = 300.0
#: Instead of a value: the first that the form offers.
FIRST = "(the first)"


class NotOffered(OSError):
    """The page came without the form, as one does whose session was lost: it is opened again."""


class NotTaken(OSError):
    """The form came back, with what is wrong with it."""


class NeverDone(AssertionError):
    """A person tried for PATIENCE_S and gave up."""


@dataclass(frozen=True)
class Page:
    """What came: its last address, its status, its tree, its ETag."""

    path: str
    status: int
    tree: Any
    etag: str

    def form(self, ending: str) -> Any | None:
        """The first form that is sent to an address which ends so; one without an address is sent to its own page."""
        return next((form for form in self.tree.forms if str(form.action or self.path).endswith(ending)), None)

    def state(self) -> str:
        """Of the claim whose page this is."""
        return self._words("//*[@id='head']/*[@class='meta']/*[1]")

    def refusals(self) -> str:
        """Why moves that it knows of are not offered."""
        return self._words("//*[contains(@class, 'is-refused')]")

    def trouble(self) -> str:
        """What it says is wrong."""
        return self._words("//*[contains(@class, 'problem') or contains(@class, 'error')]")

    def _words(self, where: str) -> str:
        return " ".join(" ".join(part.text_content() for part in self.tree.xpath(where)).split())


class Person:
    """One browser with its cookies. `authority`: the certificate that it trusts, and no other."""

    def __init__(self, name: str, password: str, site: str, authority: Path) -> None:
        self.name, self.password, self.site = name, password, site
        self.trouble = ""  # what keeps them from what they are at, if anything
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        trust = ssl.create_default_context(cafile=str(authority))
        self._opener = urllib.request.build_opener(jar, urllib.request.HTTPSHandler(context=trust))

    def open(self, path: str) -> Page:
        """Raises one of BROKEN when nothing whole came."""
        return self._ask(urllib.request.Request(self.site + path))

    def send(self, page: Page, ending: str, **fields: str) -> Page:
        """That form of the page as the browser sends it, with these fields filled in."""
        form = page.form(ending)
        if form is None:
            raise NotOffered(f"There is no form for {ending} at {page.path}")
        choices = {key: form.inputs[key].value_options[0] for key, value in fields.items() if value == FIRST}
        filled = {key: value for key, value in form.form_values() if isinstance(value, str)} | fields | choices
        address = urllib.parse.urljoin(self.site + page.path, form.action or page.path)
        body = urllib.parse.urlencode(filled).encode()
        return self._ask(urllib.request.Request(address, body, {"Referer": self.site + page.path}))

    def poll(self, path: str) -> Page:
        """As htmx asks for a part of the page."""
        return self._ask(urllib.request.Request(self.site + path, headers={"HX-Request": "true"}))

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as refusal:
            if refusal.code >= 500:
                raise
            answer = refusal
        with answer:
            text = answer.read().decode()
            path = urllib.parse.urlsplit(answer.url).path
            tree = lxml.html.fromstring(text or "<html></html>")
            return Page(path, answer.status or answer.code, tree, answer.headers.get("ETag", ""))

    def be_at(self, path: str) -> Page:
        """Like `open`, logged in: a session that was lost begins anew."""
        page = self.open(path)
        if page.path != "/desk/login/":
            return page
        self.send(page, "/desk/login/", username=self.name, password=self.password)
        return self.open(path)

    def try_until(self, try_once: Callable[[], bool], what: str, *, every_s: float = 0.3) -> None:
        """Again after everything that breaks, as people do; raises NeverDone."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if try_once():
                    self.trouble = ""
                    return
            except BROKEN as error:
                self.trouble = f"{self.name} could not {what}: {error!r}"
            time.sleep(every_s)
        raise NeverDone(self.trouble or f"{self.name} could not {what}")

    def do(self, path: str, ending: str, *, state: str = "", **fields: str) -> None:
        """Send that form of that page until it is taken; raises NeverDone.

        When no answer came it may have been taken: the claim is in `state` then, or the form is no longer offered.
        """
        may_be_taken = False

        def try_once() -> bool:
            nonlocal may_be_taken
            page = self.be_at(path)
            if page.form(ending) is None:
                is_there = page.path == path and page.status == 200  # not at the login, nor at a refusal
                if is_there and (page.state() == state or (may_be_taken and not state)):
                    return True
                raise NotOffered(f"There is no form for {ending} at {page.path}, {page.state()}: {page.refusals()}")
            was_so, may_be_taken = may_be_taken, True
            answer = self.send(page, ending, **fields)
            if answer.status >= 400:
                may_be_taken = was_so
                raise NotTaken(f"{answer.status}: {answer.trouble()}")
            return True

        self.try_until(try_once, f"send {ending} at {path}")
