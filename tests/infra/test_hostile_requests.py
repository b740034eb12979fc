"""Requests that are made by hand to lead others astray: hosts, places to go on to, caches, mails, logs, deep JSON."""

from __future__ import annotations

import json
import logging
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from claims import jobs
from claims.accounts.tokens import make_token
from claims.models import Invitation, Notice, Scope, Tip, User
from claims.public import page_cache
from factcheck import logs, scrubbing
from tests.builders import PASSWORD, a_claim, cast
from tests.desk.people import client_of
from tests.grid.observatory import penalties
from tests.public.checks import published

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x",
    " //evil.example", "\t//evil.example", "/\t/evil.example", "//evil.example%2f..", "ftp://testserver/",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "//\u2044evil.example", "http://[::1",
    "/%5cevil.example/%2f%2e%2e", "\x00//evil.example", "?next=//evil.example", ".evil.example",
]  # fmt: skip


def leads_elsewhere(location: str) -> bool:
    """As a browser understands it: backslashes are slashes, and blanks and control characters at the front are none."""
    plain = location.replace("\\", "/").lstrip("".join(map(chr, range(33)))).replace("\t", "").replace("\n", "")
    return urlsplit(urljoin("https://testserver/desk/", plain))[:2] != ("https", "testserver")


class TestPlacesToGoOnTo:
    def test_after_the_login_nobody_is_led_elsewhere(self) -> None:
        cast()
        for place in ELSEWHERE:
            given = {"login": "rana", "username": "rana", "password": PASSWORD, "next": place}
            answer = Client().post(reverse("desk:login"), given)
            assert answer.status_code == 302, place
            assert not leads_elsewhere(answer.headers["Location"]), place

    def test_nor_is_whoever_was_logged_in_already(self) -> None:
        edda = client_of("edda")
        for place in ELSEWHERE:
            for name in ("desk:login", "admin:login"):
                answer = edda.get(reverse(name), {"next": place})
                assert answer.status_code == 302, place
                assert not leads_elsewhere(answer.headers["Location"]), place

    def test_nor_after_a_form(self) -> None:
        ravi = client_of("ravi")
        for place in ELSEWHERE:
            claim, other = a_claim(), a_claim()
            given = {"seen": claim.version, "next": place, "back": place, "priority": 2}
            for address, sent in (
                (reverse("desk:move", args=[claim.pk, "accept"]), given),
                (reverse("desk:decide", args=[other.pk, "accept"]), given | {"seen": other.version}),
                (reverse("desk:switch_keys"), {"keys": "off", "back": place}),
            ):
                answer = ravi.post(address, sent)
                assert answer.status_code == 302, (address, place)
                assert not leads_elsewhere(answer.headers["Location"]), (address, place)


class TestHosts:
    @pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""])
    def test_a_host_that_is_not_ours_is_refused(self, host: str, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        for path in ("/", "/desk/login/", "/api/v1/me"):
            answer = Client().get(f"{path}?x=1", headers={"Host": host})
            assert answer.status_code == 400
            assert (answer.headers["Content-Type"] == "application/problem+json") is path.startswith("/api/")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_no_page_feed_or_mail_believes_who_the_request_says_we_are(self, settings: Any) -> None:
        """A proxy that lets any host through, and headers that frameworks like to believe."""
        settings.EMAIL_HOST = "mail.example.org"
        forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example",
                  "X-Original-URL": "/evil.example", "X-Host": "evil.example", "X-Forwarded-Prefix": "/evil.example",
                  "X-Forwarded-Server": "evil.example"}  # fmt: skip
        check = published("The quay is 90 metres long", claimant="Dana Okoro", topic="Ports")
        paths = ["/", "/topics/", "/feed.atom", "/sitemap.xml", "/robots.txt", "/feeds/claimreview.json"]
        paths += ["/send-a-claim/", "/desk/login/", "/api/v1/openapi.json", check.get_absolute_url()]
        paths += [f"/embed/{check.slug}/"]
        for path in paths:
            answer = Client().get(path, headers=forged)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            assert answer.status_code == 200, path
            assert b"evil.example" not in body + repr(answer.headers).encode(), path


def test_what_a_forged_request_gets_is_kept_for_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "EDITION_S", 5.0)
    path = published("The quay is 90 metres long").get_absolute_url()
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher",
              "HX-Request": "true", "Accept": "application/json", "Accept-Language": "tlh", "Range": "bytes=0-3",
              "X-HTTP-Method-Override": "POST", "Cookie": "desk_keys=off; sessionid=none"}  # fmt: skip
    clean = Client().get(path)
    for query in ("", "?utm_source=evil.example", "?seen=1", "?callback=evil"):
        Client().get(path + query, headers=forged)
    after = Client().get(path)
    assert (after.status_code, after.content) == (clean.status_code, clean.content)
    assert b"evil" not in after.content
    assert "Set-Cookie" not in after.headers


