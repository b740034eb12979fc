"""Whole public pages, kept ready to send: headers and body, plain and gzipped, until the next edition.

The middleware stands first, so a kept page costs no session, no query and no template. A view says with @kept that its
page is the same for everybody; a page that sets a cookie is never kept. Answers to query strings, of which anybody can
ask for any number, are kept in the process only, and few of them. What is at hand is answered before Django looks at
the request at all (claims/public/at_hand.py).
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

from claims.publishing import edition
from factcheck import patience

log = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

#: The edition is looked up this often in each process; so old may a page be after a publication.
EDITION_S = 1.0
#: Nobody waits longer for it than this, and one that was late is left alone for a while (seconds).
EDITION_WAIT_S = 1.0
LATE_S = 0.5
QUIET_S = 10.0
#: Kept this long at most, for what no edition counts (a renamed person, a new template).
KEEP_S = 300.0
#: So many pages are held in each process, and so many answers to query strings, which are at most so long.
N_PAGES = 500
N_SEARCHES = 100
MAX_QUERY = 200
#: So many names of the site are remembered as allowed.
_N_HOSTS = 20
#: Readers' programs ask again each time, and mostly hear that nothing changed.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
#: Each answer has its own.
_OWN_HEADERS = frozenset({"content-length", "content-encoding", "date"})
#: What says how a body is to be read, and is left out where nothing changed.
_OF_BODY = frozenset({"content-type", "content-language", "content-disposition"})


def kept(view: View[P]) -> View[P]:
    """Mark the page of a view as the same for everybody, so that it may be kept."""

    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.is_kept = True  # type: ignore[attr-defined]
        return response

    update_wrapper(marked, view)
    return marked


@dataclass(frozen=True)
class Page:
    """A page ready to send."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    gzipped: bytes
    etag: str
    last_modified: int | None
    edition: str
    expires_at: float


def headers_of_unchanged(page: Page) -> list[tuple[str, str]]:
    """Those of a 304: the policies too, for a browser takes them over."""
    return [pair for pair in page.headers if pair[0].lower() not in _OF_BODY]


def takes_gzip(accepted: str) -> bool:
    """By the value of Accept-Encoding."""
    if "gzip" not in accepted or "q=0" not in accepted:
        return "gzip" in accepted
    words = (each.lower().replace(" ", "").partition(";q=") for each in accepted.split(","))
    return any(name == "gzip" and not (quality and not quality.strip("0.")) for name, _, quality in words)


@dataclass
class Held:
    """What a process has at hand."""

    pages: dict[str, Page] = field(default_factory=dict)
    searches: dict[str, Page] = field(default_factory=dict)
    #: Values of the header Host that Django has let in, the newest last.
    hosts: dict[str, None] = field(default_factory=dict)
    edition: str = ""
    edition_until: float = 0.0
    _filling: threading.Lock = field(default_factory=threading.Lock)
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: str, query: str) -> Page | None:
        """The page, if it is of the edition that was looked up last and not too old."""
        page = self.searches.get(f"{key}?{query}") if query else self.pages.get(key)
        return page if page is not None and page.edition == self.edition and time.time() <= page.expires_at else None

    def hold(self, key: str, query: str, page: Page) -> None:
        if len(query) > MAX_QUERY:
            return
        held, most, name = (self.searches, N_SEARCHES, f"{key}?{query}") if query else (self.pages, N_PAGES, key)
        with self._filling:
            held.pop(name, None)
            while len(held) >= most:
                del held[next(iter(held))]
            held[name] = page

    def look_up_edition(self) -> None:
        """Before a page is made: so no page of an older state is ever kept under a newer edition.

        While the database is away nothing can be published, and what is kept stays as it is; while it is slow, one
        thread at a time waits for it. Raises django.db.Error when no edition is known yet.
        """
        # Who is late takes the edition that is known; only without any all of them wait
        if time.monotonic() < self.edition_until or not self._looking.acquire(blocking=not self.edition):
            return
        try:
            self._look_up()
        finally:
            self._looking.release()

    def _look_up(self) -> None:
        began = time.monotonic()
        if began < self.edition_until:  # another thread has
            return
        pause_s = EDITION_S
        try:
            with patience.at_most(EDITION_WAIT_S) if self.edition else nullcontext():
                self.edition = edition.current()
        except DatabaseTrouble as trouble:
            if not self.edition:
                raise
            log.warning("The database cannot be read, so kept pages are shown as they are: %s", trouble)
            if time.monotonic() - began > LATE_S:
                pause_s = QUIET_S
            connection.close_if_unusable_or_obsolete()  # a page that is not kept is made by another one
        self.edition_until = time.monotonic() + pause_s

    def let_in(self, host: str) -> None:
        """The oldest goes: whoever comes by twenty spellings of the name does not keep the usual one out for long."""
        with self._filling:
            self.hosts.pop(host, None)
            while len(self.hosts) >= _N_HOSTS:
                del self.hosts[next(iter(self.hosts))]
            self.hosts[host] = None

    def forget(self) -> None:
        for held in (self.pages, self.searches, self.hosts):
            held.clear()
        self.edition_until = 0.0


