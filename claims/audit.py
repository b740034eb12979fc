"""The one gate that writes history: no other code changes a Claim.

Every change bumps the claim's version and appends a ClaimEvent in the same transaction, so `claim.version` equals the
number of events for ever. Events are chained by hash: hash = sha256(previous hash + canonical JSON of the event), in
which salted hashes stand for its note and for the name of who did it, so that the chain holds without them.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from claims.errors import Stale
from claims.models import Claim, ClaimEvent, User

MACHINE_NAME = "Machine"
FIRST_HASH = "0" * 64
#: What is told of evidence may have to be withheld later: without a salt, all that could be tried against its hash.
SALTED = frozenset({
    "attach_source", "suggest_source", "find_evidence", "decide_evidence", "change_visibility", "capture_source",
    "decide_origin", "recheck_source", "see_recheck",
})  # fmt: skip
#: Bookkeeping of the gate itself; everything else that changes is written into the event.
_OWN_FIELDS = frozenset({"version", "changed_at", "state", "id", "created_at"})


@dataclass
class Change:
    """One change of one claim while it happens: the fresh, locked claim and what is to be set."""

    claim: Claim
    note: str = ""
    note_is_public: bool = False
    new_values: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    to_state: str = ""
    event: ClaimEvent | None = None

    def set(self, **values: Any) -> None:
        """Fields of the claim to change; written when the block ends."""
        self.new_values.update(values)

    def add_detail(self, name: str, before: Any, after: Any) -> None:
        """A change of a row that hangs on the claim, written into the event as {name: [before, after]}."""
        self.details[name] = [plain(before), plain(after)]


@contextmanager
def record(
    claim: Claim | int,
    *,
    verb: str,
    by: User | None,
    when: Collection[str] | None = None,
    seen: int | None = None,
    is_binding: bool = True,
    note: str = "",
    note_is_public: bool = False,
) -> Iterator[Change]:
    """Change a claim: lock it by a conditional UPDATE, let the caller check and set, write the event.

    `when`: the states in which the change is possible. `seen`: the version the person looked at; a newer binding
    event means Stale. Any exception in the block rolls everything back.
    """
    pk = claim if isinstance(claim, int) else claim.pk
    with transaction.atomic():
        rows = Claim.objects.filter(pk=pk)
        if when is not None:
            rows = rows.filter(state__in=when)
        if rows.update(version=F("version") + 1) == 0:
            raise Stale(_sentence_about_the_last_event(pk))
        fresh = Claim.objects.get(pk=pk)
        if seen is not None:
            _refuse_when_stale(fresh, seen)
        change = Change(claim=fresh, note=note, note_is_public=note_is_public, to_state=fresh.state)
        yield change
        change.event = _write(change, verb=verb, by=by, is_binding=is_binding)


def create_claim(*, verb: str, by: User | None, note: str = "", **values: Any) -> Claim:
    """A new claim with its first event. Raises IntegrityError when the slug is taken."""
    return create_claims([values], verb=verb, by=by, note=note)[0]


def create_claims(
    rows: Sequence[dict[str, Any]], *, verb: str, by: User | None, note: str = "", details: dict[str, Any] | None = None
) -> list[Claim]:
    """New claims with their first events, in the order of `rows`, which hold the claims' fields.

    `details`: what each event tells besides, as `Change.add_detail` has it.
    """
    told = {name: [None, plain(value)] for name, value in (details or {}).items()}
    now = timezone.now()
    with transaction.atomic():
        claims = Claim.objects.bulk_create([Claim(version=1, changed_at=now, **values) for values in rows])
        ClaimEvent.objects.bulk_create(
            _event(claim, verb=verb, by=by, note=note, changes=_first_values(claim, values) | told)
            for claim, values in zip(claims, rows, strict=True)
        )
    return claims


def _first_values(claim: Claim, values: dict[str, Any]) -> dict[str, Any]:
    changes = {
        name: [None, plain(getattr(claim, name))]
        for name in tracked_fields()
        if name in values or name.removesuffix("_id") in values
    }
    if claim.sent_by_id is not None:
        # Where the sender is withheld, their colleagues' names could else be tried against the event's hash
        changes["salt"] = [None, secrets.token_hex(16)]
    return changes


def _write(change: Change, *, verb: str, by: User | None, is_binding: bool) -> ClaimEvent:
    claim, from_state = change.claim, change.claim.state
    changes = dict(change.details)
    for name, value in change.new_values.items():
        attribute = _attribute(name)
        before = getattr(claim, attribute)
        setattr(claim, name, value)
        if getattr(claim, attribute) != before:
            changes[attribute] = [plain(before), plain(getattr(claim, attribute))]
    if verb in SALTED:
        changes["salt"] = [None, secrets.token_hex(16)]
    claim.state = change.to_state
    claim.changed_at = timezone.now()
    Claim.objects.filter(pk=claim.pk).update(state=claim.state, changed_at=claim.changed_at, **change.new_values)
    event = _event(
        claim,
        verb=verb,
        by=by,
        is_binding=is_binding,
        from_state=from_state,
        note=change.note,
        note_is_public=change.note_is_public,
        changes=changes,
        previous_hash=_hash_before(claim),
    )
    event.save(force_insert=True)
    return event


def _hash_before(claim: Claim) -> str:
    before = ClaimEvent.objects.filter(claim=claim, version=claim.version - 1).values_list("hash", flat=True).first()
    return before or FIRST_HASH


def _event(
    claim: Claim,
    *,
    verb: str,
    by: User | None,
    changes: dict[str, Any],
    is_binding: bool = True,
    from_state: str = "",
    note: str = "",
    note_is_public: bool = False,
    previous_hash: str = FIRST_HASH,
) -> ClaimEvent:
    """The event of the claim's present version, hashed and not yet saved."""
    salt, name_salt = secrets.token_hex(16) if note else "", secrets.token_hex(16) if by else ""
    event = ClaimEvent(
        claim=claim,
        version=claim.version,
        verb=verb,
        is_binding=is_binding,
        from_state=from_state,
        to_state=claim.state,
        by=by,
        by_name=str(by) if by else MACHINE_NAME,
        note=note,
        note_is_public=note_is_public,
        note_salt=salt,
        note_sha256=hash_of_note(note, salt) if note else "",
        name_salt=name_salt,
        name_sha256=hash_of_note(str(by), name_salt) if by else "",
        changes=changes,
        at=claim.changed_at or timezone.now(),
        previous_hash=previous_hash,
    )
    event.hash = hash_of(event)
    return event


