"""The shared cache when it hangs: one request waits for it, the others hear at once that it is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from redis.exceptions import RedisError

from factcheck import cache
from tests import services


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the next question goes to the server at all."""
    asked = False

    def ask(*words: object, **options: object) -> None:
        nonlocal asked
        asked = True
        raise cache.Silent

    monkeypatch.setattr(cache.Redis, "execute_command", ask)
    with pytest.raises(RedisError):
        cache.Cache(address, {}).get("anything")
    monkeypatch.undo()
    return asked


def test_one_that_hangs_is_left_alone_for_a_while_by_every_thread(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT_S", cache.SLOW_S + 0.1)
    with pytest.raises(RedisError):
        cache.Cache(silent, {}).get("anything")
    assert not is_asked(silent, monkeypatch)
    later = cache.time.monotonic() + cache.QUIET_S + 1
    monkeypatch.setattr(cache.time, "monotonic", lambda: later)
    assert is_asked(silent, monkeypatch)


def test_one_that_refuses_is_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"redis://127.0.0.1:{services.free_port()}/0"
    monkeypatch.setattr(cache, "SLOW_S", 60.0)  # on a machine that swaps even a refusal takes long
    with pytest.raises(RedisError):
        cache.Cache(address, {}).get("anything")
    assert is_asked(address, monkeypatch)
