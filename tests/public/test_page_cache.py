"""Kept pages: the same for everybody, whole with their headers, gone with the next edition."""

from __future__ import annotations

import gzip
import threading
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as RedisGone

from claims.models import PolicyPage
from claims.public import page_cache
from claims.publishing import announcements, edition
from claims.workflow.moves import move
from tests.builders import PASSWORD, cast
from tests.public.checks import corrected, published

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def count_queries(client: Client, url: str, django_assert_num_queries: Any, n: int) -> Any:
    with django_assert_num_queries(n):
        return client.get(url)


@pytest.fixture
def _slow_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """The edition is looked up once, as it is within a second of a running site."""
    monkeypatch.setattr(page_cache, "EDITION_S", 3600.0)


@pytest.mark.usefixtures("_slow_edition")
def test_the_second_reader_gets_the_same_page_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    url = published().get_absolute_url()
    first = client.get(url)
    with django_assert_num_queries(0):
        second = client.get(url)
    assert second.content == first.content
    assert second.headers.pop("X-Request-ID") != first.headers.pop("X-Request-ID"), "each request has its own"
    assert dict(second.headers) == dict(first.headers)
    assert "default-src 'none'" in second.headers["Content-Security-Policy"]
    assert second.headers["X-Content-Type-Options"] == "nosniff"
    assert second.headers["Permissions-Policy"]
    assert second.headers["Vary"] == "Accept-Encoding"
    assert not second.cookies


@pytest.mark.usefixtures("_slow_edition")
def test_another_process_takes_the_page_from_the_shared_cache(django_assert_num_queries: Any) -> None:
    url = published().get_absolute_url()
    first = Client().get(url)
    page_cache.at_hand.forget()
    Client().get("/robots.txt")
    with django_assert_num_queries(0):
        assert Client().get(url).content == first.content


@pytest.mark.both
def test_every_publication_begins_a_new_edition_even_when_no_job_runs(client: Client) -> None:
    claim = published(summary="The first words.")
    url = claim.get_absolute_url()
    assert b"The first words." in client.get(url).content
    corrected(claim, "update", summary="The second words.")
    assert b"The second words." in client.get(url).content
    assert b"The second words." in client.get("/").content
    move(claim, "retract", by=cast().edda, note="It was forged.")
    assert b"We withdrew this check" in client.get(url).content


def test_a_reopened_check_says_so_once_it_was_announced(client: Client) -> None:
    claim = published()
    url = claim.get_absolute_url()
    client.get(url)
    move(claim, "reopen", by=cast().edda, note="New figures.")
    announcements.announce(claim.pk)
    assert b"We are checking this again." in client.get(url).content


def test_a_new_version_of_a_policy_page_is_shown_at_once(client: Client) -> None:
    PolicyPage.objects.create(slug="funding", version=1, title="Funding", body="Old words.")
    client.get("/funding/")
    PolicyPage.objects.create(slug="funding", version=2, title="Funding", body="New words.")
    assert b"New words." in client.get("/funding/").content


def test_who_has_the_page_hears_that_nothing_changed(client: Client) -> None:
    claim = published(summary="The first words.")
    url = claim.get_absolute_url()
    first = client.get(url)
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(url, headers=known)
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Type" not in again.headers
    assert client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    corrected(claim, "update", summary="The second words.")
    assert client.get(url, headers=known).status_code == 200


def test_a_reader_that_takes_gzip_gets_the_same_words_in_fewer_bytes(client: Client) -> None:
    url = published().get_absolute_url()
    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepted", "is_taken"),
    [
        ("", False), ("br", False), ("gzip", True), ("br;q=0, gzip", True), ("gzip;q=0", False),
        ("gzip;q=0.5", True), ("gzip; q=0, br", False), ("deflate, gzip;q=1.0, *;q=0", True),
    ],
)  # fmt: skip
def test_who_refuses_gzip_gets_none(accepted: str, is_taken: bool) -> None:
    assert page_cache.takes_gzip(accepted) is is_taken


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_head_request_has_the_headers_and_no_body(client: Client, is_kept: bool) -> None:
    url = published().get_absolute_url()
    if not is_kept:
        head = client.head(url)
        assert not page_cache.at_hand.pages
    whole = client.get(url)
    if is_kept:
        head = client.head(url)
    assert {name: head.headers.get(name) for name in ("ETag", "Cache-Control", "Vary")} == {
        name: whole.headers[name] for name in ("ETag", "Cache-Control", "Vary")
    }
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


@pytest.mark.both
def test_a_desk_member_reads_the_very_same_page(client: Client) -> None:
    url = published().get_absolute_url()
    first = client.get(url)
    assert client.login(username="edda", password=PASSWORD)
    second = client.get(url)
    assert second.content == first.content
    assert "sessionid" not in second.cookies
    assert Client().get(url).content == first.content