def test_a_query_with_what_postgresql_does_not_take_is_no_error() -> None:
    mona = client_of("mona")
    assert Client().get(reverse("public:report"), {"check": "a\x00b"}).status_code == 200
    for address, name in (("claim", "state"), ("tip", "decision"), ("accessevent", "verb__exact")):
        page = reverse(f"admin:claims_{address}_changelist")
        assert mona.get(page, {name: "a\x00b"}).headers["Location"] == f"{page}?e=1"


#: Mail addresses that would carry another header, or another reader.
CROOKED = [
    "a@b.example\nBcc: c@d.example", "a@b.example\r\nSubject: x", "a@b.example,c@d.example",
    "a@b.example%0aBcc:c@d.example\n", "a@b.example\x0bBcc: c", "<a@b.example>\n",
]  # fmt: skip


class TestMails:
    def test_an_address_with_another_header_in_it_is_none(self, settings: Any) -> None:
        settings.EMAIL_HOST = "mail.example.org"
        mona = client_of("mona")
        stamp = signing.dumps(int(time.time()) - 60, salt="claims.public.sending")
        for address in CROOKED:
            given = {"statement": "The mayor sold the pier for one coin", "shown": stamp, "email": address}
            Client().post(reverse("public:send_claim"), given)
            mona.post(reverse("desk:people"), {"email": address, "roles": ["reporter"], "why": "New."})
        told = [*Tip.objects.values_list("email", flat=True), *Invitation.objects.values_list("email", flat=True)]
        assert not any(sign in each for each in told for sign in "\r\n,\x0b<")

    def test_names_and_claims_with_line_breaks_add_no_header(self, settings: Any) -> None:
        settings.EMAIL_HOST = "mail.example.org"
        crooked = "Ravi\r\nBcc: c@d.example\r\n\r\nBuy this"
        people = cast()
        User.objects.filter(pk=people.ravi.pk).update(email="ravi@coast.example", first_name=crooked)
        claim = a_claim()
        type(claim).objects.filter(pk=claim.pk).update(statement=crooked)
        Notice.objects.create(person=people.ravi, claim=claim, key="x", text=crooked, kind=Notice.Kind.MENTION)
        jobs.enqueue("mail_notice", Notice.objects.get().pk)
        jobs.run_all()
        for message in mail.outbox:
            assert message.recipients() == ["ravi@coast.example"]
            assert "Bcc" not in message.message()
            assert "\n" not in message.subject


#: What ends a line, or moves about on a terminal.
BREAKS = ["\n", "\r\n", "\r", "\x1b[2K\x1b[1A", "\u2028", "\x85", "\x00", "\x9b31m"]


@pytest.mark.parametrize("is_json", [True, False], ids=["for machines", "readable"])
@pytest.mark.parametrize(
    "break_", ["\n", "\r\n", "\r", "\x1b[2K\x1b[1A", "\u2028", "\x85", "\x00", "\x9b31m"], ids=ascii
)
def test_nobody_writes_a_line_of_the_log_of_their_own(break_: str, is_json: bool) -> None:
    made = logs.configuration(level="INFO", is_json=is_json, scrub=scrubbing.processor)["formatters"]["line"]
    forged = f"harmless{break_}2026-01-01 CRITICAL all is lost"
    kind = made.pop("()")
    try:
        raise ValueError(forged)
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("claims", logging.WARNING, "x.py", 1, "Imported %s", (forged,), info)
    record.person = forged
    line = kind(**made).format(record)
    assert len(line.splitlines()) == 1
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in line)


@pytest.mark.parametrize("depth", [500, 940, 980, 5_000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_without_a_bottom_is_refused_in_words(depth: int, opening: str) -> None:
    body = b'{"text": ' + opening.encode() * depth + b"1" + (b"]" if opening == "[" else b"}") * depth + b"}"
    edda = client_of("edda")
    _, text = make_token(cast().edda, name="Deep", scopes=tuple(Scope), days=1)
    for path, headers in (
        (reverse("desk:draft"), {"Accept": "application/json"}),
        ("/api/v1/drafts/check", {"Authorization": f"Bearer {text}"}),
        ("/api/v1/claims", {"Authorization": f"Bearer {text}"}),
    ):
        answer = edda.post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code in (400, 413, 422), path
        assert json.loads(answer.content)


def test_pages_of_errors_cost_no_point_either(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def ask(path: str, *, method: str = "GET", **headers: str) -> Any:
        return client.generic(method, path, headers=headers, secure=True)

    def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError("The disk is full.")

    answers = {
        400: ask("/desk/login/", Host="evil.example"),
        403: ask("/desk/login/", method="POST"),
        404: ask("/no/such/page/"),
    }
    monkeypatch.setattr("claims.public.views.render", break_down)
    answers[500] = ask("/?q=fee")
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert {status: list(penalties(answer)) for status, answer in answers.items()} == {status: [] for status in answers}
