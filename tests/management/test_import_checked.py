"""manage.py import_checked: feeds, lines and sites; twice, changed, broken, cut short and killed."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.importing.factchecks import feeds, keeping, reading
from claims.models import CheckFeed, FactCheck
from tests.web.sites import Site, page
from tests.worker import BASE_DIR, database_url

pytestmark = pytest.mark.django_db


def run(given: str, *more: str) -> tuple[str, str]:
    """(what was printed, what was complained of)."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_checked", given, *more, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def a_review(number: int = 1, **values: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://checks.example/{number}",
        "claimReviewed": f"The toll on bridge number {number} has tripled",
        "datePublished": "2024-05-03",
        "author": {"name": "Alder Checks"},
        "reviewRating": {"alternateName": "False", "ratingValue": 1},
        **values,
    }


def a_feed(*reviews: Any, **item: Any) -> bytes:
    rows = [{"@type": "DataFeedItem", "item": [review], **item} for review in reviews]
    return json.dumps({"@type": "DataFeed", "dataFeedElement": rows}).encode()


def lines(numbers: range) -> bytes:
    rows = ({"id": n, "claim": f"Tolls rose by {n} percent", "publisher": "Alder Checks"} for n in numbers)
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes, str], str]:
    def write(body: bytes, name: str = "feed.json") -> str:
        (tmp_path / name).write_bytes(body)
        return str(tmp_path / name)

    return write


