"""Which addresses and names count as public."""

import ipaddress

import pytest

from claims.web import address
from claims.web.failures import FetchRefused
from tests.web import ranges


@pytest.mark.parametrize("text", ranges.CLOSED_V4_ADDRESSES + ranges.CLOSED_V6_ADDRESSES)
def test_the_edges_and_the_middle_of_every_closed_range_are_closed(text: str) -> None:
    assert not address.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ranges.PUBLIC_V4 + ranges.PUBLIC_V6)
def test_the_neighbours_of_closed_ranges_are_public(text: str) -> None:
    assert address.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    ("way", "text"),
    [(way, text) for plain in ("127.0.0.1", "10.1.2.3", "8.8.8.8") for way, text in ranges.disguises(plain).items()],
)
def test_tunnels_and_translators_are_closed_even_to_public_addresses(way: str, text: str) -> None:
    assert not address.is_public(ipaddress.ip_address(text)), way


def test_an_address_with_a_zone_is_closed() -> None:
    assert not address.is_public(ipaddress.ip_address("fe80::1%eth0"))
    assert not address.is_public(ipaddress.ip_address("2606:4700:4700::1111%eth0"))


@pytest.mark.parametrize(
    "host",
    ["localhost", "a.localhost", "intranet", "db", "metadata.google.internal", "x.internal", "printer.local",
     "nas.home.arpa", "wiki.lan", "www.intranet", "localhost.localdomain"],
)  # fmt: skip
def test_names_of_inner_networks_are_closed(host: str) -> None:
    assert not address.is_public_name(host)


@pytest.mark.parametrize("host", ["news.example", "localhost.example", "internal.example", "mylocal.org", "a.b.c.d.e"])
def test_other_names_are_open(host: str) -> None:
    assert address.is_public_name(host)


@pytest.mark.parametrize("closed", ["127.0.0.1", "::1", "169.254.169.254", "fd00:ec2::254", "100.100.100.200"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_closed_answer_among_public_ones_closes_the_name(closed: str, place: int) -> None:
    answers = ["93.184.216.34", "2606:4700:4700::1111"]
    answers.insert(place, closed)
    with pytest.raises(FetchRefused, match="private or reserved network"):
        address.vetted(answers)


def test_public_answers_are_kept_in_order_and_once() -> None:
    answers = ["93.184.216.34", "2606:4700:4700::1111", "93.184.216.34"]
    assert [str(found) for found in address.vetted(answers)] == ["93.184.216.34", "2606:4700:4700::1111"]


@pytest.mark.parametrize("answers", [[], ["not an address"], ["1.2.3"], ["93.184.216.34", ""]])
def test_no_answer_and_nonsense_are_refused(answers: list[str]) -> None:
    with pytest.raises(FetchRefused):
        address.vetted(answers)
