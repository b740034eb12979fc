"""Rule S2: bombs, drips and endless answers end within the limits, with a plain reason."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from claims.web.fetch import Fetched, FetchFailed, FetchTryAgain, allowed_pairs, fetch
from claims.web.limits import Limits
from tests.web.sites import Handler, Internet, Routes, Send, Site, moved, page

LIMITS = Limits(connect_s=10, read_s=10, total_s=30, wire_bytes=100_000, decoded_bytes=400_000)
HASTY = Limits(connect_s=0.3, read_s=0.2, total_s=0.4)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TEXT = " ".join(f"Toll {n} rose by {n * 7919 % 1013} pence." for n in range(15_000)).encode()
OpenSite = Callable[[Routes], Site]


def got(site: Site, limits: Limits = LIMITS) -> Fetched:
    return fetch(site.url(), limits=limits, allow=allowed_pairs([site.pair]))


def failure(site: Site, limits: Limits = LIMITS) -> str:
    with pytest.raises(FetchFailed) as caught:
        got(site, limits)
    return caught.value.sentence


@contextmanager
def ends_in_time(limits: Limits = HASTY) -> Iterator[None]:
    """Not a matter of speed: the wall clock is the limit under test. Generous, for a busy machine."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < limits.total_s + 5


def dripping(open_site: OpenSite, start: bytes, piece: bytes, pause_s: float = 0.02) -> Site:
    """A site that sends `start`, then `piece` for ever."""
    site = open_site({})

    def drip(send: Send) -> None:
        send(start)
        while site.wait(pause_s):
            send(piece)

    site.answers["/"] = drip
    return site


SLOW_STARTS = {
    "body": OK + b"\r\n",
    "body with length": OK + b"Content-Length: 5000\r\n\r\n",
    "chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n1388\r\n",
    "packed body": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT)[:5000],
    "header value": OK + b"X-Slow: ",
    "status line": b"HTTP/1.1 200 O",
}


@pytest.mark.parametrize("start", SLOW_STARTS.values(), ids=SLOW_STARTS.keys())
def test_a_slow_drip_ends_at_the_total_time(start: bytes, open_site: OpenSite) -> None:
    site = dripping(open_site, start, b"\0" if b"gzip" in start else b"a")
    if b"gzip" in start:
        site.answers["/"] = _slowly(site, start, gzip.compress(TEXT)[5000:])
    with ends_in_time(), pytest.raises(FetchTryAgain, match="did not answer completely in time"):
        got(site, HASTY)


def _slowly(site: Site, start: bytes, rest: bytes) -> Handler:
    def drip(send: Send) -> None:
        send(start)
        for byte in rest:
            if not site.wait(0.02):
                return
            send(bytes([byte]))

    return drip


@pytest.mark.parametrize("piece", [b"a", b"1\r\na\r\n", b"X: y\r\n"], ids=["size line", "chunks", "trailers"])
def test_slow_chunks_end_at_the_total_time(piece: bytes, open_site: OpenSite) -> None:
    start = OK + b"Transfer-Encoding: chunked\r\n\r\n" + (b"0\r\n" if piece.startswith(b"X") else b"")
    with ends_in_time(), pytest.raises(FetchTryAgain):
        got(dripping(open_site, start, piece), HASTY)


def test_silence_ends_at_the_read_time(open_site: OpenSite) -> None:
    site = open_site({})
    site.answers["/"] = lambda send: (site.wait(8) and send(page())) or None
    with ends_in_time(), pytest.raises(FetchTryAgain, match="did not answer completely in time"):
        got(site, Limits(read_s=0.2, total_s=5))


def test_all_hops_share_one_total_time(open_site: OpenSite) -> None:
    site = open_site({})

    def later(send: Send) -> None:
        if site.wait(0.7):
            send(moved(f"/{len(site.requests)}"))

    site.answers["*"] = later
    with ends_in_time(), pytest.raises(FetchTryAgain):
        got(site, Limits(read_s=2, total_s=2, hops=50))
    assert 1 <= len(site.requests) <= 4


def test_a_resolver_that_hangs_does_not_hold_up_the_fetch() -> None:
    def hanging(host: str, port: int) -> list[str]:
        time.sleep(6)
        return ["93.184.216.34"]

    with ends_in_time(), pytest.raises(FetchTryAgain, match=r"news\.example did not answer"):
        fetch("http://news.example/", limits=HASTY, resolver=hanging)


