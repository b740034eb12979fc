"""Refusals as RFC 9457 problem documents, with the very sentences that the desk shows."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views import defaults
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from claims import access
from claims.errors import Refused, Stale, TryAgain
from claims.operating import troubles
from claims.throttle import TooMany

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
#: Of one answer; more help nobody.
MOST_ERRORS = 20
#: Status -> what it means here, for people (the reference) and as the title of each problem.
TITLES = {
    400: "The request cannot be read",
    401: "No working token",
    403: "Not allowed",
    404: "Not there",
    405: "Not a method of this address",
    409: "Changed meanwhile",
    412: "You read an older version",
    413: "Too large",
    422: "Refused",
    428: "If-Match is missing",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Not just now",
}
#: How operations call what they are given; no field has such a name.
_PARAMETERS = frozenset({"given", "place"})
UNKNOWN = "Send a working token: Authorization: Bearer fcd_… You make one on your page of the desk."
AWAY = "The database is away or too busy. Try again in a while; look first whether what you sent was taken."
#: Whoever finds the database away comes again after so many seconds, and nobody keeps that answer.
_LATER = {"Retry-After": "15", "Cache-Control": "no-store"}
FAULT = "Something unexpected went wrong, and nothing was changed. Try again; if it stays so, tell the operator."


class WrongField(Schema):
    """A field of the request that does not fit: where it stands, and what is wrong with it."""

    field: str
    sentence: str


class Problem(Schema):
    """RFC 9457. `detail` is a sentence for people; `errors` names single fields where a request does not fit."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] = []


class Unreadable(Refused):
    """Answered 400."""


class NeedsVersion(Refused):
    """Answered 428."""


class OldVersion(Stale):
    """Answered 412: somebody changed the claim after the version that the request names."""


def problem(
    status: int, detail: str, *, errors: Iterable[WrongField] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    told: dict[str, Any] = {
        "type": f"/api/v1/#problem-{status}",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if wrong := [one.model_dump() for one in errors]:
        told["errors"] = wrong
    return HttpResponse(
        json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def status_of(refusal: Refused) -> int:
    match refusal:
        case Unreadable():
            return 400
        case access.NotFound():
            return 404
        case access.Forbidden():
            return 403
        case OldVersion():
            return 412
        case Stale():
            return 409
        case NeedsVersion():
            return 428
        case TooMany():
            return 429
        case TryAgain():
            return 503
        case _:
            return 422


def answer_refusal(refusal: Refused) -> HttpResponse:
    headers = {"Retry-After": str(refusal.after_s)} if isinstance(refusal, TooMany) else {}
    return problem(status_of(refusal), refusal.sentence, headers=headers)


def register(api: NinjaAPI) -> None:
    """Let every exception that leaves an operation become a problem document."""
    for kind in (Refused, ValidationError, AuthenticationError, HttpError, RequestDataTooBig, UnreadablePostError):
        api.add_exception_handler(kind, lambda request, error: _answer(error))
    api.add_exception_handler(Exception, _fault)


def _answer(error: object) -> HttpResponse:
    match error:
        case Refused():
            return answer_refusal(error)
        case ValidationError():
            return _invalid(error)
        case AuthenticationError():
            return no_token()
        case RequestDataTooBig():
            return problem(413, "This is larger than 12 megabytes. Send less at once.")
        case HttpError(__cause__=Unreadable() as refusal):  # ninja takes whatever a parser raises for broken JSON
            return answer_refusal(refusal)
        case HttpError() if error.status_code != 400:
            return problem(error.status_code, error.message)
        case _:
            return problem(400, "The body is not JSON, or not all of it came. Send one JSON object, in UTF-8.")


def no_token() -> HttpResponse:
    return problem(401, UNKNOWN, headers={"WWW-Authenticate": 'Bearer realm="api"'})


def _invalid(error: ValidationError) -> HttpResponse:
    wrong = [WrongField(field=_name(one["loc"]), sentence=_full(str(one["msg"]))) for one in error.errors[:MOST_ERRORS]]
    detail = "Some of the request does not fit. Look at its errors, mend them and send it again."
    return problem(422, detail, errors=wrong)


def _name(place: Iterable[str | int]) -> str:
    """As the program wrote it: without ninja's source (query, body) and the names of our own parameters."""
    _, *parts = map(str, place)
    if parts and parts[0] in _PARAMETERS:
        parts = parts[1:]
    return ".".join(parts) or "body"


def _full(said: str) -> str:
    said = said.removeprefix("Value error, ").strip()
    return said if said.endswith(".") else f"{said}."


def _fault(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Told to whoever watches (logs, Sentry) as any other fault of a page; the program hears no detail."""
    got_request_exception.send(sender=None, request=request)
    log.error("%s %s failed", request.method, request.path, exc_info=error if isinstance(error, Exception) else None)
    return _away() if troubles.passes(error) else problem(500, FAULT)


def _away() -> HttpResponse:
    return problem(503, AWAY, headers=_LATER)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """What nobody foresaw. A database that is away or hangs is no fault of the page, and passes: 503."""
    is_program = request.path_info.startswith("/api/")
    if not troubles.passes(sys.exc_info()[1]):
        return problem(500, FAULT) if is_program else defaults.server_error(request)
    if is_program:
        return _away()
    page = render_to_string("503.html")  # without the request: who asks cannot be looked up
    return HttpResponse(page, status=503, headers=_LATER)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What Django refuses before any view, such as a Host that is not ours; programs hear it as they hear all else."""
    if request.path_info.startswith("/api/"):
        return problem(400, "The request cannot be read. Look at its address and its header Host, and send it again.")
    return defaults.bad_request(request, exception)
