"""Published pages under gunicorn next to a constant view; every page of the desk at 1,000 and 100,000 claims."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.insights import counts
from claims.models import Claim, ClaimEvent
from factcheck.run.web import warm_up
from tests.benchmarks.figures import say, side_by_side, times
from tests.builders import an_article, claim_in
from tests.desk.people import client_of
from tests.rows.claims import USUAL, Newsroom, fill_claims
from tests.rows.desk import fill_desk
from tests.rows.pile import lengthen, pile_on
from tests.services import free_port, running
from tests.weight import addresses
from tests.weight.addresses import Subjects
from tests.worker import environment

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = tuple(int(size) for size in os.environ.get("BENCH_CLAIMS", "1000,100000").split(","))
#: What a page of the desk may take (ms).
MAX_MS = 100


@contextmanager
def gunicorn(broker_url: str) -> Iterator[int]:
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="factcheck-bench-"))
    settings = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
    env = {**environment(broker_url, folder), **settings}
    command = [
        "env", *(f"{name}={value}" for name, value in env.items()),
        sys.executable, "-m", "gunicorn", "factcheck.wsgi", "-w", "2", "--threads", "2", "-k", "gthread",
        "-b", f"127.0.0.1:{port}", "--log-level", "warning",
    ]  # fmt: skip

    def answers() -> bool:
        try:
            return _ask(port, "/bench/constant/") > 0
        except OSError:
            return False

    with running(command, answers, folder / "web.log"):
        yield port


def _ask(port: int, path: str, n: int = 1) -> int:
    """Ask `n` times over one connection; the bytes of all answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n\r\n".encode()
    total = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        file = wire.makefile("rb")
        for _ in range(n):
            wire.sendall(request)
            status = file.readline()
            assert b" 200 " in status, status
            length = 0
            while (line := file.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            total += len(file.read(length))
    return total


def load(port: int, path: str, *, seconds: float = 2.0, threads: int = 4) -> float:
    """Requests per second of a few busy connections."""
    counts = [0] * threads
    end = time.perf_counter() + seconds

    def ask(at: int) -> None:
        while time.perf_counter() < end:
            _ask(port, path, 20)
            counts[at] += 20

    workers = [threading.Thread(target=ask, args=(at,)) for at in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - began)


@pytest.mark.services
def test_published_page_next_to_a_constant_view(broker_url: str) -> None:
    claim = claim_in("published")
    page = reverse("public:claim", args=[claim.slug])
    with gunicorn(broker_url) as port:
        for path in (page, "/bench/constant/"):
            load(port, path, seconds=1)
        mine, constant, ratio = side_by_side(lambda: load(port, page), lambda: load(port, "/bench/constant/"))
    print()
    say("published page", mine, "requests/s")
    say("view that returns a constant", constant, "requests/s")
    say("ratio", ratio, "", "aim: 0.8 or more")


def test_pages_of_the_desk_as_it_grows() -> None:
    """Every list of the desk, the pages of single claims that have 30 of everything on them, and of ordinary ones."""
    states = ("researching", "in_review", "decided", "published")
    subjects = Subjects(*map(claim_in, states), an_article(""))
    ordinary = Subjects(*map(claim_in, states), subjects.article)
    print()
    for size in SIZES:
        fill_claims(size, Newsroom(USUAL))
        fill_desk(size // 200)
        if size == SIZES[0]:
            for claim in subjects.claims:
                pile_on(claim, 30)
            lengthen(subjects.article, 40)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        warm_up()  # as a web process begins: without a heap of rows that were just made
        found = f"{Claim.objects.count():,} claims, {ClaimEvent.objects.count():,} events"
        print(f"  {connection.vendor}, {found}, load {os.getloadavg()[0]:.1f}")
        say_all(subjects, ordinary)


def say_all(subjects: Subjects, ordinary: Subjects) -> None:
    """Every page that nobody has kept, and what people see of insights, which are counted ahead."""
    for person, url in [*addresses.of_lists(), *addresses.of_subjects(subjects)]:
        say_times(person, url, before=cache.clear)
    for person, url in addresses.of_workbench(ordinary):
        say_times(person, url, before=cache.clear, note="ordinary")
    counts.keep_all()
    for person, url in addresses.of_lists():
        if url.startswith(reverse("desk:insights")):
            say_times(person, url, before=lambda: None, note="kept")


def say_times(person: str, url: str, *, before: Callable[[], object], note: str = "") -> None:
    """Its size, queries, wall and processor time."""
    browser = Browser(person)
    n_bytes = len(browser.get(url))
    client = client_of(person)
    before()
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    n_queries = len(queries)  # the next request empties the log
    taken = times(lambda: browser.get(url), before=before)
    told = f"p95 {taken.p95:7.1f}   CPU {taken.cpu_p50:6.1f}   {n_queries:2} queries {n_bytes / 1000:6.1f} KB {note}"
    say(f"{person} {url}", taken.p50, "ms", f"{told}{'   OVER 100 ms' if taken.p95 > MAX_MS else ''}")


class Browser:
    """Asks the site as its web server does. Django's test client would copy the context of each template."""

    def __init__(self, person: str) -> None:
        cookies = client_of(person).cookies.values()
        self.cookie = "; ".join(f"{one.key}={one.value}" for one in cookies)
        self.site = get_wsgi_application()

    def get(self, url: str) -> bytes:
        told: list[str] = []
        environ = RequestFactory(HTTP_COOKIE=self.cookie).get(url).environ
        answer = self.site(environ, lambda status, headers, *_: told.append(status))
        body = b"".join(answer)
        answer.close()
        assert told == ["200 OK"], (url, told)
        return body
