"""The edition: a word that changes whenever something public does. Kept pages of another edition are not shown."""

from __future__ import annotations

import logging
import secrets

from django.core.cache import cache
from django.db.models import Max
from redis.exceptions import RedisError

from claims.models import Correction, PolicyPage, VerdictRevision

log = logging.getLogger(__name__)

_KEY = "public-edition"
#: What a cache that is gone may raise.
CACHE_TROUBLE = (RedisError, OSError)


def current() -> str:
    """The edition as the database and the cache know it.

    Versions, corrections and policy pages count by their newest row, so that what is committed is public even when no
    job runs. The word in the cache is for what leaves no such row: a check that is done again.
    """
    newest = [
        VerdictRevision.objects.aggregate(last=Max("pk"))["last"],
        Correction.objects.aggregate(last=Max("pk"))["last"],
        PolicyPage.objects.aggregate(last=Max("pk"))["last"],
    ]
    try:
        word = _word()
    except CACHE_TROUBLE as trouble:
        log.warning("The cache cannot be read; pages are kept in this process only: %s", trouble)
        word = ""
    return ".".join(str(number or 0) for number in (*newest, word))


def advance() -> None:
    """Begin a new edition: every kept page is made anew. Raises one of CACHE_TROUBLE when the cache is gone."""
    cache.set(_KEY, secrets.token_hex(8), timeout=None)


def _word() -> str:
    """A random word, so that a cache that forgot everything never brings an old edition back."""
    word = cache.get(_KEY)
    if word is None:
        cache.add(_KEY, secrets.token_hex(8), timeout=None)
        word = cache.get(_KEY)
    return str(word)
