"""Proof that history is whole: chains of events, their rows, and the seals over them. Reads all, writes seals only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from claims import audit
from claims.models import AuditSeal, Claim, ClaimEvent

#: Emptied by the database when the person is erased; who it was stands in the event.
_ERASABLE = frozenset({"sent_by_id"})


@dataclass(frozen=True)
class Flaw:
    """The first bad place of a chain."""

    claim: int
    version: int
    sentence: str


def find_flaw(claim: Claim) -> Flaw | None:
    """Walk one claim's chain from its first event and compare it with the row. None: everything holds."""
    previous_hash, previous_state, expected = audit.FIRST_HASH, "", 1
    recorded: dict[str, Any] = {}
    for event in ClaimEvent.objects.filter(claim=claim).order_by("version").iterator(chunk_size=500):
        sentence = _flaw_of(event, expected, previous_hash, previous_state)
        if sentence:
            return Flaw(claim.pk, event.version, sentence)
        previous_hash, previous_state, expected = event.hash, event.to_state, expected + 1
        recorded.update({name: pair[1] for name, pair in event.changes.items()})
    if claim.version != expected - 1:
        return Flaw(claim.pk, expected, f"the claim is at version {claim.version} but has {expected - 1} events")
    if claim.state != previous_state:
        return Flaw(claim.pk, claim.version, f"the claim is {claim.state} but its last event says {previous_state}")
    for name in audit.tracked_fields():
        value = audit.plain(getattr(claim, name))
        if name in recorded and value != recorded[name] and not (value is None and name in _ERASABLE):
            return Flaw(claim.pk, claim.version, f"the field {name} differs from what the last event wrote")
    return None


def _flaw_of(event: ClaimEvent, expected: int, previous_hash: str, previous_state: str) -> str:
    if event.version != expected:
        return f"event {expected} is missing"
    if event.previous_hash != previous_hash:
        return "the link to the event before it is broken"
    if event.from_state != previous_state:
        return f"it starts from {event.from_state} but the event before it ended in {previous_state}"
    if event.hash != audit.hash_of(event):
        return "its content does not match its hash"
    return ""


def hash_of_review(
    *, round_id: int, reviewer_id: int, rating: str, confidence: int, reasons: str, cited: Iterable[int]
) -> str:
    """sha256, hexadecimal, of a filed review's canonical JSON. `rating`: its slug; `cited`: ids of evidence."""
    content = {
        "round": round_id,
        "reviewer": reviewer_id,
        "rating": rating,
        "confidence": confidence,
        "reasons": reasons,
        "cited": sorted(cited),
    }
    return hashlib.sha256(audit.canonical_json(content)).hexdigest()


def seal_events() -> AuditSeal | None:
    """Seal all events up to now. Returns None when nothing new happened since the last seal."""
    with transaction.atomic():
        last = AuditSeal.objects.order_by("-number").first()
        newest = ClaimEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
        if newest == (last.last_event if last else 0):
            return None
        n_events, digest = _digest(newest)
        seal = AuditSeal(
            number=last.number + 1 if last else 1,
            last_event=newest,
            n_events=n_events,
            events_sha256=digest,
            previous_hash=last.hash if last else audit.FIRST_HASH,
            at=timezone.now(),
        )
        seal.hash = _hash_of_seal(seal)
        seal.save(force_insert=True)
    return seal


def find_broken_seal() -> AuditSeal | None:
    previous_hash = audit.FIRST_HASH
    for number, seal in enumerate(AuditSeal.objects.order_by("number"), start=1):
        n_events, digest = _digest(seal.last_event)
        intact = (
            seal.number == number
            and seal.previous_hash == previous_hash
            and seal.hash == _hash_of_seal(seal)
            and (seal.n_events, seal.events_sha256) == (n_events, digest)
        )
        if not intact:
            return seal
        previous_hash = seal.hash
    return None


def _digest(last_event: int) -> tuple[int, str]:
    digest, n_events = hashlib.sha256(), 0
    rows = ClaimEvent.objects.filter(pk__lte=last_event).order_by("pk").values_list("hash", flat=True)
    for event_hash in rows.iterator(chunk_size=2000):
        digest.update(event_hash.encode())
        n_events += 1
    return n_events, digest.hexdigest()


def _hash_of_seal(seal: AuditSeal) -> str:
    content = [seal.number, seal.last_event, seal.n_events, seal.events_sha256, seal.at.isoformat()]
    return hashlib.sha256(seal.previous_hash.encode() + audit.canonical_json(content)).hexdigest()