class TestRepeating:
    def test_the_same_file_twice_changes_nothing_and_says_so(self, file: Callable[..., str]) -> None:
        name = file(a_feed(a_review(1), a_review(2)))
        first, _ = run(name)
        assert "2 rows read" in first
        assert "2 new, 0 changed" in first
        before = list(FactCheck.objects.order_by("pk").values())
        second, _ = run(name)
        assert "0 new, 0 changed" in second
        assert "Nothing has changed" in second
        assert list(FactCheck.objects.order_by("pk").values()) == before

    def test_a_changed_row_is_changed_and_no_other(self, file: Callable[..., str]) -> None:
        run(file(a_feed(a_review(1), a_review(2))))
        out, _ = run(file(a_feed(a_review(1, reviewRating={"alternateName": "Mostly true"}), a_review(2))))
        assert "0 new, 1 changed" in out
        assert list(FactCheck.objects.order_by("url").values_list("rating", "outcome")) == [
            ("Mostly true", "mixture"),
            ("False", "false"),
        ]

    def test_a_row_with_an_id_may_be_reworded(self, file: Callable[..., str]) -> None:
        run(file(b'{"id": 1, "claim": "Tolls tripled", "publisher": "Alder"}', "a.jsonl"))
        run(file(b'{"id": 1, "claim": "Tolls tripled in 2024", "publisher": "Alder"}', "a.jsonl"))
        assert FactCheck.objects.get().statement == "Tolls tripled in 2024"

    def test_a_row_with_an_id_and_an_address_may_be_reworded_in_another_file(self, file: Callable[..., str]) -> None:
        run(file(b'{"id": 1, "claim": "Tolls tripled", "url": "https://c.example/1"}', "a.jsonl"))
        run(file(b'{"id": 1, "claim": "Tolls tripled in 2024", "url": "https://c.example/1"}', "b.jsonl"))
        assert FactCheck.objects.get().statement == "Tolls tripled in 2024"

    @pytest.mark.parametrize("more", ["", ', "url": "https://c.example/{claim}"'])
    def test_one_number_in_two_feeds_is_two_checks(self, file: Callable[..., str], more: str) -> None:
        for name, claim in (("a.jsonl", "Tolls"), ("b.jsonl", "Fees")):
            row = f'{{"id": 1, "claim": "{claim} tripled", "publisher": "Alder"{more.replace("{claim}", claim)}}}'
            run(file(row.encode(), name))
        assert FactCheck.objects.count() == 2

    def test_one_number_for_two_checks_of_a_feed_is_refused_by_its_line(self, file: Callable[..., str]) -> None:
        tolls, fees = (f'{{"id": 7, "claim": "{what} tripled", "publisher": "Alder"}}' for what in ("Tolls", "Fees"))
        name = file(f"{tolls}\n{tolls}\n{fees}\n".encode(), "a.jsonl")
        for _ in range(2):
            out, err = run(name)
            assert "1 check stands in it more than once" in out
            assert "1 refused" in out
            assert err.startswith("3: Its id 7 stands in this feed before")
        assert FactCheck.objects.get().statement == "Tolls tripled"

    def test_numbered_rows_at_one_address_are_all_kept(self, file: Callable[..., str]) -> None:
        rows = (f'{{"id": {n}, "claim": "Tolls tripled", "url": "https://c.example/1"}}\n' for n in range(3))
        run(file("".join(rows).encode(), "corpus.jsonl"))
        assert sorted(FactCheck.objects.values_list("external_id", flat=True)) == ["0", "1", "2"]

    def test_an_element_of_thousands_of_reviews_is_kept_whole(self, file: Callable[..., str]) -> None:
        reviews = [a_review(number) for number in range(1_500)]
        out, _ = run(file(a_feed(reviews)))
        assert "1 row read" in out
        assert "1,500 new" in out

    def test_what_is_deleted_is_withdrawn_and_may_come_back(self, file: Callable[..., str]) -> None:
        run(file(a_feed(a_review(1), a_review(2))))
        out, _ = run(file(a_feed(a_review(1), a_review(3), dateDeleted="2024-06-01")))
        assert "0 new, 0 changed, 1 withdrawn" in out
        assert [check.url for check in FactCheck.objects.standing()] == ["https://checks.example/2"]
        run(file(a_feed(a_review(1))))
        assert FactCheck.objects.standing().count() == 2

    def test_a_check_that_stands_twice_in_one_feed_is_kept_as_it_stands_first(self, file: Callable[..., str]) -> None:
        name = file(a_feed(a_review(1), a_review(1, reviewRating={"alternateName": "True"})))
        out, _ = run(name)
        assert "1 check stands in it more than once" in out
        assert FactCheck.objects.get().rating == "False"
        assert "Nothing has changed" in run(name)[0]

    def test_checks_are_findable_at_once_and_by_their_new_words_alone(self, file: Callable[..., str]) -> None:
        run(file(b'{"id": 1, "claim": "Ferries sank", "publisher": "Alder"}', "a.jsonl"))
        assert FactCheck.objects.matching("ferries").count() == 1
        run(file(b'{"id": 1, "claim": "Trams derailed", "publisher": "Alder"}', "a.jsonl"))
        assert FactCheck.objects.matching("ferries").count() == 0
        assert FactCheck.objects.matching("trams").count() == 1

    def test_our_own_verdicts_are_not_loaded_from_elsewhere(self, file: Callable[..., str], settings: Any) -> None:
        settings.SITE_URL = "https://checks.example"
        run(file(a_feed(a_review(1), a_review(2, url="https://other.example/2"))))
        assert FactCheck.objects.get().site == "other.example"


