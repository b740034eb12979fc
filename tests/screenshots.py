"""`make screenshots`: every page of a fresh demonstration, at three widths and in two themes, into docs/screenshots.

With words after the command only pictures with one of them in their name are taken: `tests/screenshots.py desk-inbox`.
"""

import atexit
import contextlib
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import django
from django.db import connection
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, sync_playwright

BASE_DIR = Path(__file__).resolve().parents[1]
DATA_DIR = Path(tempfile.mkdtemp(prefix="factcheck-screenshots-"))
sys.path.insert(0, str(BASE_DIR))
os.environ.update(DATA_DIR=str(DATA_DIR), DJANGO_SETTINGS_MODULE="factcheck.settings", POLICY_SECOND_STEP="0")
django.setup()

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time  # noqa: E402

from tests import services  # noqa: E402
from tests.tours import FOLDER, NEWCOMER, THEMES, WIDTHS, Tour, empty_tours, full_tours, name_of_kind  # noqa: E402
from tests.worker import wait_until  # noqa: E402

#: Pixels; what is below is cut off: the first screens tell how a page looks
LEAST_HEIGHT, HEIGHT = 900, 1400
QUALITY = 28
LINK = re.compile(r'href="([^"#]+)')
READY = "Ctrl-C stops all of it."
#: A security key that always says yes, Chromium's own
KEY = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
       "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@contextlib.contextmanager
def system(*flags: str) -> Iterator[tuple[str, str]]:
    """The whole system; yields its address and what it said until it was ready."""
    log = DATA_DIR / "system.log"
    address = f"http://localhost:{(port := services.free_port())}"  # browsers take no key at a bare address
    with log.open("wb") as out:
        command = [sys.executable, "-m", "factcheck.run", *flags]
        environment = dict(os.environ, PORT=str(port))
        running = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: READY in log.read_text() or running.poll() is not None, what="the system", timeout_s=600)
        if READY not in log.read_text():
            sys.exit(f"The system did not start:\n{log.read_text()[-2000:]}")
        yield address, log.read_text()
    finally:
        running.terminate()
        running.wait(60)


def log_in(context: BrowserContext, tour: Tour, password: str) -> Any:
    """What a browser has to keep to stay logged in; half-way in for whoever has a second step and no secret here."""
    page = context.new_page()
    page.goto("/desk/login/")
    page.fill("input[name=username]", tour.person)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/login/"))
    if tour.secret:
        _, counter, _ = yield_hotp_counters_from_time()
        page.fill("input[name=code]", format_hotp_value(hotp_value(tour.secret, counter)))
        page.press("input[name=code]", "Enter")
        page.wait_for_url(lambda url: not url.endswith("/code/"))
    if tour.has_key:
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.goto("/desk/me/login/keys/add/")
        page.get_by_role("button", name="Add it").click()
        page.get_by_text("Your security key is set up.").wait_for()
    return context.storage_state()


def pages_of(asked: APIRequestContext, starts: dict[str, str], taken: set[str]) -> dict[str, str]:
    """One address for each kind of page that can be reached by links and has no picture yet: name -> path."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = list(starts.values())
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        try:
            kind = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if path not in starts.values() and (kind in seen or kind.startswith("admin:") or "logout" in kind):
            continue
        answer = asked.get(path)
        body = answer.text() if answer.headers.get("content-type", "").startswith("text/html") else ""
        if answer.status != 200 or "<!doctype html" not in body[:200].lower():
            continue
        name = name_of_kind(kind)
        if kind not in seen and name not in taken:
            found[name] = path
        seen.add(kind)
        links = (urljoin(path, link.replace("&amp;", "&")) for link in LINK.findall(body))
        fresh = [link for link in dict.fromkeys(links) if link.startswith("/") and link not in known]
        known.update(fresh)
        waiting += fresh
    return found


def shoot(browser: Browser, address: str, tour: Tour, state: Any) -> None:
    """Each page is opened twice, on a phone and on a desk; widths and themes change on the page that is open."""
    for widths, is_phone in ((WIDTHS[:-1], False), (WIDTHS[-1:], True)):
        with browser.new_context(
            base_url=address,
            viewport={"width": widths[0], "height": LEAST_HEIGHT},
            is_mobile=is_phone,
            has_touch=is_phone,
            reduced_motion="reduce",
            locale="en-GB",
            storage_state=state,
        ) as context:
            page = context.new_page()
            for name, path in tour.pages.items():
                page.set_viewport_size({"width": widths[0], "height": LEAST_HEIGHT})
                page.goto(path)
                act = tour.acts.get(name)
                if act:
                    act(page)
                for width, theme in itertools.product(widths, THEMES):
                    page.emulate_media(color_scheme=theme)
                    page.set_viewport_size({"width": width, "height": LEAST_HEIGHT})
                    if not act:
                        whole = page.evaluate("document.documentElement.scrollHeight")
                        page.set_viewport_size({"width": width, "height": min(max(whole, LEAST_HEIGHT), HEIGHT)})
                    picture = Image.open(io.BytesIO(page.screenshot()))
                    picture.save(FOLDER / f"{name}-{width}-{theme}.webp", quality=QUALITY, method=4)


def take(browser: Browser, address: str, tours: list[Tour], password: str, wanted: list[str]) -> int:
    """Returns how many pages had their pictures taken."""
    taken = {name for tour in tours for name in tour.named}
    for tour in tours:
        with browser.new_context(base_url=address) as context:
            state = log_in(context, tour, password) if tour.person else None
            reached = pages_of(context.request, tour.named, taken) if tour.follows_links else {}
        taken |= set(reached)
        pages = {**tour.named, **reached}
        tour.pages = {name: path for name, path in pages.items() if not wanted or any(word in name for word in wanted)}
        shoot(browser, address, tour, state)
        for name, path in tour.pages.items():
            print(f"{name:30} {path}", flush=True)
    return sum(len(tour.pages) for tour in tours)


def main(wanted: list[str]) -> None:
    program = services.find_chromium()
    if not program:
        sys.exit("Chromium was not found: install the package chromium, then run `make screenshots` again.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not wanted:
        for old in FOLDER.glob("*.webp"):
            old.unlink()
    began, n_pages = time.monotonic(), 0
    for flags, tours_of in (((), empty_tours), (("--demo",), full_tours)):
        with system(*flags) as (address, said):
            tours = tours_of()
            connection.close()
            login = re.search(r"password for all of them: (\S+)", said)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=list(services.CHROMIUM_FLAGS))
                n_pages += take(browser, address, tours, login[1] if login else NEWCOMER[1], wanted)
                browser.close()
    files = list(FOLDER.glob("*.webp"))
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{n_pages} pages in {time.monotonic() - began:.0f} s; {len(files)} pictures, {size:.1f} MB")


if __name__ == "__main__":
    atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
    main(sys.argv[1:])
