"""Proof that history is whole: chains of events, their rows, and the seals over them. Reads all, writes seals only."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims import audit, turns
from claims.models import AuditSeal, Claim, ClaimEvent, ReviewRound, Snapshot
from claims.snapshots import verifying

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
    recorded = _first_values()
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
        if value != recorded[name] and not (value is None and name in _ERASABLE):
            return Flaw(claim.pk, claim.version, f"the field {name} differs from what the last event wrote")
    return None


def _first_values() -> dict[str, Any]:
    """What the fields of a claim hold until an event names them: the defaults of the model."""
    unwritten = Claim()
    return {name: audit.plain(getattr(unwritten, name)) for name in audit.tracked_fields()}


def _flaw_of(event: ClaimEvent, expected: int, previous_hash: str, previous_state: str) -> str:
    if event.version != expected:
        return f"event {expected} is missing"
    if event.previous_hash != previous_hash:
        return "the link to the event before it is broken"
    if event.from_state != previous_state:
        return f"it starts from {event.from_state} but the event before it ended in {previous_state}"
    if event.hash != audit.hash_of(event):
        return "its content does not match its hash"
    has_note = event.hash_format > 1 and bool(event.note or event.note_salt)
    if has_note and audit.hash_of_note(event.note, event.note_salt) != event.note_sha256:
        return "its note is not the one that was written"
    return "its name is not that of the person who did it" if event.hash_format > 2 and not _is_true_name(event) else ""


def _is_true_name(event: ClaimEvent) -> bool:
    """The name that was written, or the pseudonym of somebody who was erased since."""
    if event.by_id is None:
        return event.by_name == audit.MACHINE_NAME and not event.name_sha256
    if event.name_salt:
        return audit.hash_of_note(event.by_name, event.name_salt) == event.name_sha256
    return event.by_name == audit.pseudonym(event.by_id)


def hash_of_review(
    *, round_id: int, reviewer_id: int, rating: str, confidence: int, reasons: str, cited: Iterable[int]
) -> str:
    """sha256, hexadecimal, of a filed review's canonical JSON. `rating`: its slug; `cited`: ids of evidence."""
    content = content_of_review(
        round_id=round_id,
        reviewer_id=reviewer_id,
        rating=rating,
        confidence=confidence,
        reasons=reasons,
        cited=cited,
    )
    return hashlib.sha256(audit.canonical_json(content)).hexdigest()


def content_of_review(
    *, round_id: int, reviewer_id: int, rating: str, confidence: int, reasons: str, cited: Iterable[int]
) -> dict[str, Any]:
    """What a review says, as it is hashed."""
    return {
        "round": round_id,
        "reviewer": reviewer_id,
        "rating": rating,
        "confidence": confidence,
        "reasons": reasons,
        "cited": sorted(set(cited)),
    }


def find_false_round() -> str:
    """The first review round or review that is not what was submitted or filed, as a sentence; empty: all are."""
    told = _Told()
    rounds = ReviewRound.objects.order_by("pk").prefetch_related("reviews__rating", "reviews__cited")
    for round_ in rounds.iterator(chunk_size=100):
        sentence = _falsehood_of(round_, told)
        if sentence:
            return f"Claim {round_.claim_id}, review round {round_.number}: {sentence}."
    return told.sentence_about_lost_rows()


class _Told:
    """What the events tell of rounds and reviews; whatever is found in the tables is crossed out."""

    def __init__(self) -> None:
        #: By claim and number of the round
        self.drafts: dict[tuple[int, int], str] = {}
        #: By claim, number of the round and hash of the review
        self.filed: Counter[tuple[int, int, str]] = Counter()
        #: By claim, number of the round and person
        self.withdrawn: Counter[tuple[int, int, int | None]] = Counter()
        events = ClaimEvent.objects.filter(verb__in=("submit", "file_review", "withdraw_review")).order_by("pk")
        for event in events.iterator(chunk_size=500):
            before, after = event.changes["round"]
            if event.verb == "submit":
                self.drafts[event.claim_id, after] = event.changes["frozen_sha256"][1]
            elif event.verb == "file_review":
                self.filed[event.claim_id, after, event.changes["review_sha256"][1]] += 1
            else:
                self.withdrawn[event.claim_id, before, event.by_id] += 1

    def sentence_about_lost_rows(self) -> str:
        for claim, number in self.drafts:
            return f"Claim {claim}, review round {number}: it was submitted and is gone."
        for claim, number, _ in +self.filed:
            return f"Claim {claim}, review round {number}: a filed review is gone or was changed."
        for claim, number, person in +self.withdrawn:
            return f"Claim {claim}, review round {number}: person {person} withdrew a review that stands as filed."
        return ""


