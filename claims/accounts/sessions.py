"""Where somebody is logged in: the list of their sessions, when each was last seen, and how they end."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

from claims.errors import Refused
from claims.models import User

log = logging.getLogger(__name__)

#: When a session was last seen is noted no more often (seconds).
NOTED_EVERY_S = 300
#: Address and device of a session are kept this long after it was last seen; none works for so long.
_KEPT = timedelta(days=90)
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """One session as its person sees it."""

    pk: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this_one: bool


class LastSeenMiddleware:
    """Notes now and then that a session is in use; after the answer, and never more than one write in five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only where a view has asked who it is: public pages ask nobody, and stay cacheable
        person = getattr(request, "_cached_user", None)
        if isinstance(person, User) and request.session.session_key:
            _note(request.session.session_key)
        return response


def _note(key: str) -> None:
    try:
        # Hashed: whoever has the key of a session is its person
        is_due = cache.add(f"session-seen:{hashlib.sha256(key.encode()).hexdigest()}", 1, timeout=NOTED_EVERY_S)
    except (RedisError, OSError) as trouble:
        log.warning("The cache cannot be reached, so it is not noted when sessions were last seen: %s", trouble)
        return
    if is_due:
        UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


def sessions_of(person: User, *, this: str | None = None) -> list[Seen]:
    """Those that still work, the one in use first, then the last seen first. `this`: the key of the one in use."""
    found = [
        Seen(row.pk, device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == this)
        for row in UserSession.objects.filter(user=person)
        if row.exists()
    ]
    return sorted(found, key=lambda seen: (seen.is_this_one, seen.seen_at), reverse=True)


def follow(before: str, now: str) -> None:
    """A session has got another key, as it does when its person changes their password."""
    UserSession.objects.filter(session_key=before).update(session_key=now)


def end_session(person: User, pk: int) -> None:
    """One's own session on another device."""
    row = UserSession.objects.filter(user=person, pk=pk).first()
    if row is None:
        raise Refused("This session has ended already. Load the page again.")
    row.end()


def end_sessions(person: User, *, but: str | None = None) -> int:
    """All of somebody's sessions, except the one with the key `but`. Returns how many ended."""
    rows = [row for row in UserSession.objects.filter(user=person) if row.session_key != but]
    for row in rows:
        row.end()
    return len(rows)


def forget_ended() -> None:
    """Sessions whose time is over, those of visitors who never logged in too, and in the end from where they came."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.filter(last_seen_at__lt=timezone.now() - _KEPT).delete()


def device(user_agent: str) -> str:
    """A browser and a system in words, as far as the browser's own line tells."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    program = re.match(r"[A-Za-z][A-Za-z-]{1,29}(?=[/\s(]|$)", user_agent.strip())
    return browser or (program[0] if program else "An unknown program")