def test_a_search_is_kept_until_the_next_edition_and_sent_only_when_it_changed(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = published(summary="The first words.")
    first = client.get("/?q=fee", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/?q=fee", headers=known).status_code == 304
    corrected(claim, "update", summary="The second words.")
    answer = client.get("/?q=fee", headers=known)
    assert answer.status_code == 200
    assert b"The second words." in answer.content
    monkeypatch.setattr(page_cache, "EDITION_S", 3600.0)
    client.get("/?q=fee")
    with django_assert_num_queries(0):
        assert client.get("/?q=fee").content == answer.content
    assert client.get("/?q=harbour").content != answer.content


def test_what_anybody_can_ask_is_kept_in_small_numbers_and_never_for_all_processes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    monkeypatch.setattr(page_cache, "N_SEARCHES", 3)
    client.get("/")
    stored: list[str] = []
    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.set", lambda *args, **kwargs: stored.append("x"))
    for number in range(10):
        assert client.get(f"/?q=fee{number}").status_code == 200
    client.get("/?q=" + "a" * page_cache.MAX_QUERY)
    assert list(page_cache.at_hand.searches) == [f"http:/?q=fee{number}" for number in (7, 8, 9)]
    assert list(page_cache.at_hand.pages) == ["http:/"]
    assert not stored


def test_missing_pages_and_the_desk_are_never_kept(client: Client) -> None:
    published()
    for url in ("/claims/not-there/", "/nothing/", "/desk/login/"):
        answer = client.get(url)
        assert "ETag" not in answer.headers, url
    assert client.get("/nothing/").status_code == 404


def test_a_page_that_sets_a_cookie_or_varies_by_one_is_not_kept(client: Client) -> None:
    client.get("/")
    answer = client.get("/")
    assert page_cache._may_be_kept(answer) is False  # kept pages come without the mark: they are kept already
    answer.is_kept = True  # type: ignore[attr-defined]
    assert page_cache._may_be_kept(answer) is True
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    assert page_cache._may_be_kept(answer) is False
    answer.headers["Vary"] = "Accept-Encoding"
    answer.set_cookie("a", "b")
    assert page_cache._may_be_kept(answer) is False


def test_without_its_cache_the_site_still_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url = published().get_absolute_url()

    def gone(*args: object, **kwargs: object) -> None:
        raise RedisGone("Connection refused")

    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{name}", gone)
    assert client.get(url).status_code == 200
    assert client.get(url).status_code == 200
    with pytest.raises(edition.CACHE_TROUBLE):
        edition.advance()


def test_while_the_database_is_away_what_is_kept_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url = published().get_absolute_url()
    kept = client.get(url).content

    def away() -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr(edition, "current", away)
    assert client.get(url).content == kept
    page_cache.at_hand.forget()
    monkeypatch.setattr(page_cache.at_hand, "edition", "")
    with pytest.raises(OperationalError):
        client.get(url)


def test_only_one_thread_waits_for_a_database_that_is_slow(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url = published().get_absolute_url()
    kept = client.get(url).content
    is_asked, may_end, asked = threading.Event(), threading.Event(), []

    def slow() -> str:
        asked.append(1)
        is_asked.set()
        assert may_end.wait(20), "others wait too"
        raise OperationalError("took too long")

    monkeypatch.setattr(edition, "current", slow)
    monkeypatch.setattr(page_cache, "LATE_S", 0.0)
    one = threading.Thread(target=page_cache.at_hand.look_up_edition)
    one.start()
    assert is_asked.wait(20)
    assert client.get(url).content == kept
    may_end.set()
    one.join(20)
    assert client.get(url).content == kept
    assert len(asked) == 1, "one that was late is left alone for a while"


@pytest.mark.usefixtures("_slow_edition")
def test_nobody_says_to_others_under_which_path_the_site_stands(client: Client) -> None:
    assert b"/elsewhere/" in client.get("/about/", SCRIPT_NAME="/elsewhere").content
    assert b"/elsewhere/" not in client.get("/about/").content


@pytest.mark.usefixtures("_slow_edition")
def test_who_comes_by_another_name_is_refused_with_the_usual_headers(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/about/").status_code == 200
    refused = client.get("/about/", HTTP_HOST="elsewhere.example")
    assert refused.status_code == 400
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert refused.headers["Content-Security-Policy"]


def test_the_names_that_were_let_in_are_the_newest(client: Client) -> None:
    for number in range(50):
        client.get("/about/", HTTP_HOST=f"testserver:{number}")
    client.get("/about/", HTTP_HOST="testserver")
    assert [*page_cache.at_hand.hosts][-2:] == ["testserver:49", "testserver"]
    assert len(page_cache.at_hand.hosts) <= 20


def test_a_process_holds_only_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    held = page_cache.Held()
    monkeypatch.setattr(page_cache, "N_PAGES", 3)
    page = page_cache.Page((), b"", b"", "", None, "", 0.0)
    for number in range(10):
        held.hold(str(number), "", page)
    assert list(held.pages) == ["7", "8", "9"]


def test_while_templates_are_edited_nothing_is_kept(settings: Any) -> None:
    settings.DEBUG = True
    with pytest.raises(page_cache.MiddlewareNotUsed):
        page_cache.PageCacheMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
