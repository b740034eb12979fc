"""The one safe door to the network: a URL in, a document or a sentence out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from claims import meters
from claims.web import body, media, resolve, urls
from claims.web.editions import NONE_KNOWN, Edition
from claims.web.exchange import Answer, exchange, plain_failures, vetted_addresses
from claims.web.failures import FetchFailed, FetchGone, FetchRefused, FetchTryAgain
from claims.web.limits import Deadline, Limits
from claims.web.resolve import Resolver
from claims.web.urls import Url

__all__ = [
    "FetchFailed",
    "FetchGone",
    "FetchRefused",
    "FetchTryAgain",
    "Fetched",
    "Hop",
    "Limits",
    "allowed_pairs",
    "fetch",
]

USER_AGENT = "factcheck-desk/1.0"
DEFAULT_LIMITS = Limits()
NOTHING_ALLOWED: frozenset[str] = frozenset()

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNCHANGED = 304
_PASSING = frozenset({408, 425, 429})
_CLOSED_TO_US = frozenset({401, 402, 403, 405, 406, 407, 451})
_LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer as they went over the wire, encryption taken off.

    truncated  "", or why the rest of the answer was not read, as in WARC-Truncated
    """

    url: str
    request: bytes
    response: bytes
    ip_address: str
    at: datetime
    truncated: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document as it was at `fetched_at`.

    status        200 or 203; or UNCHANGED, without a body, where `fetch` was told which edition is known
    body          unpacked (gzip and deflate are undone once; `headers` still name the Content-Encoding
                  of the transfer)
    content_type  media type in lower case, corrected by the first bytes where they are plain
    charset       from the header, as a Python codec name; "" when it does not say
    fetched_at    UTC, when the request for the final URL began
    truncated     "", or "length" or "time" when `Limits.keep_truncated` let a limit cut the body
    redirects     every address that was redirected to, in order, the last being `final_url`
    hops          the exchanges byte for byte, redirects first, where `fetch` was told to keep them
    """

    requested_url: str
    final_url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    content_type: str
    charset: str
    ip_address: str
    fetched_at: datetime
    truncated: str
    redirects: list[str]
    hops: list[Hop] = field(default_factory=list)


def fetch(
    url: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    allow: frozenset[str] = NOTHING_ALLOWED,
    resolver: Resolver = resolve.lookup,
    user_agent: str = USER_AGENT,
    keep_wire: bool = False,
    into: BinaryIO | None = None,
    known: Edition = NONE_KNOWN,
) -> Fetched:
    """GET one document. Each redirect is resolved and judged like the first address.

    Raises FetchRefused, FetchFailed (both Refused) or FetchTryAgain (a TryAgain), each with a sentence.
    `allow` holds host:port pairs (from `allowed_pairs`) that the operator opens though they are private or on
    another port; it comes from the settings, never from a request. `user_agent` should name a contact URL.
    `keep_wire`: keep every byte of the exchanges in `Fetched.hops`. `into`: a file that gets the body, of which
    `Fetched.body` then has the beginning only. `known`: the edition that need not be sent again; only the address
    itself is asked that way, since another one that it leads to may be another document's.
    """
    if not (user_agent.isascii() and user_agent.isprintable()):
        raise ValueError("The user agent must be one line of plain ASCII.")
    with meters.fetch_counted():
        return _fetch(
            url, limits=limits, allow=allow, resolver=resolver, user_agent=user_agent,
            keep_wire=keep_wire, into=into, known=known,
        )  # fmt: skip


def _fetch(
    url: str,
    *,
    limits: Limits,
    allow: frozenset[str],
    resolver: Resolver,
    user_agent: str,
    keep_wire: bool,
    into: BinaryIO | None,
    known: Edition,
) -> Fetched:
    deadline = Deadline(limits.total_s)
    here = first = urls.parse(url)
    redirects: list[str] = []
    hops: list[Hop] = []
    while True:
        fetched_at = datetime.now(UTC)
        conditions = known.conditions if here == first else []
        with plain_failures(here):
            addresses = vetted_addresses(here, allow=allow, resolver=resolver, deadline=deadline, limits=limits)
            with exchange(
                here,
                addresses,
                user_agent=user_agent,
                deadline=deadline,
                limits=limits,
                keep_wire=keep_wire,
                conditions=conditions,
            ) as answer:
                if answer.status == UNCHANGED and conditions:
                    return _fetched(answer, first, here, [], fetched_at)
                if answer.status not in _REDIRECTS:
                    document = _document(answer, limits, first, here, redirects, fetched_at, into)
                    last = _hop(answer, here, fetched_at, document.truncated)
                    return replace(document, hops=[*hops, last] if keep_wire else [])
                # Only the header of a redirect is read; what came with it is kept and said to be cut.
                hops.append(_hop(answer, here, fetched_at, "unspecified" if answer.response.length != 0 else ""))
                here = _next_hop(answer, here, seen=[first.text, *redirects], limits=limits)
        redirects.append(here.text)


def allowed_pairs(entries: Iterable[str]) -> frozenset[str]:
    """The operator's host:port entries as `fetch` compares them. Raises ValueError naming a bad one."""
    pairs = set()
    for entry in entries:
        host, colon, port = entry.strip().rpartition(":")
        if not (host and colon and port.isdecimal()):
            raise ValueError(f"{entry!r} is not of the form host:port, such as 127.0.0.1:8000.")
        try:
            url = urls.parse(f"http://{host}:{port}/")
        except FetchRefused as refusal:
            raise ValueError(f"{entry!r} is not of the form host:port. {refusal.sentence}") from None
        if url.target != "/":
            raise ValueError(f"{entry!r} is not of the form host:port: leave scheme and path out.")
        pairs.add(url.pair)
    return frozenset(pairs)