def _falsehood_of(round: ReviewRound, told: _Told) -> str:
    place = (round.claim_id, round.number)
    frozen_sha256 = hashlib.sha256(audit.canonical_json(round.frozen)).hexdigest()
    if not frozen_sha256 == round.frozen_sha256 == told.drafts.pop(place, ""):
        return "its frozen draft is not what was submitted"
    for review in round.reviews.all():
        digest = hash_of_review(
            round_id=round.pk,
            reviewer_id=review.reviewer_id or 0,
            rating=review.rating.slug,
            confidence=review.confidence,
            reasons=review.reasons,
            cited=[evidence.pk for evidence in review.cited.all()],
        )
        told.filed[*place, digest] -= 1
        if review.is_machine or told.filed[*place, digest] < 0:
            return f"review {review.pk} is not what was filed"
        if review.withdrawn_at is not None:
            told.withdrawn[*place, review.reviewer_id] -= 1
            if told.withdrawn[*place, review.reviewer_id] < 0:
                return f"review {review.pk} counts as withdrawn, but nobody withdrew it"
    return ""


def published_hashes() -> dict[tuple[int, int], str]:
    """What the events say was published: the sha256 of each revision by claim and number."""
    events = ClaimEvent.objects.filter(changes__has_key="revision_sha256").order_by("pk")
    return {
        (event.claim_id, event.changes["revision"][1]): event.changes["revision_sha256"][1]
        for event in events.iterator(chunk_size=500)
    }


def find_lost_capture() -> str:
    """The first capture that is not what was captured, as a sentence; empty: all are as they were."""
    snapshots = Snapshot.objects.order_by("pk").iterator(chunk_size=verifying.N_AT_ONCE)
    for _, flaws in verifying.find_flaws(snapshots):
        if flaws:
            return flaws[0]
    return next(verifying.find_false_history(), "")


def seal_events() -> AuditSeal | None:
    """Seal all events up to now. Returns None when nothing new happened since the last seal."""
    newest = _newest_event()
    with transaction.atomic():
        turns.wait_for("seals")  # where beat runs on several hosts, all of them ask at the same minute
        last = AuditSeal.objects.order_by("-number").first()
        if newest <= (last.last_event if last else 0):
            return None
        count = _Count()
        count.go_to(newest)
        seal = AuditSeal(
            number=last.number + 1 if last else 1,
            last_event=newest,
            n_events=count.n_events,
            events_sha256=count.sha256,
            previous_hash=last.hash if last else audit.FIRST_HASH,
            at=timezone.now(),
        )
        seal.hash = _hash_of_seal(seal)
        seal.save(force_insert=True)
    return seal


def _newest_event() -> int:
    """The id under which no event can appear any more."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Ids are given before the commit: wait for those who hold one and have not committed yet
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {ClaimEvent._meta.db_table} IN SHARE MODE")
        return ClaimEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0


def find_broken_seal() -> AuditSeal | None:
    """The first seal that does not match the events under it; one pass over the events, however many seals."""
    previous_hash, count = audit.FIRST_HASH, _Count()
    for number, seal in enumerate(AuditSeal.objects.order_by("number").iterator(), start=1):
        count.go_to(seal.last_event)
        intact = (
            seal.number == number
            and seal.previous_hash == previous_hash
            and seal.hash == _hash_of_seal(seal)
            and (seal.n_events, seal.events_sha256) == (count.n_events, count.sha256)
        )
        if not intact:
            return seal
        previous_hash = seal.hash
    return None


class _Count:
    """The running digest over the hashes of all events, in the order of their ids."""

    def __init__(self) -> None:
        self.n_events = 0
        self._digest = hashlib.sha256()
        rows = ClaimEvent.objects.order_by("pk").values_list("pk", "hash")
        self._rows = rows.iterator(chunk_size=2000)
        self._next = next(self._rows, None)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def go_to(self, last_event: int) -> None:
        """Take in the events up to this id. It never goes back."""
        while self._next is not None and self._next[0] <= last_event:
            self._digest.update(self._next[1].encode())
            self.n_events += 1
            self._next = next(self._rows, None)


def _hash_of_seal(seal: AuditSeal) -> str:
    return hashlib.sha256(seal.previous_hash.encode() + audit.canonical_json(content_of_seal(seal))).hexdigest()


def content_of_seal(seal: AuditSeal) -> list[Any]:
    """What a seal says, as it is hashed."""
    return [seal.number, seal.last_event, seal.n_events, seal.events_sha256, seal.at.isoformat()]