def hash_of(event: ClaimEvent) -> str:
    """sha256, hexadecimal, of the previous hash and the event's canonical JSON (sorted keys, no spaces, UTF-8)."""
    return hashlib.sha256(event.previous_hash.encode() + canonical_json(content_of(event))).hexdigest()


def hash_of_note(note: str, salt: str) -> str:
    """sha256, hexadecimal, of the salt followed by the note, or name: without the salt a short one could be guessed."""
    return hashlib.sha256(f"{salt}{note}".encode()).hexdigest()


def pseudonym(person_id: int | None) -> str:
    """What stands for the name of somebody who was erased; the database lets a name become this and nothing else."""
    return f"Former member {person_id}"


def content_of(event: ClaimEvent) -> dict[str, Any]:
    """What an event says, as it is hashed; with the hashes of note and name where its format has them."""
    if event.hash_format == 1:
        note: dict[str, Any] = {"note": event.note}
    else:
        note = {"format": event.hash_format, "note_sha256": event.note_sha256}
    name = {"by_name": event.by_name} if event.hash_format < 3 else {"by_name_sha256": event.name_sha256}
    return {
        **note,
        **name,
        "claim": event.claim_id,
        "version": event.version,
        "verb": event.verb,
        "is_binding": event.is_binding,
        "from": event.from_state,
        "to": event.to_state,
        "by": event.by_id,
        "note_is_public": event.note_is_public,
        "changes": event.changes,
        "at": event.at.isoformat(),
    }


def canonical_json(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value: Any) -> Any:
    """A value as it is kept in an event: what comes back from either database's JSON is the same, digit by digit."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def _attribute(name: str) -> str:
    """The attribute that holds the plain value of a field: researcher_id for researcher."""
    field = Claim._meta.get_field(name)
    return field.attname if isinstance(field, models.Field) else name


def tracked_fields() -> list[str]:
    """Attributes of a claim that events write down."""
    return [field.attname for field in Claim._meta.concrete_fields if field.name not in _OWN_FIELDS]


def _refuse_when_stale(claim: Claim, seen: int) -> None:
    newer = ClaimEvent.objects.filter(claim=claim, version__gt=seen, is_binding=True).order_by("-version").first()
    if newer is not None:
        raise Stale(_sentence_about(newer))


def _sentence_about_the_last_event(pk: int) -> str:
    last = ClaimEvent.objects.filter(claim_id=pk, is_binding=True).order_by("-version").first()
    if last is None:
        return "This claim does not exist any more. Go back to the inbox."
    return _sentence_about(last)


def _sentence_about(event: ClaimEvent) -> str:
    what = event.verb.replace("_", " ")
    state = Claim(state=event.to_state).get_state_display().lower()
    return (
        f"{event.by_name} changed this claim meanwhile ({what}); it is now {state}. "
        "Look at what changed and then decide again."
    )
