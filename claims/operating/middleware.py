"""The outermost layers of a request: what machines ask (health, figures), then the id and time of all others."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from claims import meters, tracing
from claims.operating import figures, health

log = logging.getLogger("factcheck.requests")
Answer = Callable[[HttpRequest], HttpResponseBase]


class MachinesMiddleware:
    """Answers /healthz/live, /healthz/ready and /metrics before anything else looks at the request.

    Probes come by the address of a container, over plain http and without a cookie: no check of the host, no redirect
    to https and no session may stand in their way.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._views = {"/healthz/live": _live, "/healthz/ready": _ready, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = self._views.get(request.path_info)
        if view is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        answer = view(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        return answer


def _live(request: HttpRequest) -> HttpResponse:
    """The process answers: nothing else is asked."""
    return JsonResponse({"status": "live"})


def _ready(request: HttpRequest) -> HttpResponse:
    status, told = health.readiness()
    return JsonResponse(told, status=status)


def _metrics(request: HttpRequest) -> HttpResponse:
    """With METRICS_TOKEN in the header, or at METRICS_PORT (factcheck/run/figures.py). Others find nothing here."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    if not wanted or scheme != "Bearer" or not hmac.compare_digest(token.encode(), wanted.encode()):
        return HttpResponse("Not found.\n", status=404, content_type="text/plain")
    return HttpResponse(meters.told(figures.of_the_queue()), content_type=meters.CONTENT_TYPE)


class RequestMiddleware:
    """Gives each request its id, takes its time, counts it and writes a line, in which nothing is what people wrote."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = tracing.request_id(request.headers.get("X-Request-ID", ""))
        method = request.method  # the API makes GET of HEAD
        with tracing.under(request_id):
            answer = self.get_response(request)
            took_s = time.perf_counter() - began
            match = request.resolver_match
            view = (match.view_name or "unnamed") if match is not None else "no view"
            view = getattr(request, "operation", view)  # of the API, which has several at one address
            meters.PAGES.labels(view).observe(took_s)
            meters.ANSWERS.labels(f"{answer.status_code // 100}xx").inc()
            if answer.status_code >= 500:
                meters.ERRORS.labels("page", view).inc()
                # The next request takes a new connection: what failed may be a statement that this one has prepared
                connection.close_at = time.monotonic()
            if match is not None:  # a kept page has none: at hundreds a second the proxy's log is the better place
                log.info(
                    "%s %s %s in %.0f ms", method, view, answer.status_code, took_s * 1000,
                    # Only where somebody has asked who it is: the question costs a query
                    extra={"person": getattr(getattr(request, "_cached_user", None), "pk", None)},
                )  # fmt: skip
        answer.headers["X-Request-ID"] = request_id
        return answer
