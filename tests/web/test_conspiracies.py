"""Rule S1, by hundreds: a site that redirects wherever it likes and a resolver that changes its answers, together."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator

import pytest

from claims.web import wire
from claims.web.address import IPAddress
from claims.web.calls import call
from claims.web.failures import FetchRefused
from claims.web.fetch import USER_AGENT, fetch
from claims.web.limits import Limits
from tests.web import ranges
from tests.web.sites import Internet, moved, page

PATIENT = Limits(connect_s=10, read_s=10, total_s=30)  # nothing here waits, but machines can be busy
PUBLIC, PUBLIC_V6 = "93.184.216.34", "2606:4700:4700::1111"
START = "http://news.example/"
#: One of each kind: this network, private, carrier, loopback, metadata, a cloud's host, documentation, multicast.
INSIDE = ("0.0.0.0", "10.0.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "168.63.129.16", "172.31.255.255",
          "192.0.2.1", "192.168.1.1", "224.0.0.1", "255.255.255.255")  # fmt: skip
INSIDE_V6 = ("::1", "fd00:ec2::254", "fe80::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1")


class Conspiracy(Internet):
    """An internet whose sites say one prepared answer after the other, without a thread or a port."""

    def __init__(self) -> None:
        super().__init__(names={"news.example": [[PUBLIC]]})
        self.answers: list[bytes] = []
        self._ends: list[socket.socket] = []

    def dial(self, address: IPAddress, port: int, timeout_s: float) -> socket.socket:
        self.dialled.append((str(address), port))
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout_s)
        theirs.sendall(self.answers[len(self.dialled) - 1])
        self._ends.append(theirs)
        return ours

    def begin(self, *answers: bytes) -> None:
        """Another fetch."""
        self.close()
        self.answers = list(answers)
        self.asked.clear()
        self.dialled.clear()

    def close(self) -> None:
        while self._ends:
            self._ends.pop().close()

    def refuses(self, url: str = START) -> str:
        """The sentence; none where it was fetched."""
        try:
            fetch(url, limits=PATIENT, resolver=self.resolve)
        except FetchRefused as refusal:
            return refusal.sentence
        return ""


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Conspiracy]:
    made = Conspiracy()
    monkeypatch.setattr(wire, "dial", made.dial)
    yield made
    made.close()


def told(location: str) -> bytes:
    return moved(location.encode().decode("latin-1"))


def chain(n_hops: int, last: bytes) -> list[bytes]:
    return [*(moved(f"/{n}") for n in range(1, n_hops)), last]


@pytest.mark.parametrize("closed", INSIDE)
def test_no_spelling_of_a_closed_address_is_followed_on_any_hop(closed: str, net: Conspiracy) -> None:
    for number, (way, host) in enumerate(ranges.spellings(closed).items()):
        n_hops = 1 + number % 5
        for place in (f"http://{host}/latest/", f"//{host}/"):
            net.begin(*chain(n_hops, told(place)))
            assert net.refuses(), (way, n_hops, place)
            assert net.dialled == [(PUBLIC, 80)] * n_hops, (way, n_hops, place)


@pytest.mark.parametrize("mixed", [lambda it: [it], lambda it: [PUBLIC, it], lambda it: [it, PUBLIC_V6, PUBLIC]])
def test_a_name_that_turns_inwards_between_two_questions_is_reached_no_more(mixed: object, net: Conspiracy) -> None:
    """However late it turns: the answer that was judged is the one that is dialled, and the next hop is judged anew."""
    assert callable(mixed)
    for n_before, closed in itertools.product(range(6), INSIDE + INSIDE_V6):
        net.names["news.example"] = [*([[PUBLIC]] * n_before), mixed(closed)]
        net.begin(*chain(7, page()))
        assert "private or reserved network" in net.refuses(), (n_before, closed)
        assert net.dialled == [(PUBLIC, 80)] * n_before, (n_before, closed)
        assert len(net.asked) == n_before + 1, "no name is asked for twice for one connection"


def test_a_name_that_flaps_is_dialled_only_where_it_was_judged(net: Conspiracy) -> None:
    for other in (*INSIDE, *INSIDE_V6):
        net.names["flap.example"] = [[PUBLIC], [other], [PUBLIC_V6], [other]]
        net.begin(page())
        assert net.refuses("http://flap.example/") == ""
        assert (net.asked, net.dialled) == (["flap.example"], [(PUBLIC, 80)])


def test_what_only_pretends_to_be_elsewhere_never_leads_inside_nor_to_another_port(net: Conspiracy) -> None:
    for form, closed in itertools.product(ranges.CROOKED, ("127.0.0.1", "169.254.169.254")):
        crooked = form.format(closed=closed, public=PUBLIC)
        net.begin(page())
        net.refuses(crooked)
        assert set(net.dialled) <= {(PUBLIC, 80)}, crooked
        net.begin(told(crooked), page())
        net.refuses()
        assert set(net.dialled) <= {(PUBLIC, 80)}, crooked
        assert set(net.asked) <= {"news.example"}, crooked


@pytest.mark.parametrize("n_hops", range(1, 6))
def test_neither_another_port_nor_a_password_is_taken_on_any_hop(n_hops: int, net: Conspiracy) -> None:
    for place, says in (
        ("http://news.example:6379/", "port"), ("http://news.example:0/", "port"), ("//news.example:22", "port"),
        ("http://me:secret@news.example/", "user name or password"), ("//me@news.example", "user name or password"),
        ("ftp://news.example/", "https://"), ("file:///etc/passwd", "https://"), ("gopher://127.0.0.1:25/_x", "https://"),
        ("http://localhost/", "private or reserved"), ("http://db/", "private or reserved"),
        ("http://metadata.google.internal./", "private or reserved"), ("http://PRINTER。Local/", "private or reserved"),
    ):  # fmt: skip
        net.begin(*chain(n_hops, told(place)))
        assert says in net.refuses(), place
        assert net.dialled == [(PUBLIC, 80)] * n_hops, place


class TestCalls:
    """Webhooks and services: no redirect is followed at all."""

    def ask(self, net: Conspiracy, url: str) -> int:
        return call(url, user_agent=USER_AGENT, json=b"{}", limits=PATIENT, resolver=net.resolve, reads=False).status

    def test_a_redirect_is_an_answer_wherever_it_leads(self, net: Conspiracy) -> None:
        for place in ("http://127.0.0.1/", "/elsewhere", "//10.0.0.1:22/"):
            net.begin(moved(place, status="307 Temporary Redirect"))
            assert self.ask(net, START) == 307
            assert net.dialled == [(PUBLIC, 80)]

    @pytest.mark.parametrize("closed", INSIDE)
    def test_a_closed_address_hears_nothing(self, closed: str, net: Conspiracy) -> None:
        net.names["turns.example"] = [[PUBLIC, closed]]
        for host in (*ranges.spellings(closed).values(), "turns.example", "news.example:8080", f"me@{PUBLIC}"):
            net.begin(page())
            with pytest.raises(FetchRefused):
                self.ask(net, f"http://{host}/")
            assert net.dialled == [], host
