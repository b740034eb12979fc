"""Published checks in the admin: found by words, publisher and outcome, and changed by nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import CheckFeed, FactCheck
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/factcheck/"


@pytest.fixture(autouse=True)
def checks() -> list[FactCheck]:
    feed = CheckFeed.objects.create(
        identity="https://checks.example/feed.json",
        kind="datafeed",
        problems=[{"line": 3, "reason": "It is <b>bad</b>."}],
    )
    return [
        FactCheck.objects.create(
            identity="1", statement="Tolls tripled <script>", publisher="Alder Checks", outcome="false", feed=feed,
            url="javascript:alert(1)", appearances=["https://posts.example/1"],
        ),
        FactCheck.objects.create(
            identity="2", statement="Ferries sank", publisher="Holm Facts", outcome="true", withdrawn_at=timezone.now()
        ),
    ]  # fmt: skip


def shown(query: str, who: str = "mona") -> str:
    return str(client_of(who).get(f"{LIST}{query}").content.decode())


@pytest.mark.parametrize(
    "query",
    ["?q=tolls", "?outcome__exact=false", "?standing=yes", "?publisher=Alder+Checks", "?feed__id__exact={feed}"],
)
def test_searches_and_filters(query: str) -> None:
    text = shown(query.format(feed=CheckFeed.objects.get().pk))
    assert "Tolls tripled &lt;script&gt;" in text
    assert "Ferries sank" not in text


def test_our_own_verdicts_can_be_looked_at_alone() -> None:
    assert "Tolls tripled" not in shown("?standing=own")


def test_a_check_is_read_only_and_its_addresses_are_links_only_where_they_are_web_addresses(
    checks: list[FactCheck],
) -> None:
    url = reverse("admin:claims_factcheck_change", args=[checks[0].pk])
    text = client_of("mona").get(url).content.decode()
    assert 'href="javascript:' not in text
    assert 'href="https://posts.example/1"' in text
    assert client_of("mona").post(url, {"statement": "x"}).status_code == 403
    assert client_of("mona").post(reverse("admin:claims_factcheck_delete", args=[checks[0].pk])).status_code == 403


def test_only_the_refresh_of_a_feed_is_for_people_to_say() -> None:
    feed = CheckFeed.objects.get()
    url = reverse("admin:claims_checkfeed_change", args=[feed.pk])
    assert "It is &lt;b&gt;bad&lt;/b&gt;." in client_of("mona").get(url).content.decode()
    assert client_of("mona").post(url, {"is_refreshed": "on", "identity": "x"}).status_code == 302
    feed.refresh_from_db()
    assert (feed.is_refreshed, feed.identity) == (True, "https://checks.example/feed.json")


def test_that_nothing_is_new_in_a_feed_is_said() -> None:
    feed = CheckFeed.objects.get()
    CheckFeed.objects.update(unchanged_at=datetime(2024, 5, 4, 3, 2, tzinfo=UTC))
    for url in (reverse("admin:claims_checkfeed_changelist"), reverse("admin:claims_checkfeed_change", args=[feed.pk])):
        page = client_of("mona").get(url).content.decode()
        assert "no news at" in page.lower()
        assert "May 4, 2024" in page or "4 May 2024" in page


def test_a_file_cannot_be_refreshed() -> None:
    feed = CheckFeed.objects.create(identity="/data/checks.jsonl", kind="lines")
    client_of("mona").post(reverse("admin:claims_checkfeed_change", args=[feed.pk]), {"is_refreshed": "on"})
    feed.refresh_from_db()
    assert not feed.is_refreshed


@pytest.mark.parametrize("who", ["rana", "edda", "otto"])
def test_only_moderators_see_them(who: str) -> None:
    assert client_of(who).get(LIST).status_code in (302, 403)
