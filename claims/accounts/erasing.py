"""A person's data go; what they did stays, under a number, and the chains of history hold (claims.audit).

What stays, and why, is told in docs/operating.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import audit
from claims.accounts import naming_texts, roles
from claims.accounts.roles import Verb
from claims.errors import Refused
from claims.models import (
    AccessEvent,
    ApiToken,
    ClaimEvent,
    ClaimLease,
    ErrorReport,
    Evidence,
    GuestLink,
    Invitation,
    KeptAnswer,
    MailChoice,
    Note,
    Notice,
    SavedFilter,
    Tip,
    User,
    Watch,
    Webhook,
    WebhookDelivery,
)

ERASED = "Erased"
_Worded = type[Note] | type[Notice] | type[KeptAnswer] | type[WebhookDelivery]


@dataclass(frozen=True)
class Erased:
    """What became of it. `n_names_kept`: events of releases up to 0.1, in whose hashes the name itself stands.

    `left`: a sentence for each kind of text that still has the name, without it, and what can be done.
    """

    pseudonym: str
    n_events: int
    n_names_kept: int
    n_notes: int
    left: tuple[str, ...]


def erase_person(person: User, *, by: User | None, way: AccessEvent.Way, why: str, with_notes: bool = False) -> Erased:
    """Raises Refused where `by` may not, without a reason, and for the last person who can give roles.

    `by`: None is the operator. `with_notes`: the words of their notes go too, but for those that readers were told.
    """
    username, shown, email = person.username, str(person), person.email
    pseudonym = audit.pseudonym(person.pk)
    if shown == pseudonym:
        raise Refused(f"{pseudonym} was erased already. There is nothing left to erase.")
    with transaction.atomic():
        _end_access(person, by=by, way=way, why=why)
        _forget_login(person, email)
        _forget_habits(person)
        _rename_in_others_words({f"@{username}": f"@erased-{person.pk}", shown: pseudonym})
        in_programs = {username: f"erased-{person.pk}", shown: pseudonym, email: ERASED}
        _rename_for_programs({name: instead for name, instead in in_programs.items() if name})
        Webhook.objects.filter(disabled_reason=f"{shown} switched it off.").update(
            disabled_reason=f"{pseudonym} switched it off."
        )
        n_notes = _erase_notes(person) if with_notes else 0
        events = ClaimEvent.objects.filter(by=person)
        n_kept = events.filter(hash_format__lt=3).count()
        n_events = events.exclude(name_salt="").update(by_name=pseudonym, name_salt="")
        User.objects.filter(pk=person.pk).update(
            username=f"erased-{person.pk}", first_name="Former member", last_name=str(person.pk), email="",
            password=make_password(None), is_active=False, is_staff=False, last_login=None,
        )  # fmt: skip
        kind = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).update(object_repr=pseudonym)
        roles.record(Verb.ERASED, person, "", by=by, way=way, why=why)
    return Erased(pseudonym, n_events, n_kept, n_notes, tuple(naming_texts.naming(shown, email).sentences()))


def erase_address(address: str) -> int:
    """A mail address of a reader, a guest or somebody who was invited, wherever it stands; returns in how many rows.

    What they sent stays, and so does what a guest agreed to have published.
    """
    address = address.strip()
    if "@" not in address:
        raise Refused("Give the mail address that has to go, such as name@example.org.")
    with transaction.atomic():
        n = Tip.objects.filter(email__iexact=address).update(email="")
        n += ErrorReport.objects.filter(email__iexact=address).update(email="")
        n += GuestLink.objects.filter(addressee__icontains=address).update(addressee=ERASED)
        n += _rename_for_programs({address: ERASED})
        return n + _forget_invitations(Q(email__iexact=address))


def _end_access(person: User, *, by: User | None, way: AccessEvent.Way, why: str) -> None:
    """Through the gate of roles, which says who may and refuses to leave nobody behind."""
    roles.set_active(person, is_active=False, by=by, way=way, why=why)
    if person.is_superuser:
        roles.set_superuser(person, is_superuser=False, by=by, way=way, why=why)
    for role in person.grants.values_list("role", flat=True):
        roles.take_role(person, role, by=by, way=way, why=why)


def _forget_login(person: User, email: str) -> None:
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    KeptAnswer.objects.filter(token__person=person).delete()
    ApiToken.objects.filter(person=person).update(name=ERASED)
    person.groups.clear()
    person.user_permissions.clear()
    _forget_invitations(Q(accepted_by=person) | Q(email__iexact=email) if email else Q(accepted_by=person))


def _forget_invitations(which: Q) -> int:
    rows = list(Invitation.objects.filter(which))
    for row in rows:
        if row.accepted_at is None and row.revoked_at is None:
            row.revoked_at = timezone.now()
        row.email = f"erased-{row.pk}@invalid.invalid"
        row.save(update_fields=["email", "revoked_at"])
    return len(rows)


def _forget_habits(person: User) -> None:
    for rows in (Notice, Watch, MailChoice, ClaimLease):
        rows.objects.filter(person=person).delete()
    SavedFilter.objects.filter(owner=person, is_shared=False).delete()
    person.mentions.clear()
    Evidence.named.through.objects.filter(user=person).delete()
    # What is printed on a published check stays there
    person.declarations.filter(claim__revisions=None).exclude(statement="").update(statement="")


def _rename_in_others_words(names: dict[str, str]) -> None:
    """Notes that mention them, and notices that tell what they did."""
    for model in (Note, Notice):
        _rename(model, "text", names)


def _rename_for_programs(names: dict[str, str]) -> int:
    """What programs were answered and may repeat for a day, and what was sent to webhooks and is kept for a month."""
    places: tuple[tuple[_Worded, str], ...] = (
        (KeptAnswer, "body"),
        (WebhookDelivery, "payload"),
        (WebhookDelivery, "error"),
    )
    return sum(_rename(model, field, names) for model, field in places)


def _rename(model: _Worded, field: str, names: dict[str, str]) -> int:
    """Every name of `names` becomes what stands beside it, whole words in any case; returns in how many rows.

    JSON is read as its text, in which what is not ASCII may be escaped.
    """
    instead = {spelt.lower(): new for name, new in names.items() for spelt in (name, json.dumps(name)[1:-1])}
    # An address before the name that it begins with
    longest_first = sorted(instead, key=len, reverse=True)
    before_it = {name: r"[\w.+-]" if "@" in name[1:] else r"[\w@]" for name in longest_first}
    whole_words = "|".join(rf"(?<!{other}){re.escape(name)}(?!\w)" for name, other in before_it.items())
    pattern = re.compile(whole_words, re.IGNORECASE)
    named, n = Q(), 0
    for name in instead:
        named |= Q(**{f"{field}__icontains": name})
    for pk, value in model.objects.filter(named).values_list("pk", field).iterator(chunk_size=500):
        before = value if isinstance(value, str) else json.dumps(value)
        after = pattern.sub(lambda found: instead[found[0].lower()], before)
        if after != before:
            now = after if isinstance(value, str) else json.loads(after)
            n += model.objects.filter(pk=pk).update(**{field: now})
    return n


def _erase_notes(person: User) -> int:
    n = Note.objects.filter(author=person).exclude(text="").update(text="", withdrawn_at=timezone.now())
    private = ClaimEvent.objects.filter(by=person, note_is_public=False).exclude(note_salt="")
    return n + private.update(note="", note_salt="")
