"""How a web server begins: what its first pages need is there before its processes are forked."""

import gc
import resource
import socket
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.base import Worker

from factcheck.run import web
from factcheck.run.web import allow_files, warm_up
from tests.builders import cast, claim_in

pytestmark = pytest.mark.django_db


def test_the_first_page_reads_no_template() -> None:
    warm_up()
    [cached] = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    read = {*cached.get_template_cache}
    client, claim = Client(), claim_in("published")
    client.force_login(cast().edda)
    assert client.get(f"/desk/claims/{claim.pk}/").status_code == 200
    assert client.get(f"/claims/{claim.slug}/").status_code == 200
    assert {*cached.get_template_cache} == read


def test_what_stays_is_left_alone_by_the_garbage_collector() -> None:
    warm_up()
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [(LimitRequestLine(5000, 4094), 414, b"too long"), (LimitRequestHeaders("big"), 431, b"Delete the cookies")],
)
def test_what_is_refused_before_the_site_has_words_and_policies(
    refusal: Exception, status: int, words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(util, "write_error", util.write_error)  # as it was, afterwards
    monkeypatch.setattr(web.figures, "serve_if_asked", lambda: None)
    web.when_ready(None)
    worker: Any = object.__new__(Worker)
    worker.log = SimpleNamespace(warning=lambda *told: None, debug=lambda *told: None)
    reader, wire = socket.socketpair()
    with reader, wire:
        worker.handle_error(None, wire, ("127.0.0.1", 1), refusal)
        head, _, page = reader.recv(65_536).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(page)}".encode() in head
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Request-ID"):
        assert f"\r\n{name}: ".encode() in head
    assert words in page


@pytest.mark.parametrize(("hard", "soft"), [(100_000, 2_000), (1_500, 1_500), (-1, 2_000)])
def test_as_many_files_may_be_open_as_there_may_be_connections(
    monkeypatch: pytest.MonkeyPatch, hard: int, soft: int
) -> None:
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1024, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append(limits))
    allow_files()
    assert asked == [(soft, hard)]


def test_nobody_who_may_open_more_files_is_held_to_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (20_000, 20_000))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: pytest.fail("asked for less"))
    allow_files()
