"""What takes a thread of a web server: neither a connection that says nothing nor an answer that is read slowly."""

from __future__ import annotations

import contextlib
import http.client
import os
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from gunicorn.workers.gthread import TConn

from factcheck.run import sending, threads
from factcheck.run.sending import Wire, kept
from factcheck.run.threads import Worker
from tests import services
from tests.worker import wait_until

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: More than the system takes ahead of a reader. No two lines are the same: what comes out of order is seen.
BODY = b"".join(b"%015d\n" % number for number in range(750_000))
FORMS = ("bytes", "file", "stream")
N_THREADS = 2


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """A large answer in each form that ours have, a small one, and one that takes as long as we like."""
    form, headers = environ["PATH_INFO"].strip("/"), [("Content-Type", "text/plain")]
    if form == "stream":
        start_response("200 OK", headers)
        return (BODY[at : at + 50_000] for at in range(0, len(BODY), 50_000))
    start_response("200 OK", [*headers, ("Content-Length", str(len(BODY) if form in FORMS else 3))])
    if form == "file":
        return environ["wsgi.file_wrapper"](Path(os.environ["BODY"]).open("rb"))
    while form == "held" and not Path(os.environ["BODY"]).with_name("free").exists():
        time.sleep(0.02)
    return [BODY] if form == "bytes" else [b"ok\n"]


@contextlib.contextmanager
def serving(folder: Path, *, n_processes: int = 1) -> Iterator[tuple[int, int]]:
    """Our web server with this application: its port, and the id of the process above the others."""
    port = services.free_port()
    (folder / "body").write_bytes(BODY)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    served = f"{__name__}:{application.__name__}"
    command = [sys.executable, "-m", "gunicorn", "-k", f"{Worker.__module__}.{Worker.__name__}", "--no-control-socket"]
    command += ["--preload", f"--workers={n_processes}", f"--threads={N_THREADS}", f"--bind=127.0.0.1:{port}", served]
    env = dict(os.environ, DATA_DIR=str(folder), BODY=str(folder / "body"))
    with services.running(command, answers, folder / "web.log", env=env) as process:
        yield port, process.pid


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(tmp_path_factory.mktemp("web")) as (made, _):
        yield made


