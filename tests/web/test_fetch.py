"""What comes back from sites that behave, and sentences for those that do not."""

import gzip
import hashlib
import io
import socket
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from claims.errors import Refused, TryAgain
from claims.web.body import BEGINNING
from claims.web.editions import Edition
from claims.web.fetch import UNCHANGED, Fetched, FetchFailed, FetchRefused, FetchTryAgain, allowed_pairs, fetch
from claims.web.limits import Limits
from tests.web.sites import Internet, Routes, Site, in_turn, moved, page

PATIENT = Limits(connect_s=10, read_s=10, total_s=30)  # nothing here waits, but machines can be busy
HTML = "<html><p>Die Maut stieg – um 5 €.</p></html>".encode()
OpenSite = Callable[[Routes], Site]


def got(site: Site, target: str = "/", limits: Limits = PATIENT) -> Fetched:
    return fetch(site.url(target), limits=limits, allow=allowed_pairs([site.pair]))


def failure(site: Site, target: str = "/", limits: Limits = PATIENT) -> str:
    with pytest.raises(FetchFailed) as caught:
        got(site, target, limits)
    assert isinstance(caught.value, Refused)
    return caught.value.sentence


def trouble(site: Site, target: str = "/", limits: Limits = PATIENT) -> FetchTryAgain:
    with pytest.raises(FetchTryAgain) as caught:
        got(site, target, limits)
    assert isinstance(caught.value, TryAgain)
    return caught.value


def test_a_page_comes_back_with_all_that_a_capture_needs(open_site: OpenSite) -> None:
    site = open_site({"/tolls?y=2024": page(HTML, headers=("X-Two: 1", "X-Two: 2", "Set-Cookie: id=1"))})
    before = datetime.now(UTC)
    fetched = got(site, "/x/../tolls?y=2024#top")
    assert fetched.requested_url == fetched.final_url == site.url("/tolls?y=2024")
    assert (fetched.status, fetched.body, fetched.truncated, fetched.redirects) == (200, HTML, "", [])
    assert (fetched.content_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.ip_address == "127.0.0.1"
    assert [pair for pair in fetched.headers if pair[0] == "X-Two"] == [("X-Two", "1"), ("X-Two", "2")]
    assert before <= fetched.fetched_at <= datetime.now(UTC)


def test_the_request_carries_the_name_and_nothing_personal(internet: Internet, open_site: OpenSite) -> None:
    site = open_site({"*": page(HTML)})
    internet.names["xn--bcher-kva.example"] = [["93.184.216.34"]]
    internet.sites["93.184.216.34"] = site
    fetch(
        "http://Bücher.example/ä", limits=PATIENT, resolver=internet.resolve, user_agent="desk/1 (+https://d.example)"
    )
    head = site.requests[0].decode().split("\r\n")
    assert head[0] == "GET /%C3%A4 HTTP/1.1"
    assert "Host: xn--bcher-kva.example" in head
    assert "User-Agent: desk/1 (+https://d.example)" in head
    names = {line.split(":")[0].lower() for line in head[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_proxies_of_the_environment_are_not_asked(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = open_site({"*": page(b"from the proxy")})
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://{proxy.pair}")
    assert got(open_site({"/": page(HTML)})).body == HTML
    assert proxy.n_connections == 0


@pytest.mark.parametrize("user_agent", ["desk\r\nHost: inside", "desk\n", "Prüfer/1"])
def test_a_user_agent_cannot_smuggle_headers(user_agent: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        fetch("http://news.example/", user_agent=user_agent)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(HTML)),
        ("x-gzip", gzip.compress(HTML)),
        ("GZIP", gzip.compress(HTML)),
        ("identity, gzip", gzip.compress(HTML)),
        ("deflate", zlib.compress(HTML)),
        ("deflate", zlib.compressobj(wbits=-15).compress(b"") + zlib.compress(HTML)[2:-4]),
        ("identity", HTML),
        ("", HTML),
    ],
    ids=["gzip", "x-gzip", "GZIP", "identity, gzip", "deflate", "deflate without its frame", "identity", "not said"],
)
def test_packed_transfers_are_unpacked(encoding: str, packed: bytes, open_site: OpenSite) -> None:
    site = open_site({"/": page(packed, headers=(f"Content-Encoding: {encoding}",))})
    assert got(site).body == HTML


@pytest.mark.parametrize(
    "kind", ["application/gzip", "application/x-gzip", "application/octet-stream", "", "text/html"]
)
def test_a_gzip_file_is_unpacked_once(kind: str, open_site: OpenSite) -> None:
    fetched = got(open_site({"/minutes.html.gz": page(gzip.compress(HTML), content_type=kind)}), "/minutes.html.gz")
    assert (fetched.body, fetched.content_type) == (HTML, "text/html")


def chunked(*pieces: bytes, headers: str = "Content-Type: text/html\r\n", end: bytes = b"0\r\n\r\n") -> bytes:
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n".encode() + framed + end


def test_chunked_bodies_are_joined(open_site: OpenSite) -> None:
    assert got(open_site({"/": chunked(HTML[:7], HTML[7:8], HTML[8:])})).body == HTML


def test_a_body_without_length_ends_with_the_connection(open_site: OpenSite) -> None:
    site = open_site({"/": in_turn(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML[:9], HTML[9:])})
    assert got(site).body == HTML


@pytest.mark.parametrize(
    "answer",
    [
        page(HTML, length=len(HTML) + 1),
        chunked(HTML, end=b""),
        chunked(HTML, end=b"5\r\nab"),
        chunked(HTML, end=b"zz\r\n"),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        page(gzip.compress(HTML)[:-10], headers=("Content-Encoding: gzip",), length=len(gzip.compress(HTML))),
    ],
    ids=["short", "no last chunk", "half a chunk", "no size", "nothing", "half a line", "half a header", "half packed"],
)
def test_an_answer_that_breaks_off_may_be_whole_next_time(answer: bytes, open_site: OpenSite) -> None:
    assert "dropped" in trouble(open_site({"/": answer})).sentence


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 408, 425, 429])
def test_faults_that_pass_are_tried_again(status: int, open_site: OpenSite) -> None:
    error = trouble(open_site({"/": page(b"secret", status=f"{status} Oops")}))
    assert str(status) in error.sentence
    assert "will try again" in error.sentence
    assert "secret" not in error.sentence
    assert error.after_s is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("999999", 3600.0),
        ("9" * 50, None),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_the_wait_that_a_busy_site_asks_for_is_handed_on(
    header: str, expected: float | None, open_site: OpenSite
) -> None:
    raw = page(b"", status="429 Too Many Requests", headers=("Retry-After: @",)).replace(b"@", header.encode())
    assert trouble(open_site({"/": raw})).after_s == expected


