"""The socket of one request: to a vetted address, encrypted for the name, every byte counted and timed."""

import functools
import io
import socket
import ssl
from collections.abc import Iterable

from claims.web.address import IPAddress
from claims.web.limits import Deadline, Limits

_MOST_ADDRESSES = 4  # tried in turn; one dead address family must not use up the whole time


class OverBudget(Exception):  # a condition, caught inside the room
    """More bytes came than this part of the answer may have."""


class Wire(io.RawIOBase):
    """A socket under a deadline and a byte budget, enough of one for http.client to read from."""

    def __init__(
        self, sock: socket.socket, deadline: Deadline, limits: Limits, *, received: bytearray | None = None
    ) -> None:
        super().__init__()
        self._received = received  # every byte that came, where somebody wants to keep them
        self._sock = sock
        self._deadline = deadline
        self._read_s = limits.read_s
        self.n_read = 0
        self.is_ended = False
        self.budget = limits.header_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer is 3.12's
        """Next bytes, 0 at the end. Raises OverBudget, TimeoutError (OutOfTime for the whole fetch), OSError."""
        if self.n_read > self.budget:
            raise OverBudget
        self._sock.settimeout(self._deadline.left(self._read_s))
        n_read = self._sock.recv_into(buffer)
        self.n_read += n_read
        if self._received is not None:
            self._received += buffer[:n_read]
        self.is_ended = n_read == 0
        return n_read

    def send(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left(self._read_s))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What http.client reads an answer from. `mode` is always "rb"."""
        return io.BufferedReader(self)


def dial(address: IPAddress, port: int, timeout_s: float) -> socket.socket:
    """A connection to exactly this address: no name is looked up, no proxy is asked."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_s)
        sock.connect((str(address), port))
    except BaseException:
        sock.close()
        raise
    return sock


def connect(
    addresses: Iterable[IPAddress], port: int, deadline: Deadline, limits: Limits
) -> tuple[socket.socket, IPAddress]:
    """A connection to the first address that takes it, and that address. Raises the last OSError."""
    trouble = OSError("no address")
    for address in list(addresses)[:_MOST_ADDRESSES]:
        try:
            return dial(address, port, deadline.left(limits.connect_s)), address
        except OSError as error:
            trouble = error
    raise trouble


def secured(sock: socket.socket, host: str, deadline: Deadline, limits: Limits) -> ssl.SSLSocket:
    """TLS on a connected socket; the certificate must be for `host`, not for the address that was dialled."""
    sock.settimeout(deadline.left(limits.connect_s))
    return trust().wrap_socket(sock, server_hostname=host)


@functools.cache
def trust() -> ssl.SSLContext:
    """The machine's certificate authorities, certificate and name checked, TLS 1.2 or newer.

    Not ssl.create_default_context(): that one writes the session keys to a file when SSLKEYLOGFILE is set.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context
