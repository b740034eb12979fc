"""Kept pages before Django: the same answers to the byte, and everything that is not plain goes to Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from claims import meters
from claims.public import page_cache
from claims.public.at_hand import PagesAtHand
from tests.public.checks import corrected, published

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.django_db

Answer = tuple[str, dict[str, str], bytes]


class Site:
    """The site as a web server asks it. `n_asked`: how often Django was."""

    def __init__(self) -> None:
        self._django = get_wsgi_application()
        self._first = PagesAtHand(self._count)
        self.n_asked = 0

    def _count(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.n_asked += 1
        return self._django(environ, start_response)

    def ask(self, path: str, **given: str) -> Answer:
        return self._ask(self._first, path, given)

    def ask_django(self, path: str, **given: str) -> Answer:
        return self._ask(self._django, path, given)

    def _ask(self, application: Callable[..., Iterable[bytes]], path: str, given: dict[str, str]) -> Answer:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
        environ |= {"SCRIPT_NAME": "", "HTTP_X_REQUEST_ID": "the-same-id", **given}
        setup_testing_defaults(environ)
        begun: list[Any] = []
        body = b"".join(application(environ, lambda *told: begun.append(told)))
        ((status, headers, *_),) = begun
        assert len(dict(headers)) == len(headers)
        return status, dict(headers), body


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Site]:
    monkeypatch.setattr(page_cache, "EDITION_S", 3600.0)
    settings.ALLOWED_HOSTS = ["testserver"]
    moments = (signals.request_started, signals.request_finished)
    for moment in moments:  # the connection is that of the test
        moment.disconnect(close_old_connections)
    yield Site()
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.mark.parametrize("given", [{}, {"HTTP_ACCEPT_ENCODING": "gzip, br"}, {"HTTP_COOKIE": "sessionid=none"}])
def test_the_answer_is_the_one_of_django(site: Site, given: dict[str, str]) -> None:
    check = published()
    for path in (check.get_absolute_url(), "/", "/feed.atom", "/?q=fee", f"/embed/{check.slug}/"):
        site.ask(path)
        n_asked = site.n_asked
        status, headers, body = site.ask(path, **given)
        assert site.n_asked == n_asked, path
        assert (status, headers, body) == site.ask_django(path, **given)
        known = given | {"HTTP_IF_NONE_MATCH": headers["ETag"]}
        unchanged = site.ask(path, **known)
        assert site.n_asked == n_asked, path
        assert unchanged[0] == "304 Not Modified"
        assert unchanged == site.ask_django(path, **known)


def test_what_is_not_plain_goes_to_django(site: Site) -> None:
    url = published().get_absolute_url()
    _, headers, _ = site.ask(url)
    for more in (
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": ""},
        {"SCRIPT_NAME": "/elsewhere"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_IF_NONE_MATCH": 'W/"another"'},
        {"HTTP_IF_MODIFIED_SINCE": headers["Last-Modified"]},
        {"QUERY_STRING": "page=2"},
        {"PATH_INFO": url + "\xe9"},
    ):
        n_asked = site.n_asked
        assert site.ask(url, **more) == site.ask_django(url, **more), more
        assert site.n_asked == n_asked + 1, more
    assert site.ask(url, HTTP_HOST="evil.example")[0].startswith("400")
    assert site.ask(url, HTTP_HOST="")[0].startswith("400")


def test_behind_a_proxy_a_page_is_at_hand_only_for_those_who_came_by_https(site: Site, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    url = published().get_absolute_url()
    by_https = {"HTTP_X_FORWARDED_PROTO": "https"}
    site.ask(url, **by_https)
    n_asked = site.n_asked
    site.ask(url, **by_https)
    assert site.n_asked == n_asked
    for proto in ({}, {"HTTP_X_FORWARDED_PROTO": "http"}, {"HTTP_X_FORWARDED_PROTO": "https, http"}):
        n_asked = site.n_asked
        site.ask(url, **proto)
        assert site.n_asked == n_asked + 1, proto


def test_a_page_is_at_hand_no_longer_than_its_edition_and_its_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = published(summary="The first words.")
    url = claim.get_absolute_url()
    site.ask(url)
    corrected(claim, "update", summary="The second words.")
    page_cache.at_hand.edition_until = 0.0
    assert b"The second words." in site.ask(url)[2]
    n_asked = site.n_asked
    monkeypatch.setattr("time.time", lambda: page_cache.at_hand.pages[f"http:{url}"].expires_at + 1)
    site.ask(url)
    assert site.n_asked == n_asked + 1


def test_nothing_of_the_desk_is_ever_at_hand(site: Site) -> None:
    published()
    for path in ("/desk/login/", "/desk/", "/send-a-claim/", "/not-there/", "/?q=fee", "/"):
        site.ask(path)
    assert set(page_cache.at_hand.pages) == {"http:/"}
    assert set(page_cache.at_hand.searches) == {"http:/?q=fee"}


def test_answers_before_django_are_counted_too(site: Site) -> None:
    url = published().get_absolute_url()
    site.ask(url)
    before = meters.ANSWERS.labels("2xx")._value.get()
    site.ask(url)
    assert meters.ANSWERS.labels("2xx")._value.get() == before + 1
