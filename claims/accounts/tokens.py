"""Tokens of programs: made by a person for themself, shown once, kept as a hash, ended by them or by a moderator.

A token lets a program do what its person may do in the desk, and of that only what its scopes say.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import access, turns
from claims.accounts import roles
from claims.errors import Refused
from claims.models import AccessEvent, ApiToken, KeptAnswer, Role, Scope, User

#: So that a token which leaks in a repository is recognised by scanners and by people.
MARK = "fcd_"
#: Random bytes in each: 256 bits, so that the plain hash cannot be searched.
N_BYTES = 32
#: Characters that are shown afterwards: the mark and six of 43.
N_SHOWN = len(MARK) + 6
MAX_DAYS = 365
#: Working tokens of one person (count).
MOST_TOKENS = 20
#: When a token was last used is noted no more often than this.
_NOTED_EVERY = timedelta(minutes=1)
#: Answers to requests that may be repeated are kept this long: they hold what was sent.
_ANSWERS_KEPT = timedelta(hours=24)


def make_token(person: User, *, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can look up later. Raises Refused with a sentence."""
    access.require_desk_member(person)
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the token the name of the program that will use it.")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused("Choose what the token may be used for: at least one of the list.")
    if not 1 <= days <= MAX_DAYS:
        raise Refused(f"Let the token end after 1 to {MAX_DAYS} days. A new one is quickly made.")
    text = MARK + secrets.token_urlsafe(N_BYTES)
    now = timezone.now()
    with transaction.atomic():
        turns.wait_for(f"tokens:{person.pk}")
        if working_tokens(person).count() >= MOST_TOKENS:
            raise Refused(f"You have {MOST_TOKENS} working tokens. End one that is not used any more, then make this.")
        if working_tokens(person).filter(name=name[:80]).exists():  # perhaps a page that was sent once more
            raise Refused(
                f"You have a working token “{name[:80]}” already, and nobody can look it up. If it is lost, end it; "
                "for another program choose another name."
            )
        token = ApiToken.objects.create(
            person=person,
            name=name[:80],
            scopes=[scope for scope in Scope.values if scope in scopes],
            prefix=text[:N_SHOWN],
            sha256=_hash(text),
            expires_at=now + timedelta(days=days),
        )
        # Its name may be a person's, and what is recorded here stays when a person is erased
        why = f"{token.prefix}…: {', '.join(token.scopes)}; until {token.expires_at:%-d %B %Y}"
        roles.record(AccessEvent.Verb.MADE, person, "", by=person, way=AccessEvent.Way.DESK, why=why)
    return token, text


def end_token(token: ApiToken, *, by: User, way: AccessEvent.Way) -> None:
    """It works no more, from this moment on. Ending it twice changes nothing."""
    if token.person_id != by.pk and not access.has_role(by, Role.MODERATOR):
        raise access.Forbidden("Only the person who made this token, or a moderator, can end it.")
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by):
            roles.record(AccessEvent.Verb.ENDED, token.person, "", by=by, way=way, why=f"{token.prefix}…")


def working_tokens(person: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(person=person, ended_at=None, expires_at__gt=timezone.now())


def find_token(text: str) -> ApiToken | None:
    """The working token of this text, with its person; None for any other. Notes that it was used."""
    if not text.startswith(MARK) or len(text) > 100:
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("person")
        .filter(sha256=_hash(text), ended_at=None, expires_at__gt=now, person__is_active=True)
        .first()
    )
    if token is not None and (token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def require_scope(token: ApiToken, scope: Scope) -> None:
    if scope not in token.scopes:
        raise access.Forbidden(
            f"This token may not be used for that: it lacks the scope “{scope.value}”. "
            "Make one with that scope on your page of the desk."
        )


def forget_answers() -> None:
    """What programs were answered and may still repeat, once its day is over."""
    KeptAnswer.objects.filter(at__lt=timezone.now() - _ANSWERS_KEPT).delete()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
