"""Services that hang, drip, break off, err in a good answer or ask for an hour: a look ends, says so, offers Retry."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims import policy
from claims.errors import TryAgain
from claims.evidence import asking
from claims.models import Claim, FinderRun
from tests import builders
from tests.evidence.asked import ask
from tests.web.sites import Handler, Send, Site, page

pytestmark = pytest.mark.django_db

JSON = "application/json"
HEADER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
SLOW = "did not answer completely in time"
RETRY = '">Retry<'
#: Longer than any look of these tests may take (seconds).
FOREVER_S = 60.0


@dataclass
class Service:
    """A newsroom's own search on loopback. `was_heard_out` is set when somebody listens to the end of a slow answer."""

    site: Site
    was_heard_out: threading.Event = field(default_factory=threading.Event)

    def silent_after(self, start: bytes) -> Handler:
        def hang(send: Send) -> None:
            send(start)
            if self.site.wait(FOREVER_S):
                self.was_heard_out.set()

        return hang

    def dripping(self, start: bytes, byte: bytes) -> Handler:
        """A byte every now and then, so that no single read waits for long."""

        def drip(send: Send) -> None:
            send(start)
            for _ in range(int(FOREVER_S / 0.02)):
                if not self.site.wait(0.02):
                    return
                send(byte)
            self.was_heard_out.set()

        return drip


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    made = Service(Site({}))
    settings.FETCH_ALLOW, settings.NEWSROOM_SEARCH_URL = [made.site.pair], made.site.url("/find")
    with policy.overridden(request_gap_s=0):
        yield made
    made.site.close()


TROUBLES: dict[str, tuple[Callable[[Service], bytes | Handler], str]] = {
    "says nothing": (lambda service: service.silent_after(b""), SLOW),
    "says nothing after the header": (lambda service: service.silent_after(HEADER), SLOW),
    "drips": (lambda service: service.dripping(HEADER + b'{"results": [', b" "), SLOW),
    "drips a header": (lambda service: service.dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"), SLOW),
    "breaks off": (lambda service: page(b'{"results": [', content_type=JSON, length=500), "was dropped"),
    "errs in a good answer": (
        lambda service: page(b'{"error": "The index is being rebuilt."}', content_type=JSON),
        "The index is being rebuilt",
    ),
}


def looked(run: FinderRun) -> str:
    """What the run says after one more look."""
    with suppress(TryAgain):
        ask(run.pk)
    run.refresh_from_db()
    return run.error


def shown(client: Client, claim: Claim) -> str:
    return client.get(reverse("desk:claim", args=[claim.pk])).content.decode()


@pytest.mark.parametrize("kind", TROUBLES)
def test_a_look_ends_in_words_with_retry_and_the_next_ones_leave_the_service_in_peace(
    service: Service, client: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, sentence = TROUBLES[kind]
    if sentence == SLOW:  # whoever answers at once is given time to do it
        monkeypatch.setattr(asking, "ANSWER", replace(asking.ANSWER, total_s=0.25, read_s=0.2, connect_s=5.0))
    service.site.answers["*"] = make(service)
    claim = builders.claim_in("researching")
    run = FinderRun.objects.create(claim=claim, finder="newsroom")
    client.force_login(builders.cast().ravi)
    assert RETRY not in shown(client, claim)
    errors = [looked(run) for _ in range(7)]
    assert all(sentence in error for error in errors[:5]), errors
    assert all("left in peace" in error for error in errors[5:]), errors
    assert len(service.site.requests) == 5
    assert not service.was_heard_out.is_set()
    html = shown(client, claim)
    assert "left in peace" in html
    assert RETRY in html


def test_a_service_that_asks_for_an_hour_is_asked_once_in_it(service: Service, client: Client) -> None:
    service.site.answers["*"] = page(b"{}", status="429 Too Many Requests", headers=("Retry-After: 3600",))
    claim = builders.claim_in("researching")
    run = FinderRun.objects.create(claim=claim, finder="newsroom")
    errors = [looked(run) for _ in range(4)]
    assert "asks us to slow down (429)" in errors[0]
    assert all("has asked us to wait" in error for error in errors[1:])
    assert len(service.site.requests) == 1
    client.force_login(builders.cast().ravi)
    assert RETRY in shown(client, claim)


def test_a_page_that_drips_costs_its_finder_a_moment_and_not_its_other_pages(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LIMITS", replace(asking.LIMITS, total_s=1.5))
    site = service.site
    found = b'{"results": [{"url": "%s"}, {"url": "%s"}]}' % (site.url("/slow").encode(), site.url("/gone").encode())
    site.answers |= {"*": page(found, content_type=JSON), "/gone": page(status="404 Not Found")}
    site.answers["/slow"] = service.dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a")
    claim = builders.a_claim("The harbour fee in Aldervik rose by 30 percent in 2024", language="en")
    run = FinderRun.objects.create(claim=claim, finder="newsroom")
    error = looked(run)
    assert error.startswith("2 pages could not be read.")
    assert SLOW in error
    assert "answers 404" in error
    assert not service.was_heard_out.is_set()