#: Of this process.
at_hand = Held()


def key_of(scheme: str, path: str) -> str:
    return f"{scheme}:{path}"


class PageCacheMiddleware:
    """Answers from the kept pages, and keeps what views marked with @kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("While templates are being edited nothing is kept.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        key, query = key_of(request.scheme or "", request.path_info), request.META.get("QUERY_STRING", "")
        if request.META.get("SCRIPT_NAME") or (key not in at_hand.pages and not _is_public(request.path_info)):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:  # what is kept is not for those who come by another name either; Django says so
            return self.get_response(request)
        if "HTTP_HOST" in request.META:
            at_hand.let_in(request.META["HTTP_HOST"])
        at_hand.look_up_edition()
        current = at_hand.edition
        page = at_hand.find(key, query) or (None if query else self._find_shared(key, current))
        return answer(page, request) if page is not None else self._make(key, query, current, request)

    def _find_shared(self, key: str, current: str) -> Page | None:
        try:
            page = cache.get(_shared_key(key, current))
        except edition.CACHE_TROUBLE as trouble:
            log.warning("The cache cannot be read, so the page is made anew: %s", trouble)
            return None
        if not isinstance(page, Page):
            return None
        at_hand.hold(key, "", page)
        return page

    def _make(self, key: str, query: str, current: str, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _may_be_kept(response):
            return response
        assert isinstance(response, HttpResponse)
        page = _page(response, current)
        if request.method == "HEAD":
            return answer(page, request)
        at_hand.hold(key, query, page)
        if not query:
            try:
                cache.set(_shared_key(key, current), page, timeout=KEEP_S)
            except edition.CACHE_TROUBLE as trouble:
                log.warning("The cache cannot be written, so the page is kept in this process only: %s", trouble)
        return answer(page, request)


def answer(page: Page, request: HttpRequest) -> HttpResponse:
    """The kept page as an answer to this request: gzipped where that is understood, 304 where nothing changed."""
    is_gzipped = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.gzipped if is_gzipped else page.body
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=dict(page.headers))
    response.headers["Content-Length"] = str(len(body))
    if is_gzipped:
        response.headers["Content-Encoding"] = "gzip"
    if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
        conditional = get_conditional_response(request, page.etag, page.last_modified, response)
        assert isinstance(conditional, HttpResponse)
        if conditional.status_code == 304:
            for name, value in headers_of_unchanged(page):
                conditional.headers[name] = value
        return conditional
    return response


def _page(response: HttpResponse, current: str) -> Page:
    body = response.content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return Page(
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in _OWN_HEADERS),
        body=body,
        gzipped=gzip.compress(body, 6, mtime=0),
        etag=etag,
        last_modified=parse_http_date_safe(response.headers.get("Last-Modified", "")),
        edition=current,
        expires_at=time.time() + KEEP_S,
    )


def _may_be_kept(response: HttpResponseBase) -> bool:
    if not getattr(response, "is_kept", False) or response.status_code != 200 or response.streaming:
        return False
    varies_by = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return not response.cookies and "cookie" not in varies_by


def _is_public(path: str) -> bool:
    try:
        return resolve(path).app_name == "public"
    except Resolver404:
        return False


def _shared_key(key: str, current: str) -> str:
    """Without characters that memcached refuses. The style sheet's name stands for the release."""
    return hashlib.sha256(f"page {static('claims/public.css')} {current} {key}".encode()).hexdigest()