def _next_hop(answer: Answer, here: Url, *, seen: list[str], limits: Limits) -> Url:
    """Where the redirect leads. Judges its form, number, circles and downgrades; the loop judges its address."""
    location = answer.first("location")
    if not location:
        raise FetchFailed(NOWHERE.format(host=here.host))
    there = urls.join(here, location)
    if here.scheme == "https" and there.scheme == "http":
        raise FetchRefused(DOWNGRADE.format(host=here.host))
    if there.text in seen:
        raise FetchFailed(CIRCLE.format(host=here.host))
    if len(seen) > limits.hops:
        raise FetchFailed(MANY_HOPS.format(hops=limits.hops))
    return there


def _hop(answer: Answer, here: Url, at: datetime, truncated: str) -> Hop:
    return Hop(here.text, answer.request, bytes(answer.received), answer.ip_address, at, truncated)


def _document(
    answer: Answer,
    limits: Limits,
    first: Url,
    here: Url,
    redirects: list[str],
    fetched_at: datetime,
    into: BinaryIO | None,
) -> Fetched:
    """The answer as a document, if that is what it is."""
    _check_status(answer, here)
    declared, charset = media.parse(answer.first("content-type"))
    if not media.is_worth_reading(declared, limits.content_types):
        raise FetchFailed(WRONG_TYPE.format(kind=declared))
    content, truncated = body.read(answer, limits, into=into)
    content_type = media.identify(declared, content, here.path)
    if content_type not in limits.content_types:
        raise FetchFailed(WRONG_TYPE.format(kind=content_type or "of a kind that could not be told"))
    bare = _fetched(answer, first, here, redirects, fetched_at)
    return replace(bare, body=content, content_type=content_type, charset=charset, truncated=truncated)


def _fetched(answer: Answer, first: Url, here: Url, redirects: list[str], fetched_at: datetime) -> Fetched:
    """What is known before the body was read."""
    return Fetched(
        requested_url=first.text,
        final_url=here.text,
        status=answer.status,
        headers=answer.headers,
        body=b"",
        content_type="",
        charset="",
        ip_address=answer.ip_address,
        fetched_at=fetched_at,
        truncated="",
        redirects=redirects,
    )


def _check_status(answer: Answer, here: Url) -> None:
    """Lets 200 and 203 through, and tells apart what may pass from what will not."""
    status = answer.status
    if status in {200, 203}:
        return
    words = {"host": here.host, "status": status}
    if status in _PASSING or status >= 500:
        sentence = (BUSY if status == 429 else FAULT).format(**words)
        raise FetchTryAgain(sentence, after_s=retry_after(answer.first("retry-after")))
    if status in {404, 410}:
        raise FetchGone(GONE.format(**words))
    if status in _CLOSED_TO_US:
        raise FetchFailed(NOT_FOR_US.format(**words))
    raise FetchFailed(NO_PAGE.format(**words))


def retry_after(header: str) -> float | None:
    """Seconds to wait by a Retry-After header, a number or a date; None when absent, at most an hour."""
    if header.isascii() and header.isdigit() and len(header) < 10:
        return min(float(header), _LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_WAIT_S)


NOWHERE = "{host} says that the page has moved, but not where to. Open it in a browser and copy the address it ends at."
DOWNGRADE = (
    "{host} sends us from a secure address to an insecure one, which the desk does not follow. "
    "Open the page in a browser and paste the text instead."
)
CIRCLE = (
    "{host} sends us in a circle, as sites do that need cookies. Open the page in a browser and paste the text instead."
)
MANY_HOPS = (
    "This address leads on more than {hops} times without reaching a page. "
    "Open it in a browser and copy the address where it ends."
)
WRONG_TYPE = (
    "What is at this address is not a page the desk can read ({kind}). "
    "It reads web pages, plain text, PDF, feeds and JSON; paste the text instead."
)
BUSY = "{host} asks us to slow down ({status}). The desk will try again later."
FAULT = (
    "{host} reports a fault of its own ({status}). The desk will try again; if it stays so, look for an archived copy."
)
GONE = "There is no page at this address: {host} answers {status}. Check the address, or import an archived copy."
NOT_FOR_US = (
    "{host} does not let the desk read this page ({status}). Open it in a browser and paste the text, or "
    "upload the page."
)
NO_PAGE = "{host} answers {status} and no page. Open the address in a browser and copy the one where it ends."
