"""The one gate for what people may do: every role given or taken and every login switched off or on is recorded.

Nobody changes their own roles, only a superuser touches a superuser, and somebody who can give roles always remains.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims import access, jobs, turns
from claims.accounts import changes, sessions
from claims.errors import Refused
from claims.models import AccessEvent, ApiToken, Role, RoleGrant, User

Verb, Way = AccessEvent.Verb, AccessEvent.Way


def give_role(person: User, role: str, *, by: User | None, way: AccessEvent.Way, why: str) -> None:
    """Raises Refused for whoever may not. Giving twice is giving once. `by`: None is the operator."""
    with transaction.atomic():
        turns.wait_for("roles")
        _require_may_change(person, by=by, why=why)
        _, is_new = RoleGrant.objects.get_or_create(person=person, role=Role(role), defaults={"granted_by": by})
        if is_new:
            record(Verb.GIVEN, person, role, by=by, way=way, why=why)
    _forget_roles(person)


def take_role(person: User, role: str, *, by: User | None, way: AccessEvent.Way, why: str) -> None:
    with transaction.atomic():
        turns.wait_for("roles")
        _require_may_change(person, by=by, why=why)
        n_taken, _ = RoleGrant.objects.filter(person=person, role=role).delete()
        if n_taken:
            record(Verb.TAKEN, person, role, by=by, way=way, why=why)
            _require_a_moderator()
    _forget_roles(person)


def set_superuser(person: User, *, is_superuser: bool, by: User | None, way: AccessEvent.Way, why: str) -> None:
    """All roles at once, and the only ones who touch others that have them."""
    with transaction.atomic():
        turns.wait_for("roles")
        _require_may_change(person, by=by, why=why)
        if by is not None and not by.is_superuser:
            raise access.Forbidden("Only a superuser makes somebody a superuser, or ends it. Ask one.")
        changed = User.objects.filter(pk=person.pk, is_superuser=not is_superuser).update(is_superuser=is_superuser)
        if changed:
            verb = Verb.GIVEN if is_superuser else Verb.TAKEN
            record(verb, person, AccessEvent.SUPERUSER, by=by, way=way, why=why)
            _require_a_moderator()
    person.is_superuser = is_superuser
    _forget_roles(person)


def set_active(person: User, *, is_active: bool, by: User | None, way: AccessEvent.Way, why: str) -> None:
    """Switching a login off ends its sessions and its tokens for programs; switching it on brings none of them back."""
    with transaction.atomic():
        turns.wait_for("roles")
        _require_may_change(person, by=by, why=why)
        if User.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
            record(Verb.OPENED if is_active else Verb.CLOSED, person, "", by=by, way=way, why=why)
            if not is_active:
                _require_a_moderator()
                sessions.end_sessions(person)
                tokens = ApiToken.objects.filter(person=person, ended_at=None)
                tokens.update(ended_at=timezone.now(), ended_by=by or person)
    person.is_active = is_active
    _forget_roles(person)


def remove_second_step(person: User, *, by: User | None, way: AccessEvent.Way, why: str) -> None:
    """For somebody who has lost phone, key and codes. They are logged out, and set up a new one at the next login."""
    with transaction.atomic():
        _require_may_change(person, by=by, why=why)
        if not Authenticator.objects.filter(user=person).exists():
            raise Refused(f"{person} has set up no second step. There is nothing to remove.")
        Authenticator.objects.filter(user=person).delete()
        sessions.end_sessions(person)
        record(Verb.FREED, person, "", by=by, way=way, why=why)


def record_own(verb: AccessEvent.Verb, person: User, *, way: AccessEvent.Way = Way.DESK) -> None:
    """What somebody changed about their own login."""
    record(verb, person, "", by=person, way=way, why="")


def record(
    verb: AccessEvent.Verb, person: User | None, role: str, *, by: User | None, way: AccessEvent.Way, why: str
) -> None:
    event = AccessEvent.objects.create(verb=verb, person=person, role=role, by=by, way=way, why=why.strip())
    if verb in changes.TOLD and settings.EMAIL_HOST:
        jobs.enqueue("mail_login_change", event.pk)


def who_can_give_roles() -> QuerySet[User]:
    """Those whose login works; a second step that is owed does not count, for they can set it up."""
    moderators = RoleGrant.objects.filter(role=Role.MODERATOR).values("person")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=moderators), is_active=True)


def _require_may_change(person: User, *, by: User | None, why: str) -> None:
    if not why.strip():
        raise Refused("Say why: it is kept with the change, for whoever asks later.")
    if by is None:
        return
    by = User.objects.get(pk=by.pk)  # as they are now: their own roles may have been taken while they waited
    access.require_role(by, Role.MODERATOR)
    if by.pk == person.pk:
        raise access.Forbidden("Nobody changes their own roles or login. Ask another moderator.")
    if person.is_superuser and not by.is_superuser:
        raise access.Forbidden("Only a superuser changes the roles or the login of a superuser. Ask one.")


def _require_a_moderator() -> None:
    """Asked after the change, which is rolled back when nobody is left."""
    if not who_can_give_roles().exists():
        raise Refused("This is the last person who can give roles. Make somebody else a moderator first.")


def _forget_roles(person: User) -> None:
    """What the object has read before."""
    for name in ("roles", "has_second_step"):
        person.__dict__.pop(name, None)
