"""Publication that waits for the end of an embargo: an editor says it now, the machine does it in their name then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from claims import access, audit, jobs, notices
from claims.errors import Refused, Stale, TryAgain
from claims.models import Claim, Notice, PlannedPublication, Role, State, User
from claims.workflow import moves
from claims.workflow.case import Case
from claims.workflow.guards import Move, embargo_is_over
from claims.workflow.planned import call_off, concerned
from claims.workflow.table import BY_NAME


def plan_publication(
    claim: Claim, *, by: User, correction_class: str = "", note: str = "", seen: int | None = None
) -> PlannedPublication:
    """Publish it when the embargo ends. All that publication asks for besides must hold now, and again then."""
    access.require_role(by, Role.EDITOR)
    with audit.record(claim, verb="plan_publication", by=by, when=(State.DECIDED,), seen=seen, note=note) as change:
        until = change.claim.embargo_until
        if until is None or until <= timezone.now():
            raise Refused("There is no embargo to wait for. Publish it now, or set an embargo in the plan first.")
        data = {"correction_class": correction_class}
        if sentence := _refusal(Move(case=Case(change.claim), by=by, note=note, data=data)):
            raise Refused(sentence)
        row, _ = PlannedPublication.objects.update_or_create(
            claim=change.claim,
            defaults={"by": by, "planned_at": timezone.now(), "correction_class": correction_class, "note": note},
        )
        change.add_detail("publication_at", None, until)
        ring(change.claim.pk, until)
    return row


def cancel_publication(claim: Claim, *, by: User, seen: int | None = None) -> None:
    access.require_role(by, Role.EDITOR)
    with audit.record(claim, verb="cancel_publication", by=by, seen=seen) as change:
        if not PlannedPublication.objects.filter(claim=claim).delete()[0]:
            raise Refused("No publication is planned for this claim.")
        change.add_detail("publication_at", change.claim.embargo_until, None)


def publish_when_free(claim_id: int) -> None:
    """Job: publish in the name of the editor who planned it. What stands in the way is told to the people concerned."""
    row = PlannedPublication.objects.select_related("claim__researcher", "by").filter(claim=claim_id).first()
    if row is None:
        return
    until = row.claim.embargo_until
    if until is not None and until > timezone.now():
        ring(claim_id, until)
        return
    try:
        moves.move(
            claim_id,
            "publish",
            by=row.by,
            seen=row.claim.version,
            note=row.note,
            correction_class=row.correction_class,
        )
    except Stale as stale:  # called off meanwhile, perhaps: the next try reads the plan anew
        raise TryAgain("The claim changed meanwhile.") from stale
    except Refused as refusal:
        quoted = notices.short(row.claim.statement)
        with transaction.atomic():  # told and off, or neither: a plan that was told to be off is never carried out
            notices.give(
                concerned(row),
                kind=Notice.Kind.PLANNED,
                key=f"unpublished:{claim_id}:{row.claim.version}",
                text=f"{quoted} was not published when its embargo ended. {refusal.sentence}",
                claim=row.claim,
            )
            PlannedPublication.objects.filter(pk=row.pk).delete()


def follow(change: audit.Change, until: datetime | None, *, by: User) -> None:
    """The embargo of a claim has another end, or none: what was planned for it moves along, or is off."""
    if until is None or until <= timezone.now():
        quoted = notices.short(change.claim.statement)
        call_off(change, by=by, sentence=f"The embargo on {quoted} was ended; publish it by hand.")
    elif PlannedPublication.objects.filter(claim=change.claim).exists():
        ring(change.claim.pk, until)


def ring(claim_id: int, until: datetime) -> None:
    """Owe the publication for that moment; asked again, it is owed for the new one."""
    jobs.enqueue("publish_when_free", claim_id, delay_s=max(0.0, (until - timezone.now()).total_seconds()))


def _refusal(move: Move) -> str | None:
    """What would refuse the publication now, but for the embargo itself."""
    publish = BY_NAME["publish"]
    for guard in (*publish.guards, *publish.checks):
        sentence = None if guard is embargo_is_over else guard(move)
        if sentence:
            return sentence
    return None
