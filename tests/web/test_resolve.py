"""Names to addresses: asked once, in bounded time, every failure told apart."""

import socket

import pytest

from claims.web import resolve
from claims.web.failures import FetchFailed, FetchTryAgain


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_machine_s_own_resolver_is_asked(host: str) -> None:
    assert "127.0.0.1" in resolve.lookup(host, 80)


@pytest.mark.parametrize("text", ["2130706433", "127.1"])
def test_what_the_resolver_makes_of_odd_numbers_is_what_the_parser_makes_of_them(text: str) -> None:
    assert resolve.lookup(text, 80) == ["127.0.0.1"]


@pytest.mark.parametrize("name", ["EAI_NONAME", "EAI_NODATA"])
def test_a_name_without_addresses_is_final(name: str) -> None:
    def none(host: str, port: int) -> list[str]:
        raise socket.gaierror(getattr(socket, name, socket.EAI_NONAME), "x")

    with pytest.raises(FetchFailed, match=r"no site called news\.example"):
        resolve.answers("news.example", 80, none, timeout_s=5)


def test_an_empty_answer_and_an_unspeakable_name_are_final() -> None:
    def unspeakable(host: str, port: int) -> list[str]:
        raise UnicodeError

    for resolver in (unspeakable, lambda host, port: []):
        with pytest.raises(FetchFailed):
            resolve.answers("news.example", 80, resolver, timeout_s=5)


@pytest.mark.parametrize("name", ["EAI_AGAIN", "EAI_FAIL", "EAI_MEMORY"])
def test_a_resolver_in_trouble_may_answer_later(name: str) -> None:
    def broken(host: str, port: int) -> list[str]:
        raise socket.gaierror(getattr(socket, name), "x")

    with pytest.raises(FetchTryAgain):
        resolve.answers("news.example", 80, broken, timeout_s=5)
