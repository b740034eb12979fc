"""The reference of the API for people: the OpenAPI document as one plain page, without any script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from claims.api import problems


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One line of the reference: what it does, what it takes, what it answers."""

    key: str
    method: str
    address: str
    summary: str
    description: str
    needs: str
    parameters: list[Field]
    body: str
    fields: list[Field]
    answer: str
    statuses: list[str]


@dataclass(frozen=True)
class Shape:
    """A named object of requests or answers."""

    name: str
    description: str
    fields: list[Field]


def page_of(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """The view that shows this API; what it shows is the same as long as the process lives."""
    contents = cache(lambda: _contents(api.get_openapi_schema()))

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        rooms, shapes = contents()
        context = {"rooms": rooms, "shapes": shapes, "titles": problems.TITLES.items()}
        return render(request, "claims/api/reference.html", context)

    return page


def _contents(document: dict[str, Any]) -> tuple[dict[str, list[Operation]], list[Shape]]:
    """Operations by room, in the order of the document, and the objects that they take and answer."""
    schemas = document["components"]["schemas"]
    rooms: dict[str, list[Operation]] = {}
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            rooms.setdefault(operation["tags"][0], []).append(_operation(method, address, operation, schemas))
    shapes = [
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in sorted(schemas.items())
        if schema.get("properties")
    ]
    return rooms, shapes


def _operation(method: str, address: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = _kind(body) if body else ""
    answers = {status: told for status, told in operation["responses"].items() if int(status) < 300}
    (answer,) = answers.values()
    content = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        key=operation["operationId"],
        method=method.upper(),
        address=address,
        summary=operation["summary"],
        description=operation.get("description", ""),
        needs=" ".join(name.removesuffix("Token").lower() for one in operation.get("security", ()) for name in one),
        parameters=[
            Field(one["name"], _kind(one["schema"]), one.get("required", False), one.get("description", ""))
            for one in operation.get("parameters", [])
        ],
        body=name,
        fields=_fields(schemas.get(name, {})),
        answer=_kind(content) if content else "",
        statuses=[str(status) for status in operation["responses"]],
    )


def _fields(schema: dict[str, Any]) -> list[Field]:
    required = set(schema.get("required", ()))
    return [
        Field(name, _kind(told), name in required, told.get("description", ""))
        for name, told in schema.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """A type in a few words: `list of ClaimLine`, `date or null`, `"same" or "contradicts"`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(f"“{value}”" if isinstance(value, str) else str(value) for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if several := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(_kind(one) for one in several)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = str(schema.get("format") or schema.get("type") or "anything")
    return {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}.get(kind, kind)
