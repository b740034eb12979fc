"""Which browsers somebody logs in with. Each known one keeps a mark itself; a login without one is told by mail.

Nothing about a browser is stored here but its name in words, with the event. Places are not judged: an address of a
network changes with every train.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from claims.accounts import roles, sessions
from claims.accounts.roles import Verb, Way
from claims.models import AccessEvent, User

#: Seconds a mark is good for, from the last login with it; browsers keep no cookie for longer.
KEPT_S: Final = 400 * 86_400
#: People of one browser; who has not logged in with it for longest is forgotten first.
MOST_PEOPLE: Final = 5
_SALT: Final = "claims.accounts.browsers"
#: Whoever knew the old password may have left a mark of their own.
_ENDS_MARKS: Final = (Verb.PASSWORD, Verb.RESET)


def is_known(request: HttpRequest, person: User) -> bool:
    """Whether this person has logged in with this browser since their password was changed."""
    at = _marks(request).get(str(person.pk))
    if at is None:
        return False
    changed = AccessEvent.objects.filter(person=person, verb__in=_ENDS_MARKS, at__gt=datetime.fromtimestamp(at, UTC))
    return not changed.exists()


def record_strange(request: HttpRequest, person: User) -> None:
    """For the record, and by mail to the person (claims.accounts.changes)."""
    named = sessions.device(request.META.get("HTTP_USER_AGENT", ""))
    roles.record(Verb.BROWSER, person, "", by=person, way=Way.DESK, why=named)


def mark(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """A signed cookie: the numbers of the people who log in with this browser, and when each last did."""
    marks = _marks(request) | {str(person.pk): time.time()}
    newest = sorted(marks.items(), key=lambda each: each[1])[-MOST_PEOPLE:]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps(dict(newest), salt=_SALT),
        max_age=KEPT_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> dict[str, float]:
    """Of each person's number: seconds since 1970. Empty for a cookie that is none of ours, or too old."""
    try:
        marks: dict[str, float] = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=_SALT, max_age=KEPT_S
        )
    except signing.BadSignature:
        return {}
    return marks
