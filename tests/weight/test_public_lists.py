"""Twenty rows on a public page cost the queries of ten."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import corrected, published

pytestmark = pytest.mark.django_db
PAGES = ("/", "/?q=harbour", "/?rating=mostly-false&claimant=okoro", "/corrections/", "/feed.atom", "/sitemap.xml")


def weigh(url: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(url).status_code == 200
    return len(queries)


def fill(numbers: range) -> None:
    for number in numbers:
        claim = published(f"The harbour fee rose for the {number} time", claimant="Dana Okoro")
        corrected(claim, "minor", summary=f"The fee rose, but by less than claimed {number}.")
        if number % 2:
            move(published(), "retract", by=cast().edda, note="Forged.")


def test_twenty_rows_cost_the_queries_of_ten() -> None:
    fill(range(5))
    ten = {url: weigh(url) for url in PAGES}
    fill(range(5, 10))
    assert {url: weigh(url) for url in PAGES} == ten
    assert max(ten.values()) <= 12, ten


def test_more_versions_and_events_do_not_make_a_verdict_page_ask_more() -> None:
    claim = published()
    few = weigh(claim.get_absolute_url())
    for number in range(5):
        claim = corrected(claim, "minor", summary=f"The fee rose, but by less than claimed {number}.")
    assert weigh(claim.get_absolute_url()) == few
    assert few <= 8
