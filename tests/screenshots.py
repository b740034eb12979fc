"""`make screenshots`: every page of a fresh demonstration, at three widths and in two themes, into docs/screenshots."""

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, sync_playwright

BASE_DIR = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BASE_DIR))

from tests import services  # noqa: E402
from tests.worker import wait_until  # noqa: E402

FOLDER = BASE_DIR / "docs" / "screenshots"
WIDTHS = (1440, 1024, 390)
THEMES = ("light", "dark")
#: What is below is cut off: the first screens tell how a page looks
HEIGHT = 2400
#: Who looks at what: nobody logged in sees the public pages, a moderator the desk's own, an editor all others
PEOPLE = {"": "/", "mona": "/desk/style/", "edda": "/desk/"}
LINK = re.compile(r'href="([^"#]+)')
READY = "Ctrl-C stops all of it."


@contextlib.contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """The whole system on a folder of its own; yields its address and the password of everybody in it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "demo.log"
        address = f"http://127.0.0.1:{(port := services.free_port())}"
        environment = dict(os.environ, DATA_DIR=str(Path(folder) / "data"), PORT=str(port))
        with log.open("wb") as out:
            command = [sys.executable, "-m", "factcheck.run", "--demo"]
            system = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: READY in log.read_text() or system.poll() is not None, what="the demo", timeout_s=600)
            said = re.search(r"password for all of them: (\S+)", log.read_text())
            if not said:
                sys.exit(f"The demonstration did not start:\n{log.read_text()[-2000:]}")
            yield address, said[1]
        finally:
            system.terminate()
            system.wait(60)


def log_in(context: BrowserContext, person: str, password: str) -> None:
    page = context.new_page()
    page.goto("/desk/login/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")
    page.close()


def pages_of(asked: APIRequestContext, start: str) -> dict[str, str]:
    """One address for each named page that can be reached by links from `start`: name -> path."""
    found: dict[str, str] = {}
    waiting, known = [start], {start}
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found or name.startswith("admin:") or "logout" in name:
            continue
        answer = asked.get(path)
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        body = answer.text()
        if "<!doctype html" not in body[:200].lower():
            continue
        found[name] = path
        links = (urljoin(path, link.replace("&amp;", "&")) for link in LINK.findall(body))
        fresh = [link for link in dict.fromkeys(links) if link.startswith("/") and link not in known]
        known.update(fresh)
        waiting += fresh
    return found


def shoot(browser: Browser, address: str, person: str, password: str, pages: dict[str, str]) -> None:
    for width in WIDTHS:
        for theme in THEMES:
            scheme = "dark" if theme == "dark" else "light"
            with browser.new_context(
                base_url=address,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
                locale="en-GB",
            ) as context:
                if person:
                    log_in(context, person, password)
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(path)
                    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
                    cut = picture.crop((0, 0, picture.width, min(picture.height, HEIGHT)))
                    file = FOLDER / f"{name.replace(':', '-').replace('_', '-')}-{width}-{theme}.webp"
                    cut.save(file, quality=55, method=6)


def main() -> None:
    django.setup()
    program = services.find_chromium()
    if not program:
        sys.exit("Chromium was not found: install the package chromium, then run `make screenshots` again.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with demonstration() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(services.CHROMIUM_FLAGS))
        taken: set[str] = set()
        for person, start in PEOPLE.items():
            with browser.new_context(base_url=address) as context:
                if person:
                    log_in(context, person, password)
                pages = pages_of(context.request, start)
            pages = {name: path for name, path in pages.items() if name not in taken}
            taken |= set(pages)
            shoot(browser, address, person, password, pages)
            for name, path in pages.items():
                print(f"{name:30} {path}")
        browser.close()
    files = list(FOLDER.glob("*.webp"))
    print(f"{len(files)} pictures of {len(taken)} pages, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    main()
