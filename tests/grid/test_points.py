"""The script that scores pages finds every penalty row of Observatory's table, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.grid.observatory import penalties
from tests.grid.points import points, score

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
POLICY_TEST = "content security policy"
GOOD = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def an_answer(body: str = "<p>Tolls rose.</p>", cookie: dict[str, Any] | None = None, **changed: str) -> HttpResponse:
    """A good page, with some of its headers changed, or left out where the value is empty."""
    told = GOOD | {name.replace("_", "-"): value for name, value in changed.items()}
    answer = HttpResponse(body, headers={name: value for name, value in told.items() if value})
    if cookie is not None:
        answer.set_cookie(**{"value": "x", "secure": True, "httponly": True, "samesite": "Lax"} | cookie)
    return answer


def test_a_good_page_gets_more_than_is_needed_for_the_best_mark() -> None:
    assert score(an_answer(cookie={"key": "__Host-sessionid"})) == 145
    assert list(penalties(an_answer())) == []


@pytest.mark.parametrize(
    ("changed", "test", "cost"),
    [
        ({"Content_Security_Policy": ""}, POLICY_TEST, -25),
        ({"Content_Security_Policy": "script-src 'strict-dynamic'"}, POLICY_TEST, -25),
        ({"Content_Security_Policy": "default-src 'none'; script-src 'unsafe-inline'"}, POLICY_TEST, -20),
        ({"Content_Security_Policy": "default-src 'none'; script-src data:"}, POLICY_TEST, -20),
        ({"Content_Security_Policy": "img-src 'self'"}, POLICY_TEST, -20),
        ({"Content_Security_Policy": "default-src 'none'; script-src http://cdn.example"}, POLICY_TEST, -20),
        ({"Content_Security_Policy": "default-src 'none'; script-src 'self' 'unsafe-eval'"}, POLICY_TEST, -10),
        ({"Content_Security_Policy": "default-src 'none'; img-src http://cdn.example"}, POLICY_TEST, -10),
        ({"Content_Security_Policy": "default-src 'none'", "X_Frame_Options": ""}, "frames", -20),
        ({"Strict_Transport_Security": ""}, "https", -20),
        ({"Strict_Transport_Security": "max-age=86400"}, "https", -10),
        ({"X_Content_Type_Options": ""}, "types", -5),
        ({"Referrer_Policy": "unsafe-url"}, "referrer", -5),
        ({"Access_Control_Allow_Credentials": "true"}, "other sites", -50),
        ({"cookie": {"key": "sessionid", "httponly": False}}, "cookies", -30),
        ({"cookie": {"key": "sessionid", "secure": False}}, "cookies", -10),
        ({"cookie": {"key": "sessionid", "secure": False}, "Strict_Transport_Security": ""}, "cookies", -40),
        ({"cookie": {"key": "theme", "secure": False}}, "cookies", -5),
        ({"cookie": {"key": "csrftoken", "samesite": None}}, "cookies", -20),
        ({"body": "<script src=https://cdn.example/a.js></script>"}, "scripts", -5),
        ({"body": "<script src='http://cdn.example/a.js'></script>"}, "scripts", -50),
        ({"body": "<script src='http://cdn.example/a.js' integrity=sha256-x></script>"}, "scripts", -20),
    ],
)  # fmt: skip
def test_every_penalty_row_is_found_and_told(changed: dict[str, Any], test: str, cost: int) -> None:
    answer = an_answer(**changed)
    assert points(answer)[test] == cost
    assert score(answer) < score(an_answer())
    assert f"Observatory takes off {-cost} points: {test}" in list(penalties(answer))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/desk/login/?next=%2Fdesk%2F", "/api/v1/verdicts", "/no/such/page"])
def test_http_leads_to_the_same_page_of_the_same_host_by_https_first(path: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{path}")
