"""Gunicorn's worker with threads, one of which is taken only while there is something to do for a connection.

Not before something has come over it, and no longer than it takes to make an answer, however slowly that is read.
"""

import selectors
import socket
import struct
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from factcheck.run.sending import Wire, kept

#: Answers of one process that are still being read; each keeps a connection and perhaps a file open.
MOST_READ = 250
#: What such answers may take of the disk, in all (bytes).
MOST_IN_FILES = 1_000_000_000
#: Who has not taken the rest of an answer after so long (seconds), and at this rate (bytes a second), is let go.
PATIENCE_S, SLOWEST = 60, 10_000
#: What a proxy asks, and what it hears, when no thread is free.
_PROBE = b"GET /healthz/live "
_ALIVE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\nCache-Control: no-store\r\n"
    b'X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{"status": "live"}'
)
#: Read at once of what nobody waits for (bytes).
_AT_ONCE = 65_536
_NO_REST = struct.pack("ii", 1, 0)  # of SO_LINGER: the system keeps nothing for the reader either


class Worker(ThreadWorker):  # type: ignore[misc] # it has no types
    """A proxy opens connections ahead of what it sends. Gunicorn's own would have a thread wait 5 s at each of them,
    and at each answer until its reader, whom the proxy follows, has taken all but the last megabytes."""

    #: Connections that a thread works for, or that wait for one.
    n_taken = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Connections whose answers are being read, the one that waits longest first, and what their threads said.
        self.read_on: dict[Any, Future[Any]] = {}
        self.looked_at = 0.0

    def enqueue_req(self, conn: Any) -> None:
        if conn.initialized or conn.data_ready:
            if self.n_taken >= self.cfg.threads and self.tells_a_probe(conn):
                return
            self.n_taken += 1
            super().enqueue_req(conn)
            return
        conn.sock = Wire.of(conn.sock)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def tells_a_probe(self, conn: Any) -> bool:
        """Whether the connection only asked if this process is alive, and was told by the loop itself: all threads may
        be waiting for something that hangs, and a proxy would take the process away with all that it still serves."""
        if conn.initialized and conn.parser.unreader.buf.getvalue():
            return False
        try:
            head = conn.sock.recv(4096, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            if not (head.startswith(_PROBE) and head.endswith(b"\r\n\r\n")):
                return False
            conn.sock.recv(len(head), socket.MSG_DONTWAIT)
            conn.sock.send(_ALIVE, socket.MSG_DONTWAIT)
        except OSError:  # a thread will find out what is wrong
            return False
        self.nr_conns -= 1
        conn.close()
        return True

    def finish_request(self, conn: Any, fs: "Future[Any]") -> None:
        """The thread is free; what the reader has not taken yet goes on without one."""
        self.n_taken -= 1
        n_left = conn.sock.n_left
        if not n_left:
            super().finish_request(conn, fs)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + PATIENCE_S + n_left / SLOWEST
        self.read_on[conn] = fs
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self.on_reader_takes, conn))
        while len(self.read_on) > MOST_READ or (kept.in_files > MOST_IN_FILES and len(self.read_on) > 1):
            self.let_go(next(iter(self.read_on)))

    def on_reader_takes(self, conn: Any, wire: Wire) -> None:
        if conn not in self.read_on:  # let go since the system said that it takes more
            return
        try:
            wire.send_on()
        except BlockingIOError:
            return
        except OSError:  # went away
            self.let_go(conn)
            return
        if wire.n_left:
            return
        self.poller.unregister(wire)
        answered = self.read_on.pop(conn)
        if answered.exception() or answered.result():  # gunicorn sees to what went wrong
            super().finish_request(conn, answered)
        else:  # gunicorn would wait here until the reader has taken what the system holds
            with suppress(OSError):  # gone: heard of below
                wire.shutdown(socket.SHUT_WR)
            conn.timeout = time.monotonic() + self.cfg.keepalive
            self.pending_conns.append(conn)
            self.poller.register(wire, selectors.EVENT_READ, partial(self.on_said_after_all, conn))

    def on_said_after_all(self, conn: Any, wire: Wire) -> None:
        """Behind the last answer. It is read for nothing: were it there at the end, the system would drop the rest."""
        with suppress(OSError):
            if wire.recv(_AT_ONCE):
                return
        self.poller.unregister(wire)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def let_go(self, conn: Any) -> None:
        """The answer ends in the middle, and its reader sees that it does."""
        self.log.info("A reader was too slow or left: %d bytes of an answer were not taken.", conn.sock.n_left)
        self.poller.unregister(conn.sock)
        del self.read_on[conn]
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_REST)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Also those who read too slowly, looked at once a second."""
        super().murder_pending()
        now = time.monotonic()
        if self.read_on and now - self.looked_at >= 1:
            self.looked_at = now
            for conn in [conn for conn in self.read_on if conn.timeout < now]:
                self.let_go(conn)