def test_a_connection_that_hangs_is_given_up(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def hanging(address: object, port: int, timeout_s: float) -> None:
        waited.append(timeout_s)
        time.sleep(timeout_s)
        raise TimeoutError

    monkeypatch.setattr("claims.web.wire.dial", hanging)
    internet.names["slow.example"] = [[f"93.184.216.{n}" for n in range(1, 9)]]
    with ends_in_time(), pytest.raises(FetchTryAgain, match="did not answer completely in time"):
        fetch("http://slow.example/", limits=HASTY, resolver=internet.resolve)
    assert waited[0] == HASTY.connect_s
    assert sum(waited) <= HASTY.total_s + 0.2


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (OK + b"\r\n", b"a" * 8192),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2000\r\n" + b"a" * 8192 + b"\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 1000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 1000 + b"\r\na\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: y\r\n" * 100),
    ],
    ids=["plain", "chunked", "tiny chunks", "chunk extensions", "trailers"],
)
def test_an_endless_body_ends_at_the_limit(start: bytes, piece: bytes, open_site: OpenSite) -> None:
    limits = Limits(wire_bytes=300_000, read_s=30, total_s=60)
    assert "larger than 0.3 MB" in failure(dripping(open_site, start, piece, pause_s=0.0), limits)


def test_an_announced_giant_is_not_read_at_all(open_site: OpenSite) -> None:
    site = open_site({"/": OK + b"Content-Length: 100001\r\n\r\n"})
    assert "larger than 0.1 MB" in failure(site)


def test_a_body_may_be_as_large_as_the_limit_and_not_a_byte_larger(open_site: OpenSite) -> None:
    assert len(got(open_site({"/": page(b"a" * 100_000)})).body) == 100_000
    unannounced = OK + b"\r\n" + b"a" * 100_001
    assert "larger than 0.1 MB" in failure(open_site({"/": unannounced}))


@pytest.mark.parametrize(
    "raw",
    [
        OK + b"X-Huge: " + b"a" * 200_000 + b"\r\n\r\n",
        OK + b"X-Many: a\r\n" * 20_000 + b"\r\n",
        OK + b"X-Some: a\r\n" * 150 + b"\r\n",
        b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
        b"HTTP/1.1 100 Continue\r\n" + b"X-More: a\r\n" * 20_000,
        b"a" * 200_000,
    ],
    ids=["one value", "many", "more than 100", "status line", "continue", "continue headers", "no line end"],
)
def test_huge_headers_are_refused(raw: bytes, open_site: OpenSite) -> None:
    assert "not a proper web answer" in failure(open_site({"/": raw}))


ZEROS = gzip.compress(bytes(10_000_000))
BOMBS = {
    "ten megabytes of zeros": page(ZEROS, headers=("Content-Encoding: gzip",)),
    "zeros as deflate": page(zlib.compress(bytes(10_000_000)), headers=("Content-Encoding: deflate",)),
    "zeros as a gzip file": page(ZEROS, content_type="application/gzip"),
    "zeros as a mislabelled page": page(ZEROS),
    "zeros without a type": page(ZEROS, content_type=""),
    "chain of encodings": page(gzip.compress(ZEROS), headers=("Content-Encoding: gzip, gzip",)),
    "chain in two headers": page(gzip.compress(ZEROS), headers=("Content-Encoding: gzip", "Content-Encoding: gzip")),
    "long chain": page(ZEROS, headers=("Content-Encoding: " + ", ".join(["gzip"] * 50),)),
    "gzip file in a packed transfer": page(gzip.compress(ZEROS), headers=("Content-Encoding: gzip",)),
    "gzip file in a gzip file": page(gzip.compress(ZEROS), content_type="application/gzip"),
    "many empty members": page(gzip.compress(b"") * 3000, headers=("Content-Encoding: gzip",)),
    "honest ratio, too large": page(gzip.compress(TEXT), headers=("Content-Encoding: gzip",)),
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_end_with_a_plain_reason_and_little_memory(raw: bytes, open_site: OpenSite) -> None:
    site = open_site({"/": raw})
    tracemalloc.start()
    try:
        sentence = failure(site, Limits(decoded_bytes=400_000, total_s=60))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert any(word in sentence for word in ("larger than", "far more", "more than once", "damaged"))
    assert peak < 3_000_000


def test_ten_megabytes_of_zeros_are_refused_by_the_default_limits(open_site: OpenSite) -> None:
    sentence = failure(open_site({"/": BOMBS["ten megabytes of zeros"]}), Limits())
    assert "far more than it should" in sentence


def test_a_capture_may_keep_what_came_before_the_limit(open_site: OpenSite) -> None:
    keep = Limits(wire_bytes=50_000, decoded_bytes=300_000, keep_truncated=True)
    long = got(open_site({"/": page(b"a" * 80_000)}), keep)
    assert (long.truncated, long.body) == ("length", b"a" * 50_000)
    unpacked = got(
        open_site({"/": BOMBS["honest ratio, too large"]}), Limits(decoded_bytes=300_000, keep_truncated=True)
    )
    assert unpacked.truncated == "length"
    assert TEXT.startswith(unpacked.body)
    slow = got(dripping(open_site, OK + b"\r\n" + b"start ", b"a"), replace(keep, total_s=2))
    assert slow.truncated == "time"
    assert slow.body.startswith(b"start ")
