"""Published pages under gunicorn next to a constant view; board and claim page at 100, 10,000 and 100,000 claims."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from tests.benchmarks.figures import median_ms, say, side_by_side
from tests.benchmarks.rows import fill
from tests.builders import cast, claim_in
from tests.services import free_port, running
from tests.worker import environment

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = tuple(int(size) for size in os.environ.get("BENCH_CLAIMS", "100,1000,10000,100000").split(","))


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


def test_board_and_claim_page_as_the_desk_grows() -> None:
    client = Client()
    client.force_login(cast().edda)
    claim = claim_in("in_review")
    pages = {
        "board": reverse("desk:board"),
        "inbox": reverse("desk:inbox"),
        "claim page": reverse("desk:claim", args=[claim.pk]),
    }
    print()
    at_thousand: dict[str, float] = {}
    for size in SIZES:
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, path in pages.items():
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            assert answer.status_code == 200
            n_queries = len(queries)  # the next request empties the log
            took = median_ms(lambda p=path: client.get(p))
            if size == 1000:
                at_thousand[name] = took
            ratio = f"x {took / at_thousand[name]:.2f} of 1,000" if name in at_thousand else ""
            say(f"{name} at {Claim.objects.count():,} claims, {n_queries} queries", took, "ms", ratio)
