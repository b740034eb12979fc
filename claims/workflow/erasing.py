"""A note in the history that must not stand there: its words go, and who had them erased, when and why stays."""

from __future__ import annotations

from claims import access, audit
from claims.errors import Refused
from claims.models import ClaimEvent, PlannedPublication, Role, User


def erase_note(event: ClaimEvent, *, by: User, why: str) -> None:
    """Empty the note of one event; the chain of hashes holds without it (claims.audit)."""
    access.require_role(by, Role.MODERATOR)
    why = why.strip()
    if not why:
        raise Refused("Say why the note has to go, without repeating its words: the reason stays in the history.")
    with audit.record(event.claim_id, verb="erase_note", by=by, is_binding=False, note=why) as change:
        fresh = ClaimEvent.objects.get(pk=event.pk)
        if not fresh.note:
            raise Refused("This event has no note, or it was erased already.")
        if fresh.note_is_public:
            raise Refused("Readers were told this note. Correct or retract what is published instead.")
        if not fresh.note_salt:
            raise Refused("This note is so old that the history rests on its words: erasing it would break the chain.")
        change.add_detail("erased_note_of", None, fresh.version)
        PlannedPublication.objects.filter(claim=event.claim_id, note=fresh.note).update(note="")
        ClaimEvent.objects.filter(pk=fresh.pk).update(note="", note_salt="")
