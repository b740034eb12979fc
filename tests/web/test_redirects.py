"""Redirects by hand: each hop counted, judged and kept."""

from collections.abc import Callable

import pytest

from claims.web.fetch import Fetched, FetchFailed, FetchRefused, allowed_pairs, fetch
from claims.web.limits import Limits
from tests.web.sites import Routes, Site, moved, page

PATIENT = Limits(connect_s=10, read_s=10, total_s=30)  # nothing here waits, but machines can be busy
OpenSite = Callable[[Routes], Site]


def got(site: Site, target: str = "/") -> Fetched:
    return fetch(site.url(target), limits=PATIENT, allow=allowed_pairs([site.pair]))


def chain(n_hops: int) -> Routes:
    routes: Routes = {f"/{n}": moved(f"/{n + 1}") for n in range(n_hops)}
    return {**routes, f"/{n_hops}": page(b"<html>arrived")}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_all_kinds_of_redirect_are_followed(status: int, open_site: OpenSite) -> None:
    site = open_site({"/": moved("/new", status=f"{status} Moved"), "/new": page()})
    fetched = got(site)
    assert fetched.requested_url == site.url("/")
    assert fetched.final_url == site.url("/new")
    assert fetched.redirects == [site.url("/new")]


def test_five_hops_are_followed_and_kept(open_site: OpenSite) -> None:
    site = open_site(chain(5))
    fetched = got(site, "/0")
    assert fetched.body == b"<html>arrived"
    assert fetched.redirects == [site.url(f"/{n}") for n in range(1, 6)]


def test_the_sixth_hop_is_refused(open_site: OpenSite) -> None:
    site = open_site(chain(6))
    with pytest.raises(FetchFailed, match="more than 5 times"):
        got(site, "/0")
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "routes",
    [{"/": moved("/")}, {"/": moved("#top")}, {"/": moved("/a"), "/a": moved("/b"), "/b": moved("/a")}],
    ids=["itself", "its own part", "a ring"],
)
def test_a_circle_is_noticed(routes: Routes, open_site: OpenSite) -> None:
    with pytest.raises(FetchFailed, match="in a circle"):
        got(open_site(routes))


def test_a_redirect_without_a_place_is_a_failure(open_site: OpenSite) -> None:
    with pytest.raises(FetchFailed, match="not where to"):
        got(open_site({"/": page(b"", status="302 Found")}))


@pytest.mark.parametrize("location", ["https://me:secret@news.example/", "/a\\b", "javascript:alert(1)", "http://a b/"])
def test_a_crooked_place_is_refused(location: str, open_site: OpenSite) -> None:
    with pytest.raises(FetchRefused):
        got(open_site({"/": moved(location)}))


def test_a_place_in_plain_utf8_is_understood(open_site: OpenSite) -> None:
    site = open_site({"/": moved("/fähre à gué".encode().decode("latin-1")), "/f%C3%A4hre%20%C3%A0%20gu%C3%A9": page()})
    assert got(site).final_url == site.url("/f%C3%A4hre%20%C3%A0%20gu%C3%A9")


def test_no_cookie_and_no_referrer_is_carried_along(open_site: OpenSite) -> None:
    first = moved("/new").replace(b"\r\n\r\n", b"\r\nSet-Cookie: id=cookie77; Path=/\r\n\r\n", 1)
    site = open_site({"/": first, "/new": page()})
    got(site)
    assert b"cookie77" not in site.requests[1]
    assert b"referer" not in site.requests[1].lower()


def test_the_body_of_a_redirect_is_not_read(open_site: OpenSite) -> None:
    endless = moved("/new").replace(b"Content-Length: 25", b"Content-Length: 999999999999")
    site = open_site({"/": endless, "/new": page(b"<html>arrived")})
    assert got(site).body == b"<html>arrived"
