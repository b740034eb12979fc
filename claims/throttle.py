"""How often something may be tried from one place: counted in the shared cache, forgotten after its time."""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from claims.errors import Refused


class TooMany(Refused):
    """Answered 429."""


def count(what: str, whom: str, *, most: int, per_s: int) -> None:
    """Count one try of `what` by `whom`. Raises TooMany after `most` within a window of `per_s` seconds."""
    window = int(time.time() // per_s)
    # Hashed: addresses of people are nobody's business in the cache
    key = "throttle:" + hashlib.sha256(f"{settings.SECRET_KEY}:{what}:{whom}:{window}".encode()).hexdigest()
    cache.add(key, 0, timeout=per_s)
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if tries > most:
        raise TooMany("Too many tries from your address. Wait for an hour, then try again.")


def place_of(request: HttpRequest) -> str:
    """The address that a request comes from; behind our own proxy the one that the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
