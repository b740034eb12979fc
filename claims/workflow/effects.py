"""What a transition does besides changing the state: inside the transaction, after the guards."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from claims import audit, notices
from claims.models import (
    Appearance,
    Claim,
    Correction,
    GuestLink,
    KeyElement,
    PlannedPublication,
    Priority,
    ReviewRound,
    State,
)
from claims.publishing import own_checks, revisions
from claims.workflow import planned
from claims.workflow.case import sha256_of
from claims.workflow.guards import Move
from claims.workflow.researchers import tell_assigned


def accept(move: Move) -> None:
    researcher = move.data.get("researcher") or move.claim.researcher
    _change(move).set(
        researcher=researcher,
        priority=move.data.get("priority") or move.claim.priority or Priority.NORMAL,
        due_on=move.data.get("due_on") or move.claim.due_on,
    )
    if not move.case.key_elements:
        KeyElement.objects.create(claim=move.claim, position=1, text=move.claim.statement)
    tell_assigned(move.claim, researcher, move.by)


def dismiss(move: Move) -> None:
    _change(move).set(dismiss_reason=move.data["reason"])
    _call_links_off(move)


def merge(move: Move) -> None:
    """Every appearance that counts here counts at the target; its evidence, draft and reviews stay where they are."""
    target: Claim = move.data["target"]
    n_moved = Appearance.objects.filter(claim=move.claim).update(claim=target)
    _change(move).set(merged_into=target)
    _call_links_off(move)
    _change(move).add_detail("n_appearances_moved", None, n_moved)
    with audit.record(target, verb="absorb", by=move.by, is_binding=False) as change:
        change.add_detail("merged_claim", None, move.claim.pk)
        change.add_detail("n_appearances_moved", None, n_moved)


def _call_links_off(move: Move) -> None:
    """Nobody outside is asked about a claim that is not checked any more."""
    GuestLink.objects.filter(claim=move.claim, answered_at=None, revoked_at=None).update(revoked_at=timezone.now())


def unmerge(move: Move) -> None:
    """Its own appearances come back, and those of claims merged into it, from wherever later merges took them."""
    theirs = Appearance.objects.filter(home_claim__in=_with_merged(move.claim)).exclude(claim=move.claim)
    moved = Counter(theirs.values_list("claim", flat=True))
    theirs.update(claim=move.claim)
    holders = {pk for pk in (move.claim.merged_into_id, *moved) if pk is not None}
    _change(move).set(merged_into=None, researcher=None)
    _change(move).add_detail("n_appearances_moved", None, moved.total())
    for pk in sorted(holders):
        with audit.record(pk, verb="give_back", by=move.by, is_binding=False) as change:
            change.add_detail("merged_claim", move.claim.pk, None)
            change.add_detail("n_appearances_moved", None, moved[pk])


def _with_merged(claim: Claim) -> list[int]:
    """The claim and every claim merged into it, directly or by way of others."""
    found, fresh = [claim.pk], [claim.pk]
    while fresh:
        fresh = list(Claim.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        found += fresh
    return found


def take(move: Move) -> None:
    researcher = move.data.get("researcher") or move.by
    _change(move).set(researcher=researcher)
    tell_assigned(move.claim, researcher, move.by)


def release(move: Move) -> None:
    _change(move).set(researcher=None)


def submit(move: Move) -> None:
    assert move.by is not None  # people submit, machines do not
    frozen = move.case.frozen()
    previous = move.case.round
    round_ = ReviewRound.objects.create(
        claim=move.claim,
        number=previous.number + 1 if previous else 1,
        frozen=frozen,
        frozen_sha256=sha256_of(frozen),
        opened_by=move.by,
        opened_at=timezone.now(),
    )
    _change(move).add_detail("round", None, round_.number)
    _change(move).add_detail("frozen_sha256", None, round_.frozen_sha256)


def return_(move: Move) -> None:
    quoted = notices.short(move.claim.statement)
    sentence = f"{quoted} went back to research, so it is not published when its embargo ends."
    planned.call_off(_change(move), by=move.by, sentence=sentence)
    round_ = move.case.round
    if round_ is not None:
        ReviewRound.objects.filter(pk=round_.pk, closed_at=None).update(closed_at=timezone.now())
        _change(move).add_detail("round", round_.number, None)


def decide(move: Move) -> None:
    round_ = move.case.round
    rating = move.data.get("rating") or (round_.carried_rating if round_ else None)
    assert round_ is not None
    assert rating is not None
    is_adjudicated = rating != round_.carried_rating or rating.slug != round_.frozen["rating"]
    ReviewRound.objects.filter(pk=round_.pk).update(
        decided_rating=rating,
        decided_by=move.by,
        adjudication=move.note if is_adjudicated else "",
        closed_at=timezone.now(),
    )
    _change(move).note_is_public = is_adjudicated
    _change(move).add_detail("rating", None, rating.slug)


def publish(move: Move) -> None:
    round_ = move.case.round
    assert round_ is not None
    assert move.by is not None
    PlannedPublication.objects.filter(claim=move.claim).delete()
    replaced = move.claim.current_revision
    revision = revisions.freeze(move.claim, round_, by=move.by)
    own_checks.keep(revision)
    _change(move).set(current_revision=revision)
    _change(move).add_detail("revision", replaced.number if replaced else None, revision.number)
    _change(move).add_detail("revision_sha256", None, revision.sha256)
    if replaced is not None:
        revisions.record_correction(
            revision, replaced, correction_class=move.data["correction_class"], reason=move.note, by=move.by
        )


def correct(move: Move) -> None:
    replaced = move.claim.current_revision
    assert replaced is not None
    assert move.by is not None
    names = ("summary", "text", "unknowns", "mind")
    texts = {name: str(move.data.get(name, getattr(replaced, name)) or "").strip() for name in names}
    revision = revisions.freeze_corrected(replaced, texts, by=move.by)
    own_checks.keep(revision)
    revisions.record_correction(
        revision, replaced, correction_class=move.data["correction_class"], reason=move.note, by=move.by
    )
    _change(move).set(current_revision=revision, **{f"draft_{name}": text for name, text in texts.items()})
    _change(move).add_detail("revision", replaced.number, revision.number)
    _change(move).add_detail("revision_sha256", replaced.sha256, revision.sha256)


def retract(move: Move) -> None:
    replaced = move.claim.current_revision
    assert replaced is not None
    assert move.by is not None
    own_checks.withdraw(move.claim)
    revisions.record_correction(
        None, replaced, correction_class=Correction.Class.WITHDRAWAL, reason=move.note, by=move.by
    )
    _change(move).add_detail("revision", replaced.number, None)


def reopen(move: Move) -> None:
    _change(move).set(researcher=move.claim.researcher or move.by, dismiss_reason="")
    if move.claim.state == State.DISMISSED and not move.case.key_elements:
        KeyElement.objects.create(claim=move.claim, position=1, text=move.claim.statement)


def _change(move: Move) -> audit.Change:
    assert move.change is not None  # effects run inside audit.record only
    return move.change
