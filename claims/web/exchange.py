"""One request and the header of its answer, over a vetted connection. Redirects and documents: fetch.py."""

import http.client
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import cast

from claims.web import address, hosts, resolve, wire
from claims.web.address import IPAddress
from claims.web.failures import FetchFailed, FetchRefused, FetchTryAgain
from claims.web.limits import Deadline, Limits
from claims.web.resolve import Resolver
from claims.web.urls import DEFAULT_PORTS, Url

_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and header, with the body still on the wire. Good only inside its `exchange`.

    request   the bytes that were sent
    received  the bytes that came so far, header included, where `exchange` was told to keep them
    """

    status: int
    headers: list[tuple[str, str]]
    ip_address: str
    response: http.client.HTTPResponse
    request: bytes = b""
    received: bytearray = field(default_factory=bytearray)

    def first(self, name: str) -> str:
        """The first value of that header; "" when absent. `name` is lower case."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def all_of(self, name: str) -> str:
        """All values of that header, joined by commas."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)


def vetted_addresses(
    url: Url, *, allow: frozenset[str], resolver: Resolver, deadline: Deadline, limits: Limits
) -> list[IPAddress]:
    """Where to connect for `url`, looked up once. Raises FetchRefused unless port, name and every single
    address are public, or the operator named exactly this host:port in `allow`."""
    is_allowed = url.pair in allow
    literal = hosts.as_address(url.host)
    if not is_allowed:
        if url.port not in DEFAULT_PORTS.values():
            raise FetchRefused(CLOSED_PORT)
        if literal is None and not address.is_public_name(url.host):
            raise FetchRefused(address.CLOSED)
    if literal is not None:
        found = [str(literal)]
    else:
        found = resolve.answers(url.host, url.port, resolver, timeout_s=deadline.left(limits.read_s))
    return address.parsed(found) if is_allowed else address.vetted(found)


@contextmanager
def exchange(
    url: Url,
    addresses: list[IPAddress],
    *,
    user_agent: str,
    deadline: Deadline,
    limits: Limits,
    keep_wire: bool = False,
    conditions: Sequence[str] = (),
    question: bytes = b"",
) -> Iterator[Answer]:
    """Connects to one of `addresses`, asks for `url`, and closes the connection at the end, read or not.

    `conditions`: header lines that are sent besides. `question`: the whole request, where it is another one than for
    a page.
    """
    request, received = question or _request(url, user_agent, conditions), bytearray()
    sock, dialled = wire.connect(addresses, url.port, deadline, limits)
    try:
        if url.scheme == "https":
            sock = wire.secured(sock, url.host, deadline, limits)
        line = wire.Wire(sock, deadline, limits, received=received if keep_wire else None)
        line.send(request)
        # http.client only ever calls makefile("rb") on the socket that it is given.
        response = http.client.HTTPResponse(cast("socket.socket", line), method="GET")
        response.begin()
        if line.is_ended:
            # http.client takes a header that breaks off for a whole one.
            raise http.client.IncompleteRead(b"")
        line.budget = line.n_read + limits.wire_bytes
        headers = [(name, _printable(value)) for name, value in response.headers.items()]
        yield Answer(response.status, headers, str(dialled), response, request, received)
    finally:
        sock.close()


def _request(url: Url, user_agent: str, conditions: Sequence[str]) -> bytes:
    """No cookies, no credentials, no referrer: nothing that one site could learn about another."""
    lines = (
        f"GET {url.target} HTTP/1.1",
        f"Host: {url.authority}",
        f"User-Agent: {user_agent}",
        f"Accept: {_ACCEPT}",
        "Accept-Encoding: gzip",
        *conditions,
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _printable(value: str) -> str:
    """A header value fit to be stored: read as UTF-8 where it is (http.client reads Latin-1), no control
    characters (PostgreSQL takes no NUL), folded lines as one."""
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


@contextmanager
def plain_failures(url: Url) -> Iterator[None]:
    """Turns what sockets, TLS and http.client raise into one of the three failures."""
    try:
        yield
    except TimeoutError:
        raise FetchTryAgain(SLOW.format(host=url.host)) from None
    except ssl.SSLCertVerificationError:
        raise FetchFailed(BAD_CERTIFICATE.format(host=url.host)) from None
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise FetchTryAgain(DROPPED.format(host=url.host)) from None
    except ssl.SSLError:
        raise FetchFailed(BAD_TLS.format(host=url.host)) from None
    except (OSError, http.client.IncompleteRead):
        raise FetchTryAgain(DROPPED.format(host=url.host)) from None
    except (http.client.HTTPException, wire.OverBudget):
        raise FetchFailed(NOT_HTTP.format(host=url.host)) from None


CLOSED_PORT = (
    "This address names a port other than the web's own, so the desk does not open it. "
    "Take the colon and the number out, or paste the text instead."
)
SLOW = (
    "{host} did not answer completely in time. The desk will try again; "
    "if it stays slow, open the page in a browser and paste the text."
)
DROPPED = (
    "The connection to {host} could not be made or was dropped. The desk will try again; "
    "if it stays so, check the address or look for an archived copy."
)
BAD_CERTIFICATE = (
    "{host} could not prove that it is {host}: its security certificate is not valid. "
    "Check the address; if a browser warns you too, do not rely on what the page says."
)
BAD_TLS = "No secure connection to {host} could be agreed on. Open the page in a browser and paste the text."
NOT_HTTP = "{host} sent something that is not a proper web answer. Open the page in a browser and paste the text."