class TestKinds:
    @pytest.mark.parametrize("pack", [lambda body: body, gzip.compress, lambda body: body.decode().encode("utf-16")])
    def test_a_feed_plain_packed_and_in_utf16(self, file: Callable[..., str], pack: Callable[[bytes], bytes]) -> None:
        run(file(pack(a_feed(a_review(1), a_review(2)))))
        assert FactCheck.objects.count() == 2
        assert CheckFeed.objects.get().kind == CheckFeed.Kind.DATAFEED

    def test_lines(self, file: Callable[..., str]) -> None:
        run(file(gzip.compress(lines(range(3))), "checks.jsonl.gz"))
        assert CheckFeed.objects.get().kind == CheckFeed.Kind.LINES
        assert sorted(FactCheck.objects.values_list("external_id", flat=True)) == ["0", "1", "2"]

    @pytest.mark.parametrize("n_zeros", range(1, 7))
    def test_lines_after_zeros_that_a_crash_left(self, file: Callable[..., str], n_zeros: int) -> None:
        run(file(b"\0" * n_zeros + lines(range(2)), "checks.jsonl"))
        assert CheckFeed.objects.get().kind == CheckFeed.Kind.LINES
        assert FactCheck.objects.count() == 2

    def test_one_line_alone(self, file: Callable[..., str]) -> None:
        run(file(lines(range(1)).strip(), "one.jsonl"))
        assert FactCheck.objects.get().publisher == "Alder Checks"

    def test_a_table(self, file: Callable[..., str]) -> None:
        run(file("id;claim;url;rating\n7;Tolls tripled;https://c.example/7;Falsch\n".encode("utf-8-sig"), "checks.csv"))
        assert FactCheck.objects.values_list("external_id", "outcome").get() == ("7", "false")

    def test_a_saved_page(self, file: Callable[..., str]) -> None:
        html = f"<!doctype html><html><script type='application/ld+json'>{json.dumps(a_review())}</script></html>"
        run(file(html.encode(), "page.html"))
        assert FactCheck.objects.get().url == "https://checks.example/1"

    def test_a_kind_that_somebody_names_counts(self, file: Callable[..., str]) -> None:
        run(file(a_feed(a_review(1)).replace(b"dataFeedElement", b"@graph") + b"\n", "x"), "--kind", "datafeed")
        assert FactCheck.objects.count() == 1


class TestBadInput:
    def test_bad_rows_are_told_by_line_and_the_rest_is_kept(self, file: Callable[..., str]) -> None:
        out, err = run(file(lines(range(2)) + b'{"id": 9}\n{oops\n' + lines(range(2, 3)), "checks.jsonl"))
        assert "5 rows read" in out
        assert "3 new" in out
        assert "2 refused" in out
        assert err.splitlines()[0] == '3: It does not say which claim was checked: it needs a "claim".'
        assert err.splitlines()[1].startswith("4: It is no JSON")
        assert [problem["line"] for problem in CheckFeed.objects.get().problems] == [3, 4]

    def test_a_thousand_bad_rows_are_counted_and_not_all_told(self, file: Callable[..., str]) -> None:
        _, err = run(file(lines(range(1)) + b'{"id": 9}\n' * 1_000, "checks.jsonl"))
        assert len(err.splitlines()) == 101
        assert err.splitlines()[-1] == "... and 900 more refusals."
        assert len(CheckFeed.objects.get().problems) == 100

    def test_a_feed_cut_in_the_middle_keeps_what_came(self, file: Callable[..., str]) -> None:
        out, err = run(file(a_feed(a_review(1), a_review(2), a_review(3))[:-100]))
        assert "2 new" in out
        assert "breaks off before its end" in err
        assert "breaks off" in CheckFeed.objects.get().error

    def test_a_feed_that_broke_off_is_never_said_to_be_as_before(self, file: Callable[..., str]) -> None:
        run(file(a_feed(a_review(1), a_review(2))))
        out, err = run(file(a_feed(a_review(1), a_review(2))[:-100]))
        assert "Nothing has changed" not in out
        assert "breaks off" in err

    def test_a_row_with_a_good_and_a_bad_review_is_worth_reading(self, file: Callable[..., str]) -> None:
        out, _ = run(file(a_feed([a_review(1), a_review(2, claimReviewed="")])))
        assert "1 new" in out
        assert "1 refused" in out

    def test_a_feed_of_empty_places_holds_no_checks(self, file: Callable[..., str]) -> None:
        with pytest.raises(CommandError, match="It holds no checks"):
            run(file(b'{"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": null}]}'))

    def test_a_packed_feed_cut_in_the_middle(self, file: Callable[..., str]) -> None:
        packer = zlib.compressobj(wbits=31)
        body = packer.compress(a_feed(*map(a_review, range(50)))) + packer.flush(zlib.Z_FULL_FLUSH)
        _, err = run(file(body, "feed.json.gz"))
        assert "ends too early" in err
        assert FactCheck.objects.count() > 40

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "empty"),
            (b" \n ", "empty"),
            ("\ufeff".encode(), "empty"),
            ("\ufeff\n".encode("utf-16-le"), "empty"),
            (b"\0" * 5_000, "empty"),
            (b"PK\x03\x04" + b"\0" * 100, "archive"),
            (gzip.compress(b'{"claim": "' + b"0" * 60_000_000), "far more than a feed does"),
            (b"\x1f\x8b but no gzip", "damaged"),
            (b"Dear reader, these are no checks.", "--kind"),
            (b"<html><p>No review</p></html>", "no ClaimReview"),
            (b'{"@type": "DataFeed", "dataFeedElement": []}', "holds no checks"),
            (b'{"@type": "NewsArticle"}', "no ClaimReview"),
            (b'[{"id": 1}]', "no ClaimReview"),
            (b'{"error": {"code": 429, "message": "Quota is used up."}}', "a service sent .* “Quota is used up”"),
            (b'{\n "error": "No such feed"\n}', "a service sent .* “No such feed”"),
            (b"\x00\x01\x02" * 100, "--kind"),
        ],
    )
    def test_what_holds_no_check_ends_with_a_sentence(self, file: Callable[..., str], body: bytes, says: str) -> None:
        with pytest.raises(CommandError, match=says):
            run(file(body))
        assert FactCheck.objects.count() == 0

    @pytest.mark.parametrize(("name", "says"), [("nothing.json", "There is no file"), (".", "directory|folder")])
    def test_no_file(self, tmp_path: Path, name: str, says: str) -> None:
        with pytest.raises(CommandError, match=says):
            run(str(tmp_path / name))

    def test_nothing_given(self) -> None:
        with pytest.raises(CommandError, match="Say what to load"):
            call_command("import_checked")

    def test_what_was_read_is_shown_as_text(self, file: Callable[..., str]) -> None:
        run(file(a_feed(a_review(1, claimReviewed="<script>alert(1)</script>Tolls &lt;b&gt;rose"))))
        assert FactCheck.objects.get().statement == "Tolls rose"