def asked(port: int, path: str) -> http.client.HTTPConnection:
    """A request whose answer nobody has read yet."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    wire.request("GET", path)
    return wire


@pytest.mark.parametrize("form", FORMS)
def test_slow_readers_hold_no_thread_and_get_all_of_it(form: str, port: int) -> None:
    readers = [asked(port, f"/{form}") for _ in range(N_THREADS + 1)]
    others = asked(port, "/small")
    assert others.getresponse().read() == b"ok\n"
    assert readers.pop().getresponse().read(100) == BODY[:100]  # and goes away
    for reader in readers:
        assert reader.getresponse().read() == BODY
        reader.request("GET", "/small")
        assert reader.getresponse().read() == b"ok\n"


def test_whoever_asks_if_it_is_alive_hears_so_while_all_threads_wait(tmp_path: Path) -> None:
    with serving(tmp_path) as (port, _):
        kept_open = asked(port, "/small")
        assert kept_open.getresponse().read() == b"ok\n"
        held = [asked(port, "/held") for _ in range(N_THREADS)]
        # Until both threads are taken the application answers itself
        wait_until(lambda: b"live" in asked(port, "/healthz/live").getresponse().read(), what="an answer of the loop")
        kept_open.request("GET", "/healthz/live")
        answer = kept_open.getresponse()
        assert (answer.status, answer.read()) == (200, b'{"status": "live"}')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        waiting = asked(port, "/healthz/live-not")
        (tmp_path / "free").touch()
        for reader in (*held, waiting):
            assert reader.getresponse().read() == b"ok\n"


@pytest.fixture
def worker() -> Iterator[Any]:
    """One with as many threads as are asked for, that do nothing. `taken`: the connections that have one."""
    made: Any = object.__new__(Worker)
    made.cfg, made.pending_conns, made.keepalived_conns = SimpleNamespace(keepalive=5, threads=9), deque(), deque()
    made.taken, made.read_on, made.nr_conns, made.looked_at, made.alive = [], {}, 0, 0.0, True
    future = SimpleNamespace(add_done_callback=lambda told: None)
    made.tpool = SimpleNamespace(submit=lambda handle, conn: made.taken.append(conn) or future)
    made.handle, made.log = None, SimpleNamespace(info=lambda *words: None)
    with selectors.DefaultSelector() as made.poller:
        yield made
    for conn in [*made.read_on, *made.keepalived_conns]:
        conn.close()
    assert (kept.in_memory, kept.in_files) == (0, 0)


def test_a_connection_takes_a_thread_once_something_came_over_it(worker: Any) -> None:
    client, server = socket.socketpair()
    conn = TConn(worker.cfg, server, "", "")
    with client:
        worker.enqueue_req(conn)
        worker.wait_for_and_dispatch_events(timeout=0)
        assert not worker.taken
        assert list(worker.pending_conns) == [conn]
        client.sendall(b"GET")
        worker.wait_for_and_dispatch_events(timeout=5)
        assert worker.taken == [conn]
        assert not worker.pending_conns
        conn.initialized, conn.data_ready = True, False  # its next request
        worker.enqueue_req(conn)
        assert worker.taken == [conn, conn]
    conn.close()


def answering(worker: Any, *pieces: bytes | Path, is_last: bool = False) -> tuple[socket.socket, Any]:
    """A reader, and the connection on which a thread has just made this answer, perhaps the last on it."""
    reader, server = socket.socketpair()
    conn = TConn(worker.cfg, Wire.of(server), "", "")
    conn.parser = SimpleNamespace(unreader=SimpleNamespace(buf=SimpleNamespace(getvalue=lambda: b"")))
    conn.sock.setblocking(True)
    for piece in pieces:
        if isinstance(piece, bytes):
            conn.sock.sendall(piece)
        else:
            with piece.open("rb") as file:
                conn.sock.sendfile(file, count=len(BODY))
    said: Future[bool] = Future()
    said.set_result(not is_last)
    worker.nr_conns += 1
    worker.finish_request(conn, said)
    return reader, conn


def read(worker: Any, reader: socket.socket, n: int) -> bytes:
    """So many bytes, while the worker does what is to do."""
    reader.settimeout(20)
    found = bytearray()
    while len(found) < n:
        worker.wait_for_and_dispatch_events(timeout=0)
        found += reader.recv(1 << 20)
    return bytes(found)


def test_an_answer_in_several_forms_comes_in_order(
    worker: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(sending, "MOST_IN_MEMORY", len(BODY) + 1)
    other, file = b"another" * 100_000, tmp_path / "file"
    file.write_bytes(BODY)
    reader, conn = answering(worker, BODY, BODY, other, other[1:], file, BODY, b"end")
    with reader:
        assert kept.in_memory == len(BODY) + len(other), "what is the same counts once"
        assert kept.in_files == len(other) - 1 + len(b"end")
        assert [path.name for path in tmp_path.iterdir()] == ["file"], "what is kept in files has no name"
        whole = BODY + BODY + other + other[1:] + BODY + BODY + b"end"
        assert read(worker, reader, len(whole)) == whole
    assert not worker.read_on
    assert list(worker.keepalived_conns) == [conn]
    assert worker.nr_conns == 1


def test_a_file_that_becomes_shorter_ends_the_answer(worker: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(BODY)
    reader, _ = answering(worker, file)
    with reader:
        os.truncate(file, 100)
        while worker.read_on:
            reader.recv(1 << 20)
            worker.wait_for_and_dispatch_events(timeout=5)
    assert worker.nr_conns == 0


def test_who_is_let_go_while_something_goes_over_ends_nothing_else(worker: Any) -> None:
    """The system says at once what all connections have to say; the first may end another one."""
    reader, conn = answering(worker, BODY)
    with reader:
        while not (events := worker.poller.select(0)):
            reader.recv(1 << 20)
        worker.let_go(conn)
        for key, _ in events:
            key.data(key.fileobj)
    assert not worker.read_on
    assert worker.nr_conns == 0


def test_an_answer_whose_making_failed_ends_with_what_there_is(worker: Any) -> None:
    failed: Future[bool] = Future()
    failed.set_exception(RuntimeError("in the hooks of the server"))
    reader, conn = answering(worker, BODY)
    with reader:
        worker.read_on[conn] = failed
        assert read(worker, reader, len(BODY)) == BODY
        assert reader.recv(1) == b""
    assert worker.nr_conns == 0


def test_who_says_more_behind_the_last_request_gets_the_end_of_the_answer(worker: Any) -> None:
    """What lies there unread when a connection is closed makes the system drop what the reader has not taken."""
    reader, _ = answering(worker, BODY, is_last=True)
    with reader:
        reader.sendall(b"more")
        assert read(worker, reader, len(BODY)) == BODY
        worker.wait_for_and_dispatch_events(timeout=0)
        assert reader.recv(1) == b""
    assert worker.nr_conns == 1
    worker.wait_for_and_dispatch_events(timeout=0)
    assert (worker.nr_conns, list(worker.pending_conns)) == (0, [])


def test_whoever_takes_too_long_is_let_go(worker: Any) -> None:
    slow, conn = answering(worker, BODY)
    quick, other = answering(worker, b"small")
    with slow, quick:
        worker.murder_pending()
        assert list(worker.read_on) == [conn]
        conn.timeout -= threads.PATIENCE_S + len(BODY) / threads.SLOWEST
        worker.looked_at = 0
        worker.murder_pending()
        assert not worker.read_on
        assert len(read_to_the_end(slow)) < len(BODY)
        assert quick.recv(100) == b"small"
    assert list(worker.keepalived_conns) == [other]
    assert worker.nr_conns == 1


@pytest.mark.parametrize(("bound", "most"), [("MOST_READ", 2), ("MOST_IN_FILES", 2 * len(BODY))])
def test_the_longest_reader_goes_when_there_are_too_many(
    bound: str, most: int, worker: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(sending, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(threads, bound, most)
    readers, conns = zip(*(answering(worker, BODY, b"more") for _ in range(4)), strict=True)
    assert list(worker.read_on) == list(conns[-2:])
    assert worker.nr_conns == 2
    for reader in readers:
        reader.close()


def read_to_the_end(reader: socket.socket) -> bytes:
    found = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while piece := reader.recv(1 << 20):
            found += piece
    return bytes(found)
