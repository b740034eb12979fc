"""The shared cache. One that hangs, on a host that lost its power, holds up one request and is then left alone for a
while: whoever asks it meanwhile hears at once that it is away, which every caller survives."""

import time
from functools import partial
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as Silent

#: An answer comes within a millisecond; what takes longer than this is no use to a page (seconds).
LIMIT_S = 1.0
#: A failure after so long means that it hangs. One that refuses at once costs nothing, and may be asked again at once.
SLOW_S = 0.5
QUIET_S = 10.0
#: By address, on the clock of time.monotonic: each thread has a client of its own, and all of them learn of it.
_quiet_until: dict[str, float] = {}


class _Asking(Redis):
    def __init__(self, *, address: str, **options: Any) -> None:
        super().__init__(**options)
        self._address = address

    def execute_command(self, *words: Any, **options: Any) -> Any:
        """Raises Unreachable or Silent, as redis does."""
        began = time.monotonic()
        if began < _quiet_until.get(self._address, 0.0):
            raise Unreachable("It did not answer a moment ago, and is left alone for now.")
        try:
            return super().execute_command(*words, **options)  # type: ignore[no-untyped-call]
        except (Unreachable, Silent):
            if time.monotonic() - began > SLOW_S:
                _quiet_until[self._address] = time.monotonic() + QUIET_S
            raise


class _Client(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **{"socket_connect_timeout": LIMIT_S, "socket_timeout": LIMIT_S, **options})
        self._client = partial(_Asking, address=servers[0])


class Cache(RedisCache):
    """Django's own cache in Redis, which nobody waits for."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
