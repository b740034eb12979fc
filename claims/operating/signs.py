"""A sign of life that every host can read: when beat and a worker together last rang for the jobs on the list."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
_KEY: Final = "beat-was-here"
_KEPT_S: Final = 7 * 24 * 3600
#: Beat asks for one every five seconds; what is older than several turns was left by one that ended.
_TURN_S: Final = 8.0
_N_TURNS: Final = 4


def leave() -> None:
    """Called by the task that beat asks for every five seconds."""
    try:
        cache.set(_KEY, time.time(), timeout=_KEPT_S)
    except RedisError as error:
        log.info("No sign of life could be left: %s", type(error).__name__)


def age_s() -> float | None:
    """Seconds since the last one; None: there is none. Raises RedisError when nobody can say."""
    at = cache.get(_KEY)
    return None if at is None else max(time.time() - float(at), 0.0)


def are_still_left() -> bool:
    """Whether somebody leaves them now: of a young one it waits for the next. False when nobody can say."""
    try:
        last = cache.get(_KEY)
        if last is None or time.time() - float(last) > _N_TURNS * _TURN_S:
            return False
        time.sleep(_TURN_S)
        return bool(cache.get(_KEY) != last)
    except RedisError:
        return False
