"""All checks as data, and the news sitemap."""

from __future__ import annotations

import gzip
import json
import os
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.importing.factchecks import datafeed as reading
from claims.publishing.lint import reviews_in
from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import HOSTILE, checked_again, corrected, published

pytestmark = [pytest.mark.django_db, pytest.mark.looks]
FEED = "/feeds/claimreview.json"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def feed(client: Client) -> dict[str, Any]:
    answer = client.get("/feeds/claimreview.json")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    content: dict[str, Any] = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return content


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert feed(client)["@type"] == "DataFeed"
    assert feed(client)["dataFeedElement"] == []


@pytest.mark.both
def test_the_feed_says_of_each_check_what_its_page_says(client: Client) -> None:
    claims = [
        corrected(published(f"The mayor said {HOSTILE}"), "update", "New figures.", summary="It rose by half."),
        checked_again(published(), rating="true", correction_class="substantial", note="The new tariff proves it."),
        published(is_demonstration=True),
    ]
    items = {item["url"]: item for item in feed(client)["dataFeedElement"]}
    for claim in claims:
        (review,) = reviews_in(client.get(claim.get_absolute_url()).content.decode())
        item = items[f"{settings.SITE_URL}{claim.get_absolute_url()}"]
        assert item["item"] == [review]
        assert (item["dateCreated"], item["dateModified"]) == (review["datePublished"], review["dateModified"])
        assert "dateDeleted" not in item


@pytest.mark.both
def test_a_withdrawn_check_stays_in_the_feed_with_the_time_of_its_withdrawal(client: Client) -> None:
    claim = published()
    move(claim, "retract", by=cast().edda, note="Forged.")
    (item,) = feed(client)["dataFeedElement"]
    assert item["item"] == []
    assert item["dateDeleted"] == item["dateModified"] >= item["dateCreated"]
    again = checked_again(claim, rating="true", correction_class="substantial", note="With the real tariff.")
    (item,) = feed(client)["dataFeedElement"]
    assert item["item"][0]["reviewRating"]["alternateName"] == "True"
    assert "dateDeleted" not in item
    move(again, "retract", by=cast().edda, note="Forged as well.")
    (item,) = feed(client)["dataFeedElement"]
    assert "dateDeleted" in item


def test_who_has_this_edition_hears_that_nothing_changed(client: Client) -> None:
    claim = published()
    first = client.get("/feeds/claimreview.json")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/feeds/claimreview.json", headers=known).status_code == 304
    corrected(claim, "update", summary="It rose by half.")
    assert client.get("/feeds/claimreview.json", headers=known).status_code == 200


def test_an_edition_is_made_once_and_sent_to_everybody_packed_or_not(client: Client) -> None:
    claim = published()
    plain = b"".join(client.get(FEED).streaming_content)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as queries:
        packed = client.get(FEED, headers={"Accept-Encoding": "gzip, br"})
        body = b"".join(packed.streaming_content)  # type: ignore[attr-defined]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) == len(body)
    assert gzip.decompress(body) == plain
    assert all("MAX(" in query["sql"] for query in queries), "only the edition is asked for"
    corrected(claim, "update", summary="It rose by half.")
    assert b"".join(client.get(FEED).streaming_content) != plain  # type: ignore[attr-defined]


def test_a_file_that_is_old_or_was_never_finished_is_not_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    published()
    whole = b"".join(client.get(FEED).streaming_content)  # type: ignore[attr-defined]
    folder = tmp_path / "feeds"
    files = sorted(folder.iterdir())
    assert [path.suffixes for path in files] == [[".json"], [".json", ".gz"]]
    for path in (*files, folder / "tmp.part", folder / "past.json"):
        path.write_bytes(b"what another release wrote")
        os.utime(path, (0, 0))
    assert b"".join(client.get(FEED).streaming_content) == whole  # type: ignore[attr-defined]
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(packed.streaming_content)) == whole  # type: ignore[attr-defined]
    assert sorted(folder.iterdir()) == files


def test_the_feed_has_one_address(client: Client) -> None:
    for query in ("?i=1", "?i", "?&"):
        answer = client.get(f"/feeds/claimreview.json{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/feeds/claimreview.json")


def test_a_reader_of_such_feeds_understands_ours(client: Client) -> None:
    published("Harbour fees have tripled since 2021")
    pieces = client.get("/feeds/claimreview.json").streaming_content  # type: ignore[attr-defined]
    (row,) = reading.rows(pieces, feed="ours")
    assert row.refused == []
    (check,) = row.checks
    assert check.statement == "Harbour fees have tripled since 2021"


def test_more_checks_do_not_make_the_feed_ask_more(client: Client) -> None:
    def weigh() -> int:
        with CaptureQueriesContext(connection) as queries:
            feed(client)
        return len(queries)

    for number in range(2):
        corrected(published(), "update", summary=f"It rose by {number}.")
    few = weigh()
    for number in range(4):
        corrected(published(), "update", summary=f"It rose by {number}.")
    assert weigh() == few <= 10


@pytest.mark.both
def test_the_news_sitemap_lists_what_is_new_for_two_days(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = corrected(published(f"The mayor said {HOSTILE} \x01", rating="false"), "minor",
                      summary="The fee rose, but by less than was claimed.")  # fmt: skip
    published("The museum is the oldest", is_demonstration=True)
    root = ET.fromstring(client.get("/news-sitemap.xml").content)
    (news,) = root.iter(f"{NEWS}news")
    assert str(news.findtext(f"{NEWS}title")).startswith("False: The mayor said </script>")
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    first = claim.revisions.get(number=1).published_at.replace(microsecond=0).isoformat()
    assert news.findtext(f"{NEWS}publication_date") == first
    later = timezone.now() + timedelta(days=2, minutes=1)
    monkeypatch.setattr("claims.public.sitemaps.timezone.now", lambda: later)
    monkeypatch.setattr("claims.public.page_cache.KEEP_S", -1)
    assert list(ET.fromstring(Client().get("/news-sitemap.xml?later").content).iter(f"{NEWS}news")) == []
