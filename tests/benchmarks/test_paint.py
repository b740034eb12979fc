"""When readers see something: first and largest paint of public pages in Chromium, as it is and on a slow phone."""

from __future__ import annotations

import statistics
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from claims.models import Claim
from tests.benchmarks.figures import say
from tests.public.checks import checked_again, copies, published

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 7
#: What Lighthouse calls a mobile: a processor four times slower, and a slow fourth-generation network.
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
_PAINTS = """async () => {
  const last = (type) => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({type, buffered: true});
  });
  return [await last("paint"), await last("largest-contentful-paint")];
}"""


def paints(browser: Browser, url: str, *, is_slow: bool) -> tuple[float, float]:
    """First and largest paint (ms) of a page in a browser that has nothing of it yet: medians."""
    taken: list[Any] = []
    for _ in range(ROUNDS):
        with browser.new_context(viewport={"width": 390, "height": 844}) as context:
            page = context.new_page()
            if is_slow:
                wire = context.new_cdp_session(page)
                wire.send("Network.enable")
                wire.send("Network.emulateNetworkConditions", SLOW_NETWORK)
                wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(url)
            taken.append(page.evaluate(_PAINTS))
    first, largest = zip(*taken, strict=True)
    return statistics.median(first), statistics.median(largest)


def test_paints_of_public_pages(browser: Browser, live_server: Any) -> None:
    claim = checked_again(
        published(claimant="Dana Okoro", topic="Ports"), rating="true", correction_class="substantial", note="Figures."
    )
    copies(claim, range(200))
    print()
    for name, path in (("front page", "/"), ("verdict", Claim.objects.get(pk=claim.pk).get_absolute_url())):
        Client().get(path)
        for is_slow in (False, True):
            first, largest = paints(browser, f"{live_server.url}{path}", is_slow=is_slow)
            say(f"{name}, first paint{' on a slow phone' if is_slow else ''}", first, "ms", "good: under 1,800")
            say(f"{name}, largest paint{' on a slow phone' if is_slow else ''}", largest, "ms", "good: under 2,500")
