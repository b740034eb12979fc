"""What changed about somebody's login is told to them by mail: whoever took it over cannot keep that quiet.

Each such change is an event of the record first (claims.accounts.roles.record); the mail follows from the event.
"""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from claims import mailing
from claims.models import AccessEvent, User
from claims.publishing.newsroom import absolute

_Verb = AccessEvent.Verb
#: What is told, and how.
TOLD: Final[dict[str, str]] = {
    _Verb.PASSWORD: "The password of your login was changed.",
    _Verb.RESET: "A new password was set for your login, by a link that was mailed to you.",
    _Verb.STEP: "A second step was added to your login.",
    _Verb.NO_STEP: "A second step was removed from your login.",
    _Verb.FREED: "All second steps were removed from your login by somebody who may do that.",
    _Verb.CODES: "New recovery codes were made for your login; the old ones work no more.",
    _Verb.CODE: "A recovery code was used to log in as you. It works no more.",
    _Verb.MADE: "A token was made with which a program works in your name. Another password does not end it: end it "
    "under Your programs if it is not yours.",
    _Verb.ADDRESS: "The mail address of your login was changed.",
    _Verb.PROVIDER: "Your login was connected to an account of your organisation, which can log in as you from now on.",
    _Verb.BROWSER: "Somebody logged in as you with a browser that you have not used here before.",
}
#: Told of one login on its own page (count).
N_LATEST: Final = 6


def latest(person: User) -> list[tuple[AccessEvent, str]]:
    """What was told last about this person's login, the newest first, with its sentence."""
    events = AccessEvent.objects.filter(person=person, verb__in=TOLD).select_related("by")[:N_LATEST]
    return [(event, TOLD[event.verb]) for event in events]


def mail_login_change(event_id: int) -> None:
    """Job: one change, to every address that its person has or has proved. At least once."""
    event = AccessEvent.objects.select_related("person", "by").filter(pk=event_id, verb__in=TOLD).first()
    if event is None or event.person is None or not settings.EMAIL_HOST:
        return
    proved = EmailAddress.objects.filter(user=event.person, verified=True).values_list("email", flat=True)
    addresses = {address.lower() for address in (event.person.email, *proved) if address}
    for number, address in enumerate(sorted(addresses), start=1):
        mailing.send(
            address,
            "A new browser" if event.verb == _Verb.BROWSER else "Your login has changed",
            "claims/mail/login_change.txt",
            {
                "sentence": TOLD[event.verb],
                "event": event,
                "browser": event.why if event.verb == _Verb.BROWSER else "",
                "is_own": event.by_id == event.person_id,
                "login": absolute(reverse("desk:your_login")),
                "forgotten": absolute(reverse("desk:forgotten")),
            },
            message=f"login-{event.pk}-{number}",
        )
