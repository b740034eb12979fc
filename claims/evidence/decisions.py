"""A person decides what a piece of evidence is worth. Machines only propose; nothing proposed is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from claims import access, audit, jobs, snapshots
from claims.errors import Refused
from claims.evidence import archiving
from claims.evidence.captures import can_be_fetched
from claims.models import EDITABLE_STATES, Claim, Evidence, KeyElement, Source, User

#: What an event tells of protected evidence. Events are kept for ever, so what people typed about it stays out of them.
NAMES_ONLY = frozenset({"stance", "source_type", "key_element"})


@dataclass(frozen=True)
class Description:
    """What the evidence gate wants to know of accepted evidence; empty answers may be given later."""

    source_type: str = ""
    secondary_reason: str = ""
    interest: str = ""
    accessed_on: date | None = None
    no_snapshot_reason: str = ""
    note: str = ""


def accept_evidence(
    evidence: Evidence,
    *,
    by: User,
    stance: str,
    key_element: KeyElement | None = None,
    description: Description = Description(),
    seen: int | None = None,
) -> None:
    """Accept evidence (or describe accepted evidence anew): what it says about which key element.

    Without a key element it counts for the claim's first one.
    """
    if stance not in Evidence.Stance.values:
        raise Refused("Say what the passage does: supports, refutes or only mentions the claim.")
    if description.source_type and description.source_type not in Source.Type.values:
        raise Refused("Say whether the source is primary or secondary.")
    if key_element is not None and key_element.claim_id != evidence.claim_id:
        raise Refused("This key element belongs to another claim. Choose one of this claim.")
    _decide(
        evidence,
        by=by,
        seen=seen,
        status=Evidence.Status.ACCEPTED,
        stance=stance,
        key_element=key_element or evidence.key_element or evidence.claim.key_elements.first(),
        source_type=description.source_type,
        secondary_reason=description.secondary_reason.strip(),
        interest=description.interest.strip(),
        accessed_on=description.accessed_on or _day_of_capture(evidence),
        no_snapshot_reason=description.no_snapshot_reason.strip(),
        note=description.note.strip(),
        reject_reason="",
    )


def reject_evidence(evidence: Evidence, *, by: User, reason: str, seen: int | None = None) -> None:
    """Reject evidence with a reason; it stays visible in the desk."""
    if not reason.strip():
        raise Refused("Say why this passage is rejected; the others will ask.")
    _decide(evidence, by=by, seen=seen, status=Evidence.Status.REJECTED, reject_reason=reason.strip())


def reconsider_evidence(evidence: Evidence, *, by: User, seen: int | None = None) -> None:
    """Take a decision back: the passage is a proposal again."""
    _decide(evidence, by=by, seen=seen, status=Evidence.Status.PROPOSED, reject_reason="")


def _decide(
    evidence: Evidence,
    *,
    by: User,
    seen: int | None,
    status: str,
    **values: str | date | KeyElement | None,
) -> None:
    access.require_editable(Claim.objects.get(pk=evidence.claim_id), by)
    with audit.record(evidence.claim_id, verb="decide_evidence", by=by, when=EDITABLE_STATES, seen=seen) as change:
        access.require_editable(change.claim, by)
        before = Evidence.objects.select_related("source__snapshot").defer("source__snapshot__text").get(pk=evidence.pk)
        change.add_detail(f"E{evidence.pk} status", before.status, status)
        if status == Evidence.Status.ACCEPTED and before.source.snapshot is None and can_be_fetched(before.source):
            jobs.enqueue("capture_source", before.source_id)
        changed = [name for name, value in values.items() if getattr(before, name) != value]
        for name in changed:
            if before.is_public or name in NAMES_ONLY:
                change.add_detail(f"E{evidence.pk} {name}", getattr(before, name), values[name])
        if not before.is_public and set(changed) - NAMES_ONLY:
            change.add_detail(f"E{evidence.pk} described", None, True)
        if status == Evidence.Status.ACCEPTED:
            archiving.want_copy(before.source)
            if before.source.snapshot is not None:
                change.add_detail("snapshot", None, snapshots.pinned(before.source.snapshot))
        Evidence.objects.filter(pk=evidence.pk).update(
            status=status, decided_by=by, decided_at=timezone.now(), **values
        )


def _day_of_capture(evidence: Evidence) -> date | None:
    snapshot = evidence.source.snapshot
    return snapshot.captured_at.date() if snapshot else None