class TestSites:
    @pytest.fixture
    def site(self, settings: Any) -> Iterator[Site]:
        made = Site({})
        settings.FETCH_ALLOW = [made.pair]
        yield made
        made.close()

    def html(self, number: int, extra: str = "", url: str = "") -> bytes:
        declared = json.dumps(a_review(number, url=url))
        return page(f"<html><body>{extra}<script type='application/ld+json'>{declared}</script></body></html>".encode())

    def test_one_page(self, site: Site) -> None:
        site.answers["/a"] = self.html(1)
        run(site.url("/a"), "--pause", "0")
        assert FactCheck.objects.get().url == site.url("/a")
        assert CheckFeed.objects.get().kind == CheckFeed.Kind.SITE

    @pytest.mark.parametrize("declared", ["https://elsewhere.example/toll", "http://below.127.0.0.1.example/x"])
    def test_a_page_speaks_for_no_other_site(self, site: Site, declared: str) -> None:
        site.answers["/a"] = self.html(1, url=declared)
        run(site.url("/a"), "--pause", "0")
        assert FactCheck.objects.get().url == site.url("/a")

    def test_microdata(self, site: Site) -> None:
        site.answers["/a"] = page(
            b"""<div itemscope itemtype="https://schema.org/ClaimReview">
            <meta itemprop="claimReviewed" content="Tolls rose"><a itemprop="url" href="/a">x</a>
            <time itemprop="datePublished" datetime="2024-05-03">May</time>
            <div itemprop="author" itemscope itemtype="https://schema.org/Organization">
            <b itemprop="name">Alder <i>Checks</i></b></div><p itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
            <span itemprop="alternateName">Mostly false</span><meta itemprop="ratingValue" content="2"></p></div>"""
        )
        run(site.url("/a"), "--pause", "0")
        check = FactCheck.objects.get()
        assert (check.statement, check.publisher, check.url) == ("Tolls rose", "Alder Checks", site.url("/a"))
        assert (check.rating, check.rating_value, str(check.reviewed_on)) == ("Mostly false", 2.0, "2024-05-03")

    def test_a_sitemap_of_sitemaps_and_pages_that_fail(self, site: Site) -> None:
        index = f"<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{site.url('/s1')}</loc></sitemap><sitemap><loc>{site.url('/none')}</loc></sitemap></sitemapindex>"
        urls = "".join(f"<url><loc>{site.url(f'/{n}')}</loc></url>" for n in (1, 2, 3, 4))
        site.answers["/map"] = page(index.encode(), content_type="application/xml")
        site.answers["/s1"] = page(f"<urlset>{urls}</urlset>".encode(), content_type="application/xml")
        site.answers["/1"], site.answers["/3"] = self.html(1), self.html(3)
        site.answers["/4"] = page(b"<html><p>About us</p></html>")
        out, err = run(site.url("/map"), "--pause", "0")
        assert "4 rows read" in out
        assert "2 new" in out
        assert f"2 {site.url('/2')}: There is no page at this address" in err
        assert "declares no ClaimReview" in err

    def test_a_check_in_a_feed_and_on_its_page_is_one_and_two_claims_of_a_page_are_two(
        self, site: Site, file: Callable[..., str]
    ) -> None:
        both = [a_review(n, url=site.url("/a")) for n in (1, 2)]
        run(file(a_feed(*(dict(review, url=f"{review['url']}/#top") for review in both))))
        markup = "".join(f"<script type='application/ld+json'>{json.dumps(review)}</script>" for review in both)
        site.answers["/a"] = page(f"<html><head>{markup}</head></html>".encode())
        out, _ = run(site.url("/a"), "--pause", "0")
        assert "0 new" in out
        assert FactCheck.objects.count() == 2

    @pytest.mark.parametrize(
        "feed",
        [
            "<rss><channel><link>{home}</link><item><link>{a}</link></item></channel></rss>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><link href='{home}'/><entry><link href='{a}'/></entry></feed>",
        ],
    )
    def test_feeds_also_those_a_page_announces(self, site: Site, feed: str) -> None:
        body = feed.format(home=site.url("/"), a=site.url("/a")).encode()
        site.answers["/feed"] = page(body, content_type="application/rss+xml")
        site.answers["/"] = page(b"<link rel=alternate type='application/rss+xml' href='/feed'><p>Checks</p>")
        site.answers["/a"] = self.html(1)
        run(site.url("/"), "--pause", "0")
        assert FactCheck.objects.get().url == site.url("/a")

    def test_a_list_of_addresses_in_a_file(self, site: Site, file: Callable[..., str]) -> None:
        site.answers["/a"] = self.html(1)
        run(file(f"{site.url('/a')}\n{site.url('/a')}#top\n".encode(), "list.txt"), "--pause", "0")
        assert FactCheck.objects.count() == 1

    def test_a_feed_of_json_behind_an_address(self, site: Site) -> None:
        site.answers["/data.json"] = page(a_feed(a_review(1)), content_type="application/json")
        run(site.url("/data.json"))
        assert CheckFeed.objects.get().identity == site.url("/data.json")
        assert FactCheck.objects.count() == 1

    def test_a_feed_is_refreshed_every_day_unless_its_server_says_it_is_the_same(self, site: Site) -> None:
        def serve(etag: str, *reviews: Any) -> None:
            site.answers["/f"] = page(a_feed(*reviews), content_type="application/json", headers=(f"ETag: {etag}",))

        serve("1", a_review(1))
        run(site.url("/f"))
        CheckFeed.objects.update(is_refreshed=True)
        (feed_id,) = feeds.refreshed()
        serve("2", a_review(1), a_review(2))
        feeds.refresh(feed_id)
        assert FactCheck.objects.count() == 2
        serve("2", a_review(3))
        feeds.refresh(feed_id)
        assert FactCheck.objects.count() == 2
        serve("3", a_review(3))
        feeds.refresh(feed_id)
        assert FactCheck.objects.count() == 3

    def test_a_server_that_says_not_modified_has_nothing_read_again(self, site: Site) -> None:
        stamps = ('ETag: "e1"', "Last-Modified: Fri, 03 May 2024 10:00:00 GMT")
        site.answers["/f"] = page(a_feed(a_review(1)), content_type="application/json", headers=stamps)
        run(site.url("/f"))
        feed = CheckFeed.objects.get()
        site.answers["/f"] = page(b"", status="304 Not Modified", content_type="", headers=stamps)
        feeds.refresh(feed.pk)
        asked = [request.split(b"\r\n") for request in site.requests]
        assert not any(line.startswith(b"If-") for line in asked[0])
        assert b'If-None-Match: "e1"' in asked[1]
        assert b"If-Modified-Since: Fri, 03 May 2024 10:00:00 GMT" in asked[1]
        after = CheckFeed.objects.get()
        assert after.unchanged_at is not None
        assert (after.finished_at, after.error, after.n_read) == (feed.finished_at, "", 1)
        assert FactCheck.objects.filter(withdrawn_at=None).count() == 1

    def test_a_feed_that_broke_off_is_asked_for_whole_again(self, site: Site) -> None:
        whole = a_feed(a_review(1), a_review(2))
        site.answers["/f"] = page(whole[:-40], content_type="application/json", headers=('ETag: "e1"',))
        run(site.url("/f"))
        feed = CheckFeed.objects.get()
        assert feed.error
        site.answers["/f"] = page(whole, content_type="application/json", headers=('ETag: "e1"',))
        feeds.refresh(feed.pk)
        assert b"If-None-Match" not in site.requests[1]
        feed.refresh_from_db()
        assert (feed.error, feed.unchanged_at, FactCheck.objects.count()) == ("", None, 2)

    def test_what_was_fetched_leaves_no_file_behind(self, site: Site, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path / "data"
        settings.DATA_DIR.mkdir()
        site.answers["/f"] = page(gzip.compress(a_feed(a_review(1))), content_type="application/gzip")
        run(site.url("/f"))
        site.answers["/f"] = page(b"neither", content_type="application/json")
        with pytest.raises(CommandError):
            run(site.url("/f"))
        assert FactCheck.objects.count() == 1
        assert list(settings.DATA_DIR.iterdir()) == []

    def test_pages_are_asked_for_one_after_another_with_a_pause(self, site: Site, file: Callable[..., str]) -> None:
        site.answers["*"] = self.html(1)
        began = time.monotonic()
        run(file("\n".join(site.url(f"/{n}") for n in range(4)).encode(), "list.txt"), "--pause", "0.2")
        assert time.monotonic() - began >= 0.6

    def test_a_site_that_asks_for_an_hour_is_left_and_gone_on_with_later(
        self, site: Site, file: Callable[..., str]
    ) -> None:
        name = file("\n".join(site.url(f"/{n}") for n in range(3)).encode(), "list.txt")
        site.answers["/0"] = self.html(0)
        site.answers["/1"] = page(status="429 Too Many Requests", headers=("Retry-After: 3600",))
        with pytest.raises(CommandError, match="it goes on where it is now"):
            run(name, "--pause", "0")
        assert CheckFeed.objects.get().position == 1
        site.answers["/1"], site.answers["/2"] = self.html(1), self.html(2)
        site.requests.clear()
        out, _ = run(name, "--pause", "0")
        assert "Going on after 1 row done before" in out
        assert "3 rows read" in out
        assert [request.split()[1] for request in site.requests] == [b"/1", b"/2"]

    def test_hostile_pages_cost_themselves_alone(self, site: Site, file: Callable[..., str]) -> None:
        site.answers["/deep"] = page(b"<div>" * 200_000)
        site.answers["/json"] = page(
            b"<script type='application/ld+json'>ClaimReview" + b"[" * 200_000 + b"</script>"
            b"<div itemscope itemtype='ClaimReview'>" + b"<p itemprop=author itemscope>" * 2_000
        )
        site.answers["/xml"] = page(
            b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '&#38;'>]><urlset>&a;", content_type="text/xml"
        )
        site.answers["/good"] = self.html(1, extra="<base href='javascript:alert(1)'><!-- <script> -->\x00")
        names = "\n".join(site.url(f"/{name}") for name in ("deep", "json", "xml", "good"))
        out, _ = run(file(names.encode(), "list.txt"), "--pause", "0")
        assert "1 new" in out
        assert "3 refused" in out


