"""A thousand rows on a public page cost the queries of ten, and no page grows beyond its weight."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims.models import PolicyPage
from tests.public.checks import appear, copies, corrected, published
from tests.weight import addresses

pytestmark = pytest.mark.django_db
LISTS = (
    "/",
    "/?q=harbour",
    "/?rating=mostly-false&claimant=okoro&topic=ports&outlet=1",
    "/topics/",
    "/topics/ports/",
    "/corrections/",
    "/send-a-claim/",
    "/report-an-error/",
    "/corrections/?kind=minor",
    "/methodology/",
    "/methodology/versions/",
    "/feed.atom",
    "/feeds/claimreview.json",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/robots.txt",
)
#: HTML before it is packed (bytes).
MAX_WEIGHT = 40_000
MAX_QUERIES = 14


def weigh(url: str) -> tuple[int, int]:
    """Queries and bytes of a page that nobody has kept."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert answer.status_code == 200, url
    return len(queries), len(body) if answer.headers["Content-Type"].startswith("text/html") else 0


def test_a_thousand_rows_cost_the_queries_of_ten_and_every_page_stays_light() -> None:
    claim = corrected(
        published("The harbour fee rose for the first time", claimant="Dana Okoro", topic="Ports"),
        "minor",
        summary="The fee rose, but by less than was claimed.",
    )
    appear(claim, outlet="Coast News")
    assert claim.claimant is not None
    pages = (*LISTS, f"/claimants/{claim.claimant.pk}/", claim.get_absolute_url(), f"/embed/{claim.slug}/",
             f"{claim.get_absolute_url()}v/1/", f"{claim.get_absolute_url()}v/1/picture.png",
             f"/oembed?url={settings.SITE_URL}{claim.get_absolute_url()}")  # fmt: skip
    for number in range(10):
        PolicyPage.objects.create(slug="methodology", version=number + 1, title="How", body=f"Number {number}. " * 50)
    copies(claim, range(9))
    ten = {url: weigh(url)[0] for url in pages}
    copies(claim, range(9, 999))
    thousand = {url: weigh(url) for url in pages}
    # Of more than a thousand hits PostgreSQL is asked which of them stand
    more = {"/?q=harbour": ten["/?q=harbour"] + (connection.vendor == "postgresql")}
    assert {url: n_queries for url, (n_queries, _) in thousand.items()} == ten | more
    assert max(ten.values()) <= MAX_QUERIES, ten
    assert {url: n_bytes for url, (_, n_bytes) in thousand.items() if n_bytes > MAX_WEIGHT} == {}
    weighed = {resolve(url.partition("?")[0]).view_name for url in pages} | addresses.OF_ONE_THING.keys()
    assert {name for space in ("public", "guests") for name, _ in addresses.named(space)} - weighed == set()


def test_more_versions_and_events_do_not_make_a_verdict_page_ask_more() -> None:
    claim = published(claimant="Dana Okoro", topic="Ports")
    published(claimant="Dana Okoro", topic="Ports")
    few, _ = weigh(claim.get_absolute_url())
    for number in range(5):
        claim = corrected(claim, "minor", summary=f"The fee rose, but by less than claimed {number}.")
    assert weigh(claim.get_absolute_url())[0] == few
    assert few <= MAX_QUERIES
