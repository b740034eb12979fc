"""Web sites on loopback that say exactly the bytes they are told to, and an internet of names that leads to them."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from claims.web.address import IPAddress

Send = Callable[[bytes], None]
Handler = Callable[[Send], None]
Routes = dict[str, bytes | Handler]


def page(
    body: bytes = b"<html>Tolls rose.</html>",
    *,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    headers: tuple[str, ...] = (),
    length: int | None = None,
) -> bytes:
    """The bytes of one whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(location: str, status: str = "302 Found") -> bytes:
    return page(b"secret of the moved page", status=status, headers=(f"Location: {location}",))


@dataclass
class Site:
    """One listening socket. `answers` maps a request target to bytes, or to a function that sends them as it likes;
    "*" answers for all other targets."""

    answers: Routes = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    n_connections: int = 0
    greeting: bytes = b""  # sent before anything is asked, by sites that speak something else
    sni: list[str | None] = field(default_factory=list)  # names that clients asked TLS for

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, target: str = "/") -> str:
        return f"http://{self.pair}{target}"

    def close(self) -> None:
        self._closing.set()
        self._listening.close()

    def wait(self, seconds: float) -> bool:
        """For handlers that drip: sleeps, False once the test is over."""
        return not self._closing.wait(seconds)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listening.accept()
                self.n_connections += 1
                threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
            with sock:
                sock.sendall(self.greeting)
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = sock.recv(65_536)
                    if not piece:
                        return
                    request += piece
                self.requests.append(request)
                target = request.split(b" ", 2)[1].decode()
                answer = self.answers.get(target, self.answers.get("*", page(status="404 Not Found")))
                if callable(answer):
                    answer(sock.sendall)
                else:
                    sock.sendall(answer)


@dataclass
class Internet:
    """Names, what they resolve to call by call (the last answer stays), and the site behind each public address."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        n_before = self.asked.count(host)
        self.asked.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.names[host]
        return answers[min(n_before, len(answers) - 1)]

    def dial(self, address: IPAddress, port: int, timeout_s: float) -> socket.socket:
        """Stands in for wire.dial."""
        self.dialled.append((str(address), port))
        if str(address) not in self.sites:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.sites[str(address)].port), timeout=timeout_s)


def in_turn(*pieces: bytes) -> Handler:
    def send_all(send: Send) -> None:
        for piece in pieces:
            send(piece)

    return send_all
