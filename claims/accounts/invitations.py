"""Invitations: the only way in. A signed link for one person, good once and for some days, mailed by a job.

The link holds the number and a secret of the row, signed; the row says whether it still works. Nothing that opens a
door is kept: the job that mails the link makes it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from claims import access, jobs, mailing, policy, turns
from claims.accounts import roles
from claims.accounts.roles import Verb, Way
from claims.errors import Refused
from claims.models import AccessEvent, Invitation, Role, User
from claims.publishing.newsroom import absolute

_SALT = "claims.accounts.invitation"
#: The same for a wrong, an old, a used and a withdrawn link: whoever tries links learns nothing.
NO_SUCH_LINK = "This invitation does not work, or does not work any more. Ask whoever invited you for another one."


def invite(email: str, roles_given: Collection[str], *, by: User, why: str) -> Invitation:
    """Ask somebody in, with roles that they get when they accept. An open invitation to the same address ends."""
    access.require_role(by, Role.MODERATOR)
    email = email.strip().lower()
    if not why.strip():
        raise Refused("Say why this person is invited: it is kept with their roles.")
    if _same_mailbox(email, by.email):
        raise access.Forbidden("This is your own address. Nobody invites themselves to another login.")
    if User.objects.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody with this address has a login already. Give them the roles that they lack.")
    now = timezone.now()
    with transaction.atomic():
        turns.wait_for("invitations")
        _open().filter(email__iexact=email).update(revoked_at=now)
        invitation = Invitation.objects.create(
            email=email,
            roles=[role.value for role in Role if role in roles_given],
            why=why.strip(),
            nonce=secrets.token_hex(16),
            invited_by=by,
            invited_at=now,
            expires_at=now + timedelta(days=policy.current().invitation_days),
        )
        AccessEvent.objects.bulk_create(
            AccessEvent(invitation=invitation, verb=Verb.INVITED, role=role, by=by, way=Way.DESK, why=invitation.why)
            for role in invitation.roles or [""]
        )
        if settings.EMAIL_HOST:
            jobs.enqueue("mail_invitation", invitation.pk)
    return invitation


def link_of(invitation: Invitation) -> str:
    """The address that accepts it. To be shown to nobody but the person who is invited."""
    token = signing.dumps([invitation.pk, invitation.nonce], salt=_SALT)
    return absolute(reverse("desk:accept_invitation", args=[token]))


def revoke(invitation: Invitation, *, by: User) -> None:
    access.require_role(by, Role.MODERATOR)
    if not _open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise Refused("This invitation was accepted or withdrawn already. Load the page again.")


def open_invitations() -> QuerySet[Invitation]:
    """Those that wait for an answer, also when their time is over."""
    return _open().select_related("invited_by")


def find(token: str) -> Invitation:
    """Raises access.NotFound with one sentence for every link that opens nothing."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise access.NotFound(NO_SUCH_LINK) from error
    invitation = _working().filter(pk=pk, nonce=nonce).select_related("invited_by").first()
    if invitation is None or not access.has_role(invitation.invited_by, Role.MODERATOR):
        raise access.NotFound(NO_SUCH_LINK)
    return invitation


def find_for(email: str) -> Invitation | None:
    """The invitation to an address that somebody else has proved to be theirs."""
    invitation = _working().filter(email__iexact=email).select_related("invited_by").first()
    return invitation if invitation and access.has_role(invitation.invited_by, Role.MODERATOR) else None


def accept(token: str, *, name: str, username: str, password: str) -> User:
    """Make the login. Raises Refused for a user name that is taken, in whatever case, and NotFound as `find` does."""
    invitation = find(token)
    with transaction.atomic():
        turns.wait_for("invitations")
        if User.objects.filter(username__iexact=username).exists():
            raise Refused("This user name is taken. Choose another one.")
        first, _, last = " ".join(name.split()).rpartition(" ")
        person = User(username=username, first_name=(first or last)[:150], last_name=(last if first else "")[:150])
        person.set_password(password)
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError as error:
            raise Refused("This user name is taken. Choose another one.") from error
        take_up(invitation, person)
    return person


def take_up(invitation: Invitation, person: User) -> None:
    """The invitation is used: its address and its roles are this person's. In the caller's transaction."""
    used = _working().filter(pk=invitation.pk).update(accepted_at=timezone.now(), accepted_by=person)
    if not used:
        raise access.NotFound(NO_SUCH_LINK)
    person.email = invitation.email
    person.save(update_fields=["email"])
    EmailAddress.objects.update_or_create(
        user=person, email=invitation.email, defaults={"verified": True, "primary": True}
    )
    for role in invitation.roles:
        roles.give_role(person, role, by=invitation.invited_by, way=Way.INVITATION, why=invitation.why)


def mail_invitation(invitation_id: int) -> None:
    """Job: the link, to whom it is for, while it works. It comes at least once, under one Message-ID."""
    invitation = _working().filter(pk=invitation_id, mailed_at=None).select_related("invited_by").first()
    if invitation is None or not settings.EMAIL_HOST:
        return
    mailing.send(
        invitation.email,
        "You are invited to the desk",
        "claims/mail/invitation.txt",
        {"invitation": invitation, "link": link_of(invitation)},
        message=f"invitation-{invitation.pk}",
    )
    Invitation.objects.filter(pk=invitation.pk).update(mailed_at=timezone.now())


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def _working() -> QuerySet[Invitation]:
    return _open().filter(expires_at__gt=timezone.now())


def _same_mailbox(one: str, other: str) -> bool:
    """Mail for name+anything@ comes to name@."""

    def plain(address: str) -> tuple[str, str]:
        local, _, domain = address.strip().lower().rpartition("@")
        return local.partition("+")[0], domain

    return bool(other) and plain(one) == plain(other)
