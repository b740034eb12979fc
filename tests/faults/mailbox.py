"""A mail server on the loopback that takes every mail and keeps it, for workers of their own process."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mails: list[Message]


class _Conversation(socketserver.StreamRequestHandler):
    """So much of RFC 5321 as Python's smtplib speaks."""

    server: _Server

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.append(message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n"))))
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


@contextmanager
def mailbox() -> Iterator[tuple[str, list[Message]]]:
    """Its EMAIL_URL, and all that it was sent so far."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}", server.mails
        server.shutdown()
