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
