"""What the pages of people read: who works here, with which roles and behind how many steps, and who is asked in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone

from claims import access
from claims.accounts import invitations, sessions
from claims.models import AccessEvent, Invitation, Role, RoleGrant, User
from claims.paging import Page, page_of

N_PEOPLE = 50
N_INVITATIONS = 100
N_EVENTS = 50


@dataclass(frozen=True)
class Asked:
    """An invitation that nobody has answered. `link`: to be handed over, where no mail is sent."""

    row: Invitation
    is_over: bool
    link: str


@dataclass(frozen=True)
class PeopleScreen:
    page: Page[User]
    asked: list[Asked]
    sends_mail: bool


@dataclass(frozen=True)
class PersonScreen:
    person: User
    held: list[RoleGrant]
    other_roles: list[Role]
    has_second_step: bool
    owes_second_step: bool
    n_sessions: int
    events: list[AccessEvent]
    #: Empty, or why whoever looks may change nothing here.
    why_not: str


def people_screen(asked: QueryDict) -> PeopleScreen:
    page = page_of(_people(), ("username",), asked, size=N_PEOPLE, is_ascending=True)
    rows = [_asked(row) for row in invitations.open_invitations()[:N_INVITATIONS]]
    return PeopleScreen(page, rows, bool(settings.EMAIL_HOST))


def person_screen(person: User, *, by: User) -> PersonScreen:
    held = list(person.grants.select_related("granted_by"))
    events = AccessEvent.objects.filter(person=person).select_related("by", "person")
    names = {grant.role for grant in held}
    return PersonScreen(
        person=person,
        held=held,
        other_roles=[role for role in Role if role.value not in names],
        has_second_step=person.has_second_step,
        owes_second_step=access.owes_second_step(person),
        n_sessions=len(sessions.sessions_of(person)),
        events=list(events[:N_EVENTS]),
        why_not=why_not(person, by),
    )


def why_not(person: User, by: User) -> str:
    """Why `by` may change nothing of this person; empty where they may."""
    if person.pk == by.pk:
        return "Nobody changes their own roles or login. Another moderator can."
    if person.is_superuser and not by.is_superuser:
        return "Only a superuser changes the roles or the login of a superuser."
    return ""


def _people() -> QuerySet[User]:
    steps = User.objects.filter(pk=OuterRef("pk"), authenticator__type__in=("totp", "webauthn"))
    grants = Prefetch("grants", RoleGrant.objects.order_by("role"))
    return User.objects.annotate(has_step=Exists(steps)).prefetch_related(grants)


def _asked(row: Invitation) -> Asked:
    is_over = row.expires_at <= timezone.now()
    return Asked(row, is_over, "" if is_over or settings.EMAIL_HOST else invitations.link_of(row))
