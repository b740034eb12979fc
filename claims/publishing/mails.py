"""Notices as mail: one at once, or all of a day together. Only to whom they are for, and with a way to stop them.

A mail says what the notice says: never the words of a note, never a review. Without EMAIL_URL nothing is sent.
A worker that dies between sending and writing that down sends again: a mail may come twice, under the same Message-ID,
so that mailboxes show it once, and never gets lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from claims import access, jobs, mailing, notices
from claims.errors import Refused
from claims.models import MailChoice, Notice, User
from claims.publishing import newsroom

_SALT = "claims.mail.stop"
#: What is older than this when the digest goes out is left to the desk.
_DIGEST_DAYS = 3
_MAX_LINES = 100


def mail_notice(notice_id: int) -> None:
    """Job: one notice as mail, unless it was read or mailed meanwhile, or is not wanted any more. At least once."""
    notice = Notice.objects.select_related("person").filter(pk=notice_id, mailed_at=None, read_at=None).first()
    if notice is None or not _may_have(notice.person, notice.kind):
        return
    if notices.wanted(notice.person, notice.kind) != MailChoice.When.AT_ONCE:
        return
    subject = f"{notice.get_kind_display()}" + (f" (claim #{notice.claim_id})" if notice.claim_id else "")
    _send(notice.person, subject, [notice], kind=notice.kind, message=f"notice-{notice.pk}")


def mail_digest(person_id: int) -> None:
    """Job: what this person has not read of the last days, of the kinds that they want once a day. At least once."""
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        return
    kinds = [kind for kind in Notice.Kind if notices.wanted(person, kind) == MailChoice.When.DAILY]
    waiting = _waiting().filter(person=person, kind__in=[kind for kind in kinds if _may_have(person, kind)])
    found = list(waiting.order_by("created_at", "pk")[:_MAX_LINES])
    if found:
        lines = "one notice" if len(found) == 1 else f"{len(found)} notices"
        _send(person, f"Your day at the desk: {lines}", found, kind="digest", message=f"digest-{found[-1].pk}")


def ask_for_digests() -> None:
    """Owe a digest to everybody for whom one waits."""
    if not settings.EMAIL_HOST:
        return
    is_daily = Q(pk__in=[])
    for kind in Notice.Kind:
        is_daily |= notices.choosing(kind, MailChoice.When.DAILY)
    owed = _waiting().filter(is_daily, person__is_active=True).exclude(person__email="")
    jobs.enqueue_all("mail_digest", list(owed.order_by().values_list("person", flat=True).distinct()))


def stop_url(person: User, kind: str) -> str:
    """The address that stops such mail with one click; it is signed and names nobody readably."""
    return newsroom.absolute(reverse("guests:stop_mail", args=[signing.dumps([person.pk, kind], salt=_SALT)]))


def read_stop(token: str) -> tuple[User, str]:
    """Whose mail of which kind (or "digest") an address stops. Raises Refused when it is not one of ours."""
    try:
        pk, kind = signing.loads(token, salt=_SALT)
        person = User.objects.get(pk=pk)
        if kind != "digest":
            Notice.Kind(kind)
    except (signing.BadSignature, ValueError, TypeError, User.DoesNotExist) as error:
        raise Refused(
            "This link is not whole. Copy it from the mail once more, or choose your mails in the desk."
        ) from error
    return person, str(kind)


def stop(person: User, kind: str) -> None:
    """No more mail of this kind; of all kinds that come once a day where it is the digest."""
    kinds = [kind] if kind != "digest" else [k for k in Notice.Kind if notices.wanted(person, k) == "daily"]
    for one in kinds:
        notices.choose(person, one, MailChoice.When.NEVER)


def _waiting() -> QuerySet[Notice]:
    since = timezone.now() - timedelta(days=_DIGEST_DAYS)
    return Notice.objects.filter(mailed_at=None, read_at=None, created_at__gte=since)


def _may_have(person: User, kind: str) -> bool:
    """Whoever left, or lost every role, hears of the claims they sent in and of nothing else."""
    if not (settings.EMAIL_HOST and person.is_active and person.email):
        return False
    return kind == Notice.Kind.NEWS or access.is_desk_member(person)


def _send(person: User, subject: str, found: Sequence[Notice], *, kind: str, message: str) -> None:
    stop_at = stop_url(person, kind)
    lines = [(notice.text, _address(notice)) for notice in found]
    choose_at = newsroom.absolute(reverse("desk:me"))
    mailing.send(
        person.email,
        subject,
        "claims/mail/notices.txt",
        {"person": person, "lines": lines, "stop_at": stop_at, "choose_at": choose_at},
        message=message,
        headers={"List-Unsubscribe": f"<{stop_at}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in found]).update(mailed_at=timezone.now())


def _address(notice: Notice) -> str:
    if notice.claim_id is None or not access.is_desk_member(notice.person):
        return ""
    return newsroom.absolute(reverse("desk:claim", args=[notice.claim_id]))
