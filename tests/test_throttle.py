"""Where a request comes from, whatever its headers claim, and that nobody is shut out when the counter is gone."""

from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisGone

from claims import throttle


def place(remote: str = "203.0.113.9", forwarded: str | None = None) -> str:
    headers: dict[str, Any] = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return throttle.place_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize("method", ["add", "incr"])
@pytest.mark.parametrize("trouble", [RedisGone("Connection refused"), OSError("No such file")])
def test_without_the_cache_everybody_is_let_through(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str, trouble: Exception
) -> None:
    def gone(*args: object, **kwargs: object) -> None:
        raise trouble

    monkeypatch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{method}", gone)
    for _ in range(3):
        throttle.count("test", f"gone {method}", most=1, per_s=3600)
    assert "tries are not counted" in caplog.text


def test_no_header_is_believed_without_a_proxy(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    assert place(forwarded="198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("192.0.2.1, 198.51.100.1", "198.51.100.1"),
        (None, "203.0.113.9"),
        ("", "203.0.113.9"),
        ("made up", "203.0.113.9"),
        ("198.51.100.1, another word", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_behind_the_proxy_counts_what_it_saw_if_that_is_an_address(
    settings: Settings, forwarded: str | None, counted: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert place(forwarded=forwarded) == counted


def test_a_network_is_one_place_and_a_socket_without_an_address_too(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    assert place("2001:db8::1") == place("2001:db8::2") == "2001:db8::/64"
    assert place("") == ""