@pytest.mark.parametrize(("ahead_s", "low", "high"), [(120, 100, 120), (-120, 0, 0), (10**6, 3600, 3600)])
def test_the_wait_may_be_given_as_a_date(ahead_s: int, low: float, high: float, open_site: OpenSite) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead_s), usegmt=True)
    error = trouble(open_site({"/": page(b"", status="503 Busy", headers=(f"Retry-After: {moment}",))}))
    assert error.after_s is not None
    assert low <= error.after_s <= high


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "no page at this address"),
        (410, "no page at this address"),
        (401, "does not let the desk read"),
        (402, "does not let the desk read"),
        (403, "does not let the desk read"),
        (451, "does not let the desk read"),
        (400, "and no page"),
        (418, "and no page"),
        (202, "and no page"),
        (204, "and no page"),
        (206, "and no page"),
        (300, "and no page"),
        (304, "and no page"),
    ],
)
def test_final_answers_say_what_to_do(status: int, says: str, open_site: OpenSite) -> None:
    sentence = failure(open_site({"/": page(b"secret", status=f"{status} Hm")}))
    assert says in sentence
    assert str(status) in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "application/zip", "application/javascript", "text/css", "application/x-tar"]
)
def test_documents_that_cannot_be_read_are_refused_by_their_type(kind: str, open_site: OpenSite) -> None:
    sentence = failure(open_site({"/": page(b"x", content_type=kind)}))
    assert kind in sentence
    assert "paste the text" in sentence


@pytest.mark.parametrize(
    "kind",
    ["text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/xml", "application/xml",
     "application/rss+xml", "application/atom+xml", "application/json", "application/feed+json"],
)  # fmt: skip
def test_documents_that_can_be_read_are_let_in(kind: str, open_site: OpenSite) -> None:
    assert got(open_site({"/": page(b"x", content_type=kind)})).content_type == kind


def test_bytes_of_no_known_kind_are_refused(open_site: OpenSite) -> None:
    assert "could not be told" in failure(open_site({"/": page(b"\x00\x01", content_type="")}))


def test_other_types_can_be_asked_for(open_site: OpenSite) -> None:
    site = open_site({"/": page(b"\x89PNG", content_type="image/png")})
    assert got(site, limits=Limits(content_types=frozenset({"image/png"}))).content_type == "image/png"


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"220 mail ready\r\n", b"<html>no header</html>\r\n", b"HTTP/1.1 abc OK\r\n\r\n",
     b"\x00" * 100 + b"\r\n", b"HTTP/9.9 200 OK\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_web_answer_is_told_and_not_quoted(answer: bytes, open_site: OpenSite) -> None:
    sentence = failure(open_site({"/": answer}))
    assert "not a proper web answer" in sentence
    assert "SSH" not in sentence


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "nonsense"])
def test_packing_that_we_did_not_ask_for_is_refused(encoding: str, open_site: OpenSite) -> None:
    assert "damaged, or compressed" in failure(open_site({"/": page(HTML, headers=(f"Content-Encoding: {encoding}",))}))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate, gzip", "gzip, deflate", "gzip, br", "br, gzip"])
