"""Types of fields that all rooms of the API share, and how a body is read."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import Field, Schema
from ninja.parser import Parser

from claims.api.problems import Unreadable
from claims.models import User

#: The largest whole number that a column holds.
LARGEST = 2**63 - 1

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _AsWritten:
    """Of a day: pydantic would take a number, also one in words, for the seconds since 1970."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        check = {"type": "no-info", "function": self._check}
        return {"type": "function-before", "function": check, "schema": handler(source)}

    @staticmethod
    def _check(given: Any) -> Any:
        if not (isinstance(given, str) and _DAY.fullmatch(given)):
            raise ValueError("Write a day like 2025-11-02.")
        return given


Day = Annotated[date, _AsWritten()]
Key = Annotated[int, Field(ge=1, le=LARGEST)]
Line = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=4000)]
LongWords = Annotated[str, Field(max_length=20_000)]
Address = Annotated[str, Field(min_length=1, max_length=2000)]


class Given(Schema, extra="forbid"):
    """What a program sends. A name that is not known is refused, because it is a mistake that nobody would see."""


class Person(Schema):
    """Somebody of the desk."""

    username: str
    name: str


def person_of(user: User) -> Person:
    return Person(username=user.username, name=str(user))


def maybe(user: User | None) -> Person | None:
    return person_of(user) if user is not None else None


class StrictParser(Parser):
    """JSON and queries in which no text holds what no database keeps."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        given = super().parse_body(request)
        if not isinstance(given, dict):
            raise Unreadable("The body is not a JSON object. Send one JSON object, in UTF-8.")
        _refuse_unstorable(given)
        return given

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for values in data.values():
            _refuse_unstorable(values)
        return super().parse_querydict(data, list_fields, request)


def _refuse_unstorable(given: Any) -> None:
    match given:
        case str() if "\x00" in given or any("\ud800" <= sign <= "\udfff" for sign in given):
            raise Unreadable("A text holds the character NUL or half of a character. Take it out and send it again.")
        case dict():
            for name, value in given.items():
                _refuse_unstorable(name)
                _refuse_unstorable(value)
        case list():
            for value in given:
                _refuse_unstorable(value)
