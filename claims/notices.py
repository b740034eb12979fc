"""Lines for single people in the desk, and whether mail follows. A notice says what happened, never what is private."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from claims import jobs
from claims.models import Claim, MailChoice, Notice, User

#: When a kind of notice is mailed to whoever has chosen nothing else.
USUAL: dict[str, MailChoice.When] = {
    Notice.Kind.MENTION: MailChoice.When.AT_ONCE,
    Notice.Kind.ASSIGNED: MailChoice.When.AT_ONCE,
    Notice.Kind.ANSWER: MailChoice.When.AT_ONCE,
    Notice.Kind.PLANNED: MailChoice.When.AT_ONCE,
    Notice.Kind.DUE: MailChoice.When.DAILY,
    Notice.Kind.LEASE: MailChoice.When.NEVER,
    Notice.Kind.WATCHED: MailChoice.When.DAILY,
    Notice.Kind.NEWS: MailChoice.When.DAILY,
    Notice.Kind.PROGRAM: MailChoice.When.AT_ONCE,
}


def give(people: Iterable[User | int], *, kind: Notice.Kind, key: str, text: str, claim: Claim | None = None) -> None:
    """One line for each of them, in the caller's transaction; `key` names the occasion, and twice is once."""
    pks = {person if isinstance(person, int) else person.pk for person in people}
    active = User.objects.filter(pk__in=pks, is_active=True)
    Notice.objects.bulk_create(
        [Notice(person=person, claim=claim, kind=kind, key=key, text=text) for person in active], ignore_conflicts=True
    )
    if not settings.EMAIL_HOST:
        return
    at_once = choosing(kind, MailChoice.When.AT_ONCE)
    owed = Notice.objects.filter(key=key, person__in=active, mailed_at=None).filter(at_once, ~Q(person__email=""))
    jobs.enqueue_all("mail_notice", list(owed.values_list("pk", flat=True)))


def choosing(kind: str, when: MailChoice.When) -> Q:
    """Notices of this kind whose person wants it mailed then."""
    chose = MailChoice.objects.filter(kind=kind)
    if USUAL[kind] == when:
        return Q(kind=kind) & ~Q(person__in=chose.exclude(when=when).values("person"))
    return Q(kind=kind, person__in=chose.filter(when=when).values("person"))


def wanted(person: User, kind: str) -> MailChoice.When:
    """When this person wants mail about such notices."""
    chosen = MailChoice.objects.filter(person=person, kind=kind).values_list("when", flat=True).first()
    return MailChoice.When(chosen) if chosen else USUAL[kind]


def short(statement: str) -> str:
    """A statement as it is quoted in a notice."""
    shown = statement if len(statement) <= 120 else statement[:119].rstrip() + "…"
    return f"“{shown}”"


def choose(person: User, kind: str, when: str) -> None:
    """From now on this person hears of such notices by mail then."""
    MailChoice.objects.update_or_create(person=person, kind=kind, defaults={"when": MailChoice.When(when)})