def test_a_chain_of_packings_is_refused_even_when_harmless(encoding: str, open_site: OpenSite) -> None:
    for body in (gzip.compress(HTML), zlib.compress(HTML), gzip.compress(gzip.compress(HTML))):
        site = open_site({"/": page(body, headers=(f"Content-Encoding: {encoding}",))})
        assert "more than once" in failure(site)


def test_a_packed_transfer_of_a_gzip_file_is_refused_even_when_harmless(open_site: OpenSite) -> None:
    site = open_site({"/": page(gzip.compress(gzip.compress(HTML)), headers=("Content-Encoding: gzip",))})
    assert "more than once" in failure(site)


def test_a_transfer_coding_that_we_did_not_ask_for_is_refused(open_site: OpenSite) -> None:
    raw = chunked(gzip.compress(HTML)).replace(b"Encoding: chunked", b"Encoding: gzip, chunked")
    assert "damaged, or compressed" in failure(open_site({"/": raw}))


def test_header_values_are_fit_to_be_stored(open_site: OpenSite) -> None:
    raw = page(HTML, headers=("X-Odd: a@b", "X-Long: one\r\n  two")).replace(b"a@b", "ä\x00\x1b".encode())
    headers = dict(got(open_site({"/": raw})).headers)
    assert (headers["X-Odd"], headers["X-Long"]) == ("ä", "one two")


def test_a_refused_connection_may_work_later(internet: Internet) -> None:
    internet.names["dead.example"] = [["93.184.216.34", "2606:4700:4700::1111"]]
    with pytest.raises(FetchTryAgain, match=r"connection to dead\.example could not be made"):
        fetch("http://dead.example/", limits=PATIENT, resolver=internet.resolve)
    assert internet.dialled == [("93.184.216.34", 80), ("2606:4700:4700::1111", 80)]


def test_the_next_address_is_tried_when_one_is_dead(internet: Internet, open_site: OpenSite) -> None:
    internet.names["news.example"] = [["2606:4700:4700::1111", "93.184.216.34"]]
    internet.sites["93.184.216.34"] = open_site({"/": page(HTML)})
    fetched = fetch("http://news.example/", limits=PATIENT, resolver=internet.resolve)
    assert fetched.ip_address == "93.184.216.34"


def test_a_name_with_many_dead_addresses_is_given_up(internet: Internet) -> None:
    internet.names["dead.example"] = [[f"93.184.216.{n}" for n in range(1, 60)]]
    with pytest.raises(FetchTryAgain):
        fetch("http://dead.example/", limits=PATIENT, resolver=internet.resolve)
    assert len(internet.dialled) == 4


def test_a_name_that_does_not_exist_is_final(internet: Internet) -> None:
    with pytest.raises(FetchFailed, match=r"no site called nowhere\.example"):
        fetch("http://nowhere.example/", limits=PATIENT, resolver=internet.resolve)


