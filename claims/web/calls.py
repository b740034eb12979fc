"""A call of a service that wants more than a plain GET: a form, a header, and whatever it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from claims.web import body, resolve, urls
from claims.web.exchange import exchange, plain_failures, vetted_addresses
from claims.web.fetch import NOTHING_ALLOWED
from claims.web.limits import Deadline, Limits
from claims.web.resolve import Resolver
from claims.web.urls import Url

#: An answer of a service is small.
LIMITS = Limits(total_s=30.0, read_s=25.0, wire_bytes=2_000_000, decoded_bytes=5_000_000)


@dataclass(frozen=True, slots=True)
class Called:
    """What a service answered, whatever its status; redirects are not followed."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def first(self, name: str) -> str:
        """The first value of that header; "" when absent. `name` is lower case."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of a POST."""

    content_type: str
    content: bytes

    @classmethod
    def of(cls, form: Mapping[str, str] | None, json: bytes | None) -> Sent | None:
        if json is not None:
            return cls("application/json", json)
        if form is not None:
            return cls("application/x-www-form-urlencoded", urlencode(form).encode("ascii"))
        return None


def call(
    url: str,
    *,
    user_agent: str,
    form: Mapping[str, str] | None = None,
    json: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
    allow: frozenset[str] = NOTHING_ALLOWED,
    resolver: Resolver = resolve.lookup,
    reads: bool = True,
) -> Called:
    """GET, or POST when there is a form or some JSON. `headers` may hold a key: it goes to this host and nowhere else.
    Without `reads` nobody waits for the body, which is then empty: the status is all that counts.

    Raises FetchRefused, FetchFailed or FetchTryAgain when there is no answer at all. ValueError for a header of
    several lines.
    """
    deadline = Deadline(limits.total_s)
    here = urls.parse(url)
    question = _question(here, user_agent, Sent.of(form, json), headers or {})
    with plain_failures(here):
        addresses = vetted_addresses(here, allow=allow, resolver=resolver, deadline=deadline, limits=limits)
        with exchange(
            here, addresses, user_agent=user_agent, deadline=deadline, limits=limits, question=question
        ) as answer:
            content = body.read(answer, limits)[0] if reads else b""
            return Called(answer.status, answer.headers, content)


def _question(url: Url, user_agent: str, sent: Sent | None, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"{'GET' if sent is None else 'POST'} {url.target} HTTP/1.1",
        f"Host: {url.authority}",
        f"User-Agent: {user_agent}",
        "Accept: application/json",
        "Accept-Encoding: gzip",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if sent is not None:
        lines += [f"Content-Type: {sent.content_type}", f"Content-Length: {len(sent.content)}"]
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError("A header must be one line of plain ASCII.")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + (sent.content if sent is not None else b"")
