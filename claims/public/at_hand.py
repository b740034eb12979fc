"""Kept pages that are at hand, answered before Django looks at the request: hundreds a second cost little.

Only the plain case: GET, a name of the site that Django has let in before, an edition that was looked up a moment ago.
All else, and whatever is not at hand, goes to Django, where claims.public.page_cache answers in the same words.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

from claims import meters, tracing
from claims.public import page_cache

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class PagesAtHand:
    """In front of a WSGI application."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        page = _find(environ)
        if page is None:
            return self._application(environ, start_response)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known == page.etag:
            status, body = "304 Not Modified", b""
            headers = page_cache.headers_of_unchanged(page)
        elif known is not None or "HTTP_IF_MODIFIED_SINCE" in environ:
            return self._application(environ, start_response)
        else:
            is_gzipped = page_cache.takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
            status, body = "200 OK", page.gzipped if is_gzipped else page.body
            headers = [*page.headers, ("Content-Length", str(len(body)))]
            if is_gzipped:
                headers.append(("Content-Encoding", "gzip"))
        headers.append(("X-Request-ID", tracing.request_id(environ.get("HTTP_X_REQUEST_ID", ""))))
        meters.PAGES.labels("no view").observe(time.perf_counter() - began)
        meters.ANSWERS.labels(f"{status[0]}xx").inc()
        start_response(status, headers)
        return [body]


def _find(environ: WSGIEnvironment) -> page_cache.Page | None:
    held, path = page_cache.at_hand, environ.get("PATH_INFO", "")
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ.get("HTTP_HOST") not in held.hosts
        or environ.get("SCRIPT_NAME")
        or not path.isascii()
        or time.monotonic() >= held.edition_until
    ):
        return None
    scheme = environ["wsgi.url_scheme"]
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        if environ.get(header) != secure:
            return None
        scheme = "https"
    return held.find(page_cache.key_of(scheme, path), environ.get("QUERY_STRING", ""))