@pytest.mark.parametrize("error", [socket.gaierror(socket.EAI_AGAIN, "x"), OSError("x"), TimeoutError("x")])
def test_a_resolver_in_trouble_is_tried_again(error: OSError) -> None:
    def broken(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(FetchTryAgain, match="looked up"):
        fetch("http://news.example/", limits=PATIENT, resolver=broken)


def test_an_operator_may_open_one_host_and_port_and_only_that(open_site: OpenSite, internet: Internet) -> None:
    site, other = open_site({"/": page(HTML)}), open_site({"/": page(b"secret")})
    internet.sites["127.0.0.1"] = site
    internet.names["news.example"] = [["127.0.0.1"]]
    allow = allowed_pairs([site.pair])
    assert fetch(site.url(), limits=PATIENT, allow=allow).body == HTML
    hosts = ("localhost", "[::1]", "news.example", "127.0.0.2", "me@127.0.0.1")
    for url in (other.url(), "http://127.0.0.1/", *(f"http://{host}:{site.port}/" for host in hosts)):
        with pytest.raises(FetchRefused):
            fetch(url, limits=PATIENT, allow=allow, resolver=internet.resolve)
    assert other.n_connections == 0


def test_an_operator_may_open_a_name(internet: Internet, open_site: OpenSite) -> None:
    internet.sites["10.0.0.7"] = open_site({"/": page(HTML)})
    internet.names["archive"] = [["10.0.0.7"]]
    allow = allowed_pairs(["Archive:8080"])
    assert fetch("http://archive:8080/", limits=PATIENT, allow=allow, resolver=internet.resolve).body == HTML
    assert internet.dialled == [("10.0.0.7", 8080)]


def test_a_hop_may_lead_to_what_the_operator_opened(open_site: OpenSite) -> None:
    inside = open_site({"/": page(HTML)})
    front = open_site({"/": moved(inside.url())})
    fetched = fetch(front.url(), limits=PATIENT, allow=allowed_pairs([front.pair, inside.pair]))
    assert fetched.final_url == inside.url()
    with pytest.raises(FetchRefused):
        fetch(front.url(), limits=PATIENT, allow=allowed_pairs([front.pair]))


@pytest.mark.parametrize(
    ("entry", "pair"),
    [("127.0.0.1:8000", "127.0.0.1:8000"), (" LocalHost:80 ", "localhost:80"), ("[::1]:8443", "[::1]:8443"),
     ("Bücher.example:8080", "xn--bcher-kva.example:8080")],
)  # fmt: skip
def test_entries_of_the_operator_are_made_normal(entry: str, pair: str) -> None:
    assert allowed_pairs([entry]) == {pair}


@pytest.mark.parametrize("entry", ["", "localhost", "127.0.0.1", ":80", "*:80", "http://a.example:80", "a b:80", "a:0"])
def test_a_bad_entry_of_the_operator_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        allowed_pairs([entry])


# ── into a file, and only if it is another edition ──

LONG = b"<html>" + hashlib.shake_128(b"any").hexdigest(1_000_000).encode()


@pytest.mark.parametrize(
    ("body", "headers", "content_type"),
    [
        (LONG, (), "text/html"),
        (gzip.compress(LONG), ("Content-Encoding: gzip",), "text/html"),
        (gzip.compress(LONG), (), "application/gzip"),
    ],
    ids=["plain", "packed on the way", "a .gz file"],
)
def test_a_body_goes_into_a_file_and_only_its_beginning_comes_back(
    open_site: OpenSite, body: bytes, headers: tuple[str, ...], content_type: str
) -> None:
    site = open_site({"/page.html.gz": page(body, headers=headers, content_type=content_type)})
    file = io.BytesIO(b"what an earlier try has left" * 200_000)
    fetched = fetch(site.url("/page.html.gz"), limits=PATIENT, allow=allowed_pairs([site.pair]), into=file)
    assert file.getvalue() == LONG
    assert LONG.startswith(fetched.body)
    assert BEGINNING <= len(fetched.body) < len(LONG) / 2


def test_what_goes_into_a_file_is_bounded_too(open_site: OpenSite) -> None:
    site = open_site({"/": page(gzip.compress(LONG), headers=("Content-Encoding: gzip",))})
    limits = Limits(connect_s=10, read_s=10, total_s=30, decoded_bytes=500_000)
    file = io.BytesIO()
    with pytest.raises(FetchFailed):
        fetch(site.url("/"), limits=limits, allow=allowed_pairs([site.pair]), into=file)
    assert len(file.getvalue()) <= 500_000


def test_a_disk_that_is_full_is_not_taken_for_a_line_that_dropped(open_site: OpenSite) -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    site = open_site({"/": page(HTML)})
    with pytest.raises(FetchTryAgain, match="no room"):
        fetch(site.url("/"), limits=PATIENT, allow=allowed_pairs([site.pair]), into=Full())


KNOWN = Edition('"e1"', "Fri, 03 May 2024 10:00:00 GMT")


def test_an_edition_that_is_known_is_not_sent_again(open_site: OpenSite) -> None:
    site = open_site({"/": page(b"", status="304 Not Modified", content_type="")})
    fetched = fetch(site.url("/"), limits=PATIENT, allow=allowed_pairs([site.pair]), known=KNOWN)
    assert (fetched.status, fetched.body) == (UNCHANGED, b"")
    assert failure(site).startswith("127.0.0.1 answers 304 and no page.")


def test_only_the_address_itself_is_asked_for_another_edition(open_site: OpenSite) -> None:
    site = open_site({"/": moved("/there"), "/there": page(HTML)})
    fetch(site.url("/"), limits=PATIENT, allow=allowed_pairs([site.pair]), known=KNOWN)
    assert [b"If-None-Match" in request for request in site.requests] == [True, False]


@pytest.mark.parametrize("value", ["", "tärif", "e1\r\nHost: elsewhere.example", "e\x00"])
def test_an_edition_that_no_server_can_have_sent_is_not_asked_for(value: str) -> None:
    assert Edition(value, value).conditions == []
