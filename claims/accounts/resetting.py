"""A forgotten password: a link by mail, to an address that its owner has proved, good once and for an hour.

Nobody learns whether a login exists: whatever address is given, the same is written, done and said. Nothing that opens
a door is kept: the job that mails the link makes it, and Django signs into it what a new password changes.
"""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from claims import access, jobs, mailing, throttle
from claims.accounts import roles, sessions
from claims.accounts.roles import Verb, Way
from claims.errors import Refused
from claims.models import Job, User
from claims.publishing.newsroom import absolute

#: Mails to one person within an hour; what is asked for beyond that is quietly left.
MOST_MAILS: Final = 3
#: The same for a wrong, an old and a used link: whoever tries links learns nothing.
NO_SUCH_LINK: Final = "This link does not work, or does not work any more. Ask for another one."
#: A job for nobody, so that an unknown address costs what a known one does.
_NOBODY: Final = 0


class _Links(PasswordResetTokenGenerator):
    """Signed over the password, the last login and the address: when one of these changes, the link is over."""

    key_salt = "claims.accounts.resetting"


_links = _Links()


def ask(address: str) -> None:
    """Mail a link if the address is one of ours. Raises Refused where no mail is sent at all."""
    if not settings.EMAIL_HOST:
        raise Refused("This desk sends no mail. Ask whoever runs it to set a new password for you.")
    address = address.strip().lower()
    person = _owner_of(address)
    try:
        # By the person: several addresses may be theirs, and be written in several ways
        throttle.count_for_certain("reset", str(person.pk) if person else address, most=MOST_MAILS, per_s=3600)
    except throttle.TooMany:
        return
    jobs.enqueue("mail_reset", person.pk if person else _NOBODY)


def mail_reset(person_id: int) -> None:
    """Job: the link, to the proved address of somebody who logs in by password. At least once."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    proved = EmailAddress.objects.filter(user=person_id, verified=True).order_by("-primary", "pk").first()
    if person is None or proved is None or not person.has_usable_password() or not settings.EMAIL_HOST:
        return
    link = link_of(person)
    job = Job.objects.filter(name="mail_reset", target=person.pk).first()
    mailing.send(
        proved.email,
        "A new password",
        "claims/mail/reset.txt",
        {"person": person, "link": link},
        # The same when this job is tried again, another when it is asked for later
        message=f"reset-{person.pk}-{job.pk if job else 0}",
    )


def link_of(person: User) -> str:
    """To be shown to nobody but this person."""
    return absolute(reverse("desk:new_password", args=[f"{person.pk}-{_links.make_token(person)}"]))


def find(key: str) -> User:
    """Raises access.NotFound with one sentence for every link that opens nothing."""
    return _find(key, User.objects.all())


def reset(key: str, password: str) -> None:
    """Set the password; every session of this person ends, and the link with the old password."""
    with transaction.atomic():
        person = _find(key, User.objects.select_for_update())
        person.set_password(password)
        person.save(update_fields=["password"])
        sessions.end_sessions(person)
        roles.record_own(Verb.RESET, person, way=Way.MAIL)


def _find(key: str, people: QuerySet[User]) -> User:
    number, _, token = key.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    person = people.filter(pk=int(number), is_active=True).first() if is_number else None
    if person is None or not _links.check_token(person, token):
        raise access.NotFound(NO_SUCH_LINK)
    return person


def _owner_of(address: str) -> User | None:
    """Whoever has proved that the address is theirs; one that was only typed into the admin proves nothing."""
    proved = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
    row = proved.select_related("user").first()
    return row.user if row is not None and row.user.has_usable_password() else None
