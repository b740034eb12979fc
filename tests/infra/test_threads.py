"""Which connections take a thread of a web server."""

from __future__ import annotations

import selectors
import socket
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import TConn

from factcheck.run.threads import Worker


@pytest.fixture
def worker() -> Any:
    """One with as many threads as are asked for, that do nothing. `taken`: the connections that have one."""
    made: Any = object.__new__(Worker)
    made.cfg, made.pending_conns, made.taken = SimpleNamespace(keepalive=5), deque(), []
    future = SimpleNamespace(add_done_callback=lambda told: None)
    made.tpool = SimpleNamespace(submit=lambda handle, conn: made.taken.append(conn) or future)
    made.handle = None
    made.poller = selectors.DefaultSelector()
    return made


def test_a_connection_takes_a_thread_once_something_came_over_it(worker: Any) -> None:
    client, server = socket.socketpair()
    with client, server, worker.poller:
        conn = TConn(worker.cfg, server, "", "")
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