#: Loads a feed in batches of 100 and kills itself in the third one, when its rows are written and not committed.
DYING = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from claims.importing.factchecks import keeping, reading
reading.N_PER_BATCH, note, noted = 100, keeping._note, []
def note_and_die(*given):
    note(*given)
    noted.append(1)
    if len(noted) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
keeping._note = note_and_die
call_command("import_checked", sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    name = tmp_path / "many.jsonl"
    name.write_bytes(lines(range(400)))
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=database_url(), DATA_DIR=str(tmp_path))
    command = [sys.executable, "-c", DYING, str(name)]
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    feed = CheckFeed.objects.get()
    assert (feed.position, FactCheck.objects.count()) == (200, 200)
    connection.close()
    out, _ = run(str(name))
    assert "Going on after 200 rows done before." in out
    assert FactCheck.objects.count() == 400
    feed.refresh_from_db()
    assert (feed.position, feed.n_read, feed.n_new, feed.error) == (0, 400, 400, "")
    assert feed.finished_at is not None


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_one_that_was_stopped_tells_of_the_whole_feed_when_it_goes_on(
    file: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = lines(range(60)) + b"{oops\n" + lines(range(7)) + lines(range(60, 250)) + b'{"id": 9}\n' + lines(range(3))
    in_one_go, _ = run(file(body, "whole.jsonl"))
    whole = CheckFeed.objects.get()
    FactCheck.objects.all().delete()
    monkeypatch.setattr(reading, "N_PER_BATCH", 100)
    keep, n_kept = keeping.keep, []

    def keep_two(*given: Any) -> None:
        n_kept.append(1)
        if len(n_kept) == 3:
            raise KeyboardInterrupt
        keep(*given)

    monkeypatch.setattr(keeping, "keep", keep_two)
    name = file(body, "stopped.jsonl")
    with pytest.raises(CommandError, match=r"Stopped\. Run the command again"):
        run(name)
    feed = CheckFeed.objects.exclude(pk=whole.pk).get()
    assert (feed.position, feed.n_read, feed.finished_at) == (200, 200, None)
    out, terminal = io.StringIO(), Terminal()
    call_command("import_checked", name, stdout=out, stderr=terminal)
    first, *rest = out.getvalue().splitlines()
    assert first == "Going on after 200 rows done before."
    told = re.findall(r"\r\x1b\[K([\d,]+) rows, [\d,]+ rows/s, (\d) refused", terminal.getvalue())
    assert told == [("200", "1"), ("262", "2")]
    assert [re.sub(r"in [\d.]+ s", "", line) for line in rest] == [
        re.sub(r"in [\d.]+ s", "", line) for line in in_one_go.splitlines()
    ]
    feed.refresh_from_db()
    for name in ("position", "n_read", "n_new", "n_changed", "n_refused", "problems", "error"):
        assert getattr(feed, name) == getattr(whole, name), name
    assert FactCheck.objects.count() == 250


def test_another_edition_of_a_feed_that_was_cut_short_is_read_from_its_beginning(file: Callable[..., str]) -> None:
    name = file(lines(range(3)), "checks.jsonl")
    run(name)
    CheckFeed.objects.update(position=2, fingerprint="of the first edition", finished_at=None)
    file(lines(range(4)), "checks.jsonl")
    out, _ = run(name)
    assert "Going on" not in out
    assert "1 new" in out
