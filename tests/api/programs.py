"""Programs of the cast: clients that ask with a token."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from claims.accounts.tokens import make_token
from claims.models import Claim, Scope, User
from tests.builders import cast

#: One person has no two working tokens of one name.
_numbers = itertools.count(1)
URL = "/api/v1"
PROBLEM = "application/problem+json"


class Program:
    """A program with a token of somebody of the cast (or of a person)."""

    def __init__(self, of: str | User, *scopes: Scope) -> None:
        person = getattr(cast(), of) if isinstance(of, str) else of
        self.token, self.text = make_token(
            person, name=f"Test {next(_numbers)}", scopes=scopes or tuple(Scope), days=30
        )
        self.client = Client(raise_request_exception=True)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`headers`: If_Match="…" and so on."""
        told = {"Authorization": f"Bearer {self.text}"} | {name.replace("_", "-"): it for name, it in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else b""
        answer: Any = self.client.generic(method, f"{URL}{path}", data, content_type="application/json", headers=told)
        return answer  # type: ignore[no-any-return]

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, on: Claim | None = None, **headers: str) -> HttpResponse:
        """`on`: the claim whose present version was read."""
        if on is not None:
            headers.setdefault("If_Match", f'"{Claim.objects.get(pk=on.pk).version}"')
        return self.ask("POST", path, body if body is not None else {}, **headers)


def read(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:800])
    return json.loads(answer.content)


def refused(answer: HttpResponse, status: int) -> str:
    """The sentence of a problem."""
    told = read(answer, status)
    assert answer.headers["Content-Type"] == PROBLEM
    assert (told["status"], bool(told["title"]), told["type"]) == (status, True, f"/api/v1/#problem-{status}")
    return str(told["detail"])
