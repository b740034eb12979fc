"""What every page must hold to, whatever it shows; each fault is a sentence, so that one run tells of all of them."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, ViewportSize

from tests.journeys.acts import AXE_COLOURS, barriers, overflow

SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 1024, "height": 768}
DESK: ViewportSize = {"width": 1440, "height": 900}
#: Of one page: HTML of a public one as it is, styles and scripts with htmx packed (bytes); requests for all of it.
MAX_HTML = 40_000
MAX_PACKED = {"css": 40_000, "js": 60_000}
MAX_REQUESTS = 14
#: Cumulative layout shift that still counts as good (web.dev/articles/cls).
MAX_SHIFT = 0.1
#: No letter is smaller on the screen (CSS pixels).
MIN_LETTERS = 11.9

#: Of panels that lie over what follows one at a time is open, as with the mouse: the one that is open already, if any.
UNFOLD = """async () => {
  const folds = [...document.querySelectorAll("details")];
  const wasOpen = new Set(folds.filter((fold) => fold.open));
  const heard = folds.filter((fold) => !fold.open).map(
    (fold) => new Promise((done) => fold.addEventListener("toggle", done, { once: true })));
  folds.forEach((fold) => { fold.open = true; });
  const panels = folds.filter((fold) => /absolute|fixed/.test(getComputedStyle(fold.lastElementChild).position));
  const kept = panels.find((panel) => wasOpen.has(panel)) ?? panels[0];
  panels.forEach((panel) => { panel.open = panel === kept; });
  // The page hears of what opened a moment later, and may scroll to it.
  const frame = () => new Promise(requestAnimationFrame);
  await Promise.all(heard);
  await frame().then(frame);
  // What is fetched when it is opened; what never comes is looked at as it is.
  for (let n = 0; n < 1000 && document.querySelector(".htmx-request"); n++) await frame();
  scrollTo(0, 0);  // what stays in place while a page is scrolled must not lie over a field
}"""
_LOADED = """async () => {
  const shifts = new PerformanceObserver(() => {});
  shifts.observe({type: "layout-shift", buffered: true});
  const files = performance.getEntriesByType("resource");
  return {
    shift: shifts.takeRecords().reduce((sum, one) => sum + (one.hadRecentInput ? 0 : one.value), 0),
    files: files.filter((one) => one.initiatorType !== "xmlhttprequest").map((one) => one.name),
    sizeless: [...document.images].filter((it) => !(it.hasAttribute("width") && it.hasAttribute("height")))
      .map((it) => it.src),
  };
}"""
_SMALL_LETTERS = """(least) => {
  const small = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !owner.checkVisibility()) continue;
    if (owner.closest("script, .visually-hidden")) continue;
    const scale = owner instanceof SVGGraphicsElement ? owner.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(owner).fontSize) * scale;
    if (size < least) small.set(`${owner.tagName.toLowerCase()}.${owner.getAttribute("class")}`, size);
  }
  return [...small].map(([where, size]) => `letters of ${size.toFixed(1)} px in ${where}`);
}"""


def faults_of(page: Page) -> list[str]:
    """By night on a phone, then by day and by night on a desk, on one load; whatever unfolds is unfolded first.

    All of axe's rules are asked once for each width, and on a desk those about colours in the other theme too.
    """
    found = [f"on a phone it {fault}" for fault in overflow(page)]  # folded
    page.evaluate(UNFOLD)
    found += [f"by night on a phone: {fault}" for fault in (*barriers(page), *overflow(page), *small_letters(page))]
    page.set_viewport_size(SMALL_PHONE)
    found += [f"on a small phone it {fault}" for fault in overflow(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(TABLET)
    found += [f"on a tablet it {fault}" for fault in overflow(page)]
    page.set_viewport_size(DESK)
    found += [f"by day on a desk: {fault}" for fault in (*barriers(page), *overflow(page))]
    page.emulate_media(color_scheme="dark")
    return found + [f"by night on a desk: {fault}" for fault in barriers(page, AXE_COLOURS)]


def sit_in_the_dark(page: Page) -> None:
    """As pages are opened: on a phone by night, where the room is smallest."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")


def small_letters(page: Page) -> list[str]:
    return list(page.evaluate(_SMALL_LETTERS, MIN_LETTERS))


def burdens(page: Page) -> list[str]:
    """What the page that was just opened costs: whom it asks, for how much, and whether it jumps while it comes."""
    loaded: dict[str, Any] = page.evaluate(_LOADED)
    own = urlsplit(page.url).netloc
    found = [f"asks another site: {file}" for file in loaded["files"] if urlsplit(file).netloc != own]
    if len(loaded["files"]) > MAX_REQUESTS:
        found.append(f"asks for {len(loaded['files'])} files")
    if loaded["shift"] > MAX_SHIFT:
        found.append(f"jumps while it is loaded: layout shift of {loaded['shift']:.2f}")
    found += [f"image without width and height: {image}" for image in loaded["sizeless"]]
    for kind, most in MAX_PACKED.items():
        total = sum(packed(file) for file in {urlsplit(file).path for file in loaded["files"]} if file.endswith(kind))
        if total > most:
            found.append(f"takes {total} bytes of {kind}, packed")
    return found


@functools.cache
def packed(path: str) -> int:
    """Bytes of one of our files as it goes over the wire."""
    file = finders.find(path.removeprefix("/static/"))
    assert file, f"There is no such static file: {path}"
    return len(gzip.compress(Path(file).read_bytes(), 6))
