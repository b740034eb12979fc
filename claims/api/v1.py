"""Version 1 of the API: its rooms, and how they are mounted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from types import MappingProxyType
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router, Schema

from claims.api import answers, articles, claims, evidence, matches, moves, problems, reference, reviews, verdicts
from claims.api.entry import person, reading, token_of
from claims.api.fields import Person, StrictParser, person_of
from claims.api.openapi import completed

router = Router(tags=["You"])


class Me(Schema):
    """The person behind the token, and what the token is good for."""

    person: Person
    roles: list[str]
    token: str
    scopes: list[str]
    expires_at: datetime


@router.get("/me", auth=reading, response=Me, summary="Read who you are")
def read_me(request: HttpRequest) -> HttpResponse:
    you = person(request)
    token = token_of(request)
    return answers.one(
        Me(
            person=person_of(you), roles=sorted(you.roles), token=token.name, scopes=token.scopes,
            expires_at=token.expires_at,
        )
    )  # fmt: skip


class Api(NinjaAPI):
    """ninja, with an OpenAPI document that tells of everything that the operations answer."""

    _document: Any = None

    def get_openapi_operation_id(self, operation: Any) -> str:
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Written once: it costs a tenth of a second, and anybody may ask for it. The API is mounted in one place."""
        if self._document is None:
            self._document = completed(super().get_openapi_schema(**kwargs))
        return self._document


api = Api(
    title="Fact-check desk",
    version="1",
    description="What people do in the desk, for programs. The reference for people is at /api/v1/.",
    urls_namespace="api-v1",
    docs_url=None,
    parser=StrictParser(),
)
problems.register(api)
for room in (articles, claims, moves, matches, evidence, reviews, verdicts):
    api.add_router("", room.router)
api.add_router("", router)


def _operations() -> dict[str, dict[str, str]]:
    """Name of an address (its first operation's) -> method -> name of the operation, as logs and figures call it."""
    found: dict[str, dict[str, str]] = {}
    for _, room in api._routers:  # noqa: SLF001 - ninja has no public list
        for place in room.path_operations.values():
            names = {method: one.view_func.__name__ for one in place.operations for method in one.methods}
            found[place.operations[0].view_func.__name__] = names
    return found


def _mounted(
    view: Callable[..., HttpResponseBase], operations: Mapping[str, str] = MappingProxyType({})
) -> Callable[..., HttpResponseBase]:
    """Every answer of the API is a problem or a thing, private, and never kept by a cache; HEAD is GET without body."""

    @csrf_exempt  # no cookie lets anybody in
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        if name := operations.get(request.method or ""):
            cast("Any", request).operation = f"api-v1:{name}"
        if "\x00" in request.path_info:
            return problems.problem(404, "There is nothing at this address.")
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = re.sub(r"\bGET\b", "GET, HEAD", response.headers["Allow"])
            response = problems.problem(405, f"This address takes only: {allowed}.", headers={"Allow": allowed})
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization"])
        return response

    return run


def _nowhere(request: HttpRequest, address: str = "") -> HttpResponse:
    return problems.problem(404, "There is nothing at this address. The reference at /api/v1/ lists what there is.")


def urlpatterns() -> list[URLPattern | URLResolver]:
    """ninja's addresses under our guard, the reference for people at the root, and a problem for everything else."""
    operations = _operations()
    rooms = [
        URLPattern(one.pattern, _mounted(one.callback, operations.get(one.name or "", {})), one.default_args, one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]
    return [
        path("", reference.page_of(api), name="api-root"),
        *rooms,
        path("<path:address>", _mounted(_nowhere)),
    ]
