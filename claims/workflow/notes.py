"""Notes among colleagues. Their words stand in the note alone: never in events, notices, mail or anything published.

A note that a reviewer writes while their round is blind is sealed like their review (claims.access.visible_notes):
"I lean towards false" in a note would tell the others what the round must not tell them yet.
"""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils import timezone

from claims import access, audit, notices
from claims.errors import Refused
from claims.models import Assignment, Claim, Note, Notice, ReviewRound, User
from claims.workflow import watching

MAX_NOTE = 4000
_MAX_MENTIONS = 20
#: Letters that a name and a login have in common for one to be offered for the other, and how many are offered.
_N_ALIKE = 3
#: A name after @, as logins are spelled; not inside an address of mail.
MENTION = re.compile(r"(?<![\w@.+-])@([\w.+-]*\w)")


def write_note(claim: Claim, *, by: User, text: str, mentions: bool = True) -> Note:
    """A note for the desk; @name gives that colleague a notice. It makes nobody's page stale.

    Without `mentions` it tells nobody whom it names: its words are somebody else's.
    """
    access.require_desk_member(by)
    text = text.strip()
    if not text:
        raise Refused("Write the note first.")
    if len(text) > MAX_NOTE:
        raise Refused(f"Keep a note under {MAX_NOTE} characters.")
    with audit.record(claim, verb="write_note", by=by, is_binding=False) as change:
        note = Note.objects.create(
            claim=change.claim,
            author=by,
            text=text,
            sealed_in=blind_round_of(change.claim, by),
            written_at=timezone.now(),
        )
        mentioned = mentioned_in(text) if mentions else []
        note.mentioned.set(mentioned)
        change.add_detail("note", None, note.pk)
        _tell(note, [person for person in mentioned if person != by])
    return note


def withdraw_note(note: Note, *, by: User) -> None:
    """Its author takes a note back: the words are gone, that there was one stays."""
    if note.author_id != by.pk:
        raise access.Forbidden("Only its author can take a note back.")
    with audit.record(note.claim_id, verb="withdraw_note", by=by, is_binding=False) as change:
        left = Note.objects.filter(pk=note.pk, withdrawn_at=None)
        if not left.update(text="", withdrawn_at=timezone.now()):
            raise Refused("This note was taken back already.")
        note.mentioned.clear()
        Notice.objects.filter(key=_key(note), read_at=None).delete()
        change.add_detail("note", note.pk, None)


def blind_round_of(claim: Claim, person: User) -> ReviewRound | None:
    """The newest round that this person was asked to review and that is still blind, as access.visible_reviews says.

    One that was returned before it was complete is: the same reviewers may be asked again.
    """
    asked = Assignment.objects.filter(reviewer=person, round__claim=claim, round__completed_at=None).filter(
        Q(round__closed_at=None) | Q(round__claim__state__in=access.MAY_BE_REVIEWED_AGAIN)
    )
    assignment = asked.select_related("round").order_by("-round__number").first()
    return assignment.round if assignment else None


def unsealed_when(round: ReviewRound) -> str:
    """When others read what was written in this blind round, as the end of a sentence."""
    if round.closed_at is None:
        return "when the review round is complete"
    return "when the claim, which was returned, is decided"


def names_in(text: str) -> list[str]:
    """What stands after an @, each once, in small letters."""
    return list(dict.fromkeys(name.lower() for name in MENTION.findall(text)))[:_MAX_MENTIONS]


def mentioned_in(text: str) -> list[User]:
    """Colleagues whose login stands after an @; whoever has no role in the desk is not told of anything."""
    names = names_in(text)
    if not names:
        return []
    is_named = Q()
    for name in names:
        is_named |= Q(username__iexact=name)
    people = User.objects.filter(is_named, is_active=True).order_by("pk")
    return [person for person in people if access.is_desk_member(person)]


def who_was_told(note: Note) -> str:
    """In words for its author: whom it has told, and which names are nobody's here, with those that begin alike."""
    mentioned = list(note.mentioned.order_by("pk"))
    told = ", ".join(str(person) for person in mentioned if person != note.author)
    known = {person.username.lower() for person in mentioned}
    strangers = [name for name in names_in(note.text) if name not in known]
    found = [f"Told: {told}."] if told else []
    if strangers:
        names = ", ".join(f"@{name}" for name in strangers)
        alike = ", ".join(f"@{person.username} ({person})" for person in _alike(strangers[0]))
        found.append(f"Nobody in the desk has the user name {names}." + (f" There is {alike}." if alike else ""))
    return " ".join(found)


def _alike(name: str) -> list[User]:
    begins = Q()
    for field in ("username", "first_name", "last_name"):
        begins |= Q(**{f"{field}__istartswith": name[:_N_ALIKE]})
    people = User.objects.filter(begins, is_active=True).order_by("pk")[:_MAX_MENTIONS]
    return [person for person in people if access.is_desk_member(person)][:_N_ALIKE]


def _tell(note: Note, mentioned: list[User]) -> None:
    where = f"a note on {notices.short(note.claim.statement)}"
    sealed = f" It can be read {unsealed_when(note.sealed_in)}." if note.sealed_in is not None else ""
    notices.give(
        mentioned,
        kind=Notice.Kind.MENTION,
        key=_key(note),
        text=f"{note.author} mentions you in {where}.{sealed}",
        claim=note.claim,
    )
    if not note.sealed_in_id:
        text = f"{note.author} wrote {where}."
        watching.tell(note.claim, key=f"note:{note.pk}", text=text, but={note.author, *mentioned})


def _key(note: Note) -> str:
    return f"mention:{note.pk}"
