"""The headers of every answer, and tables that can be emptied although history cannot be deleted."""

import socket

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.test import Client

from claims.models import ClaimEvent, State
from claims.models.database import missing_triggers
from tests.builders import claim_in
from tests.network import NetworkClosed

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/login/", "/no/such/page/", "/desk/"])
def test_every_answer_carries_the_headers_of_the_baseline(client: Client, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.django_db
def test_cookies_are_same_site_and_closed_to_scripts(client: Client) -> None:
    get_user_model().objects.create_superuser("admin", password="a long enough password")
    answer = client.post("/desk/login/", {"username": "admin", "password": "a long enough password"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in answer.cookies.values():
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_tables_with_history_are_emptied_between_tests_that_commit(time: str) -> None:
    assert not ClaimEvent.objects.exists()
    claim_in(State.QUEUED)
    assert ClaimEvent.objects.exists()
    assert missing_triggers(connection) == []
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ClaimEvent.objects.all().delete()


def test_no_test_leaves_this_machine() -> None:
    with socket.socket() as way_out, pytest.raises(NetworkClosed):
        way_out.connect(("192.0.2.1", 80))
    with pytest.raises(socket.gaierror):
        socket.create_connection(("example.org", 80))
