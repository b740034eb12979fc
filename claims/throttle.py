"""How often something may be tried from one place: counted in the cache or in rows, forgotten after its time."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from claims.errors import Refused
from claims.models import TryCount

log = logging.getLogger(__name__)


class TooMany(Refused):
    """Answered 429; `after_s` seconds later it may be tried again."""

    def __init__(self, sentence: str, *, after_s: int) -> None:
        super().__init__(sentence)
        self.after_s = after_s


FROM_ONE_ADDRESS = "Too many tries from your address. Wait for an hour, then try again."


def count(what: str, whom: str, *, most: int, per_s: int, sentence: str = FROM_ONE_ADDRESS) -> None:
    """Count one try of `what` by `whom`. Raises TooMany after `most` within a window of `per_s` seconds.

    While the cache is gone nobody is counted: readers and guests are let through.
    """
    key, left_s = _window(what, whom, per_s)
    key = f"throttle:{key}"
    try:
        cache.add(key, 0, timeout=per_s)
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    except (RedisError, OSError) as trouble:
        log.warning("The cache cannot be reached, so tries are not counted: %s", trouble)
        return
    if tries > most:
        raise TooMany(sentence, after_s=left_s)


def count_for_certain(what: str, whom: str, *, most: int, per_s: int, sentence: str = FROM_ONE_ADDRESS) -> None:
    """The same in the database, for what must stay limited while the cache is gone. It costs a write."""
    key, left_s = _window(what, whom, per_s)
    ends_at = timezone.now() + timedelta(seconds=left_s)
    _, is_first = TryCount.objects.get_or_create(key=key, defaults={"n": 1, "ends_at": ends_at})
    if not is_first and not TryCount.objects.filter(key=key, n__lt=most).update(n=F("n") + 1):
        raise TooMany(sentence, after_s=left_s)


def forget_past() -> None:
    """Counts whose window is over."""
    TryCount.objects.filter(ends_at__lt=timezone.now()).delete()


def _window(what: str, whom: str, per_s: int) -> tuple[str, int]:
    """What is counted in the present window, and how many seconds are left of it."""
    window, gone_s = divmod(int(time.time()), per_s)
    # Hashed: addresses of people are nobody's business in a counter
    counted = f"{settings.SECRET_KEY}:{what}:{whom}:{window}"
    return hashlib.sha256(counted.encode()).hexdigest(), per_s - gone_s


def place_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address or an IPv6 network; behind our own proxy as the proxy saw it."""
    behind = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return _place(behind) or behind
    # The last entry is the one that our proxy has added; whatever stands before it was said by the client
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return _place(forwarded) or _place(behind) or behind


def _place(text: str) -> str | None:
    """One connection has a /64 of IPv6 (RFC 6177) and could try from each of its addresses. None: no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address), 64), strict=False))
