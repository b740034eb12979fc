"""Moving a claim through the table: one conditional update, then guards, effect, event and jobs in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims import access, audit, jobs, meters, webhooks
from claims.errors import Refused, Stale
from claims.models import Claim, ClaimEvent, State, User
from claims.workflow import researchers, watching
from claims.workflow.case import Case
from claims.workflow.gates import EVIDENCE_GATE, PUBLICATION_GATE
from claims.workflow.guards import Guard, Move
from claims.workflow.table import BY_NAME, Transition, transitions_from


@dataclass(frozen=True)
class Offer:
    """A transition as a person sees it: possible, or refused with the sentence that says why."""

    transition: Transition
    refusal: str | None

    @property
    def is_possible(self) -> bool:
        return self.refusal is None


def move(
    claim: Claim | int,
    name: str,
    *,
    by: User,
    seen: int | None = None,
    note: str = "",
    **data: Any,
) -> ClaimEvent:
    """Take a claim through one transition and return its event.

    `seen`: the version the person looked at. `data`: what the transition's `inputs` name. Raises Refused with the
    guard's sentence, Stale (a Refused) when somebody was quicker; nothing is written then.
    """
    transition = BY_NAME.get(name)
    if transition is None:
        raise Refused(f"There is no transition called {name!r}. The possible ones are: {', '.join(BY_NAME)}.")
    access.require_role(by, *transition.roles)
    pk = claim if isinstance(claim, int) else claim.pk
    with transaction.atomic():
        _lock_in_order(pk, data)
        try:
            return _move(pk, transition, by=by, seen=seen, note=note.strip(), data=data)
        except Stale as stale:
            raise Stale(_stale_sentence(pk, transition, stale)) from stale


def _move(
    pk: int, transition: Transition, *, by: User, seen: int | None, note: str, data: dict[str, Any]
) -> ClaimEvent:
    with audit.record(pk, verb=transition.name, by=by, when=transition.from_states, seen=seen, note=note) as change:
        attempt = Move(case=Case(change.claim), by=by, note=note, data=data, change=change)
        refusal = _first_refusal(transition, attempt, (*transition.guards, *transition.checks))
        if refusal:
            raise Refused(refusal)
        if transition.needs_note and not note:
            raise Refused(f"Write a note: “{transition.label}” has to be explained to the others.")
        change.note_is_public = _is_public(transition, change.claim)
        researcher = change.claim.researcher
        transition.effect(attempt)
        change.to_state = transition.to_state
        for job in transition.jobs:
            jobs.enqueue(job, pk)
    assert change.event is not None  # written when the block ended
    transaction.on_commit(meters.TRANSITIONS.labels(transition.name).inc)
    researchers.tell_of_move(change.claim, change.event, researcher)
    watching.tell_of_event(change.claim, change.event)
    webhooks.owe(change.event)
    return change.event


def offers(claim: Claim, *, by: User | None, case: Case | None = None) -> list[Offer]:
    """All transitions out of the claim's state, each with the reason why this person cannot do it now, or None."""
    case = case or Case(claim)
    return [Offer(transition, _refusal_for(transition, case, by)) for transition in transitions_from(claim.state)]


def gate(claim: Claim, *, by: User | None = None, case: Case | None = None) -> list[tuple[str, str | None]]:
    """The gate before the next step as a checklist: (name of the guard, sentence of what is missing or None)."""
    attempt = Move(case=case or Case(claim), by=by)
    guards = PUBLICATION_GATE if claim.state == State.DECIDED else EVIDENCE_GATE
    return [(guard.__name__, guard(attempt)) for guard in guards]


def _refusal_for(transition: Transition, case: Case, by: User | None) -> str | None:
    try:
        access.require_role(by, *transition.roles)
    except Refused as refusal:
        return refusal.sentence
    return _first_refusal(transition, Move(case=case, by=by), transition.guards)


def _first_refusal(transition: Transition, attempt: Move, guards: tuple[Guard, ...]) -> str | None:
    relation = (transition.relation,) if transition.relation else ()
    for guard in (*relation, *guards):
        sentence: str | None = guard(attempt)
        if sentence:
            return sentence
    return None


def _is_public(transition: Transition, claim: Claim) -> bool:
    match transition.public_note:
        case "always":
            return True
        case "was_public":
            return claim.current_revision_id is not None
        case "asked":
            return claim.wants_answer
        case _:
            return False


def _lock_in_order(pk: int, data: dict[str, Any]) -> None:
    """A move that touches two claims locks them by ascending key, so that two such moves never wait for each other."""
    others = [value.pk for value in data.values() if isinstance(value, Claim)] + _heirs_of(pk)
    if others:
        list(Claim.objects.select_for_update().filter(pk__in=[pk, *others]).order_by("pk").values_list("pk"))
        if new := set(_heirs_of(pk)) - set(others):
            raise Stale(f"Somebody merged the other claim into claim {max(new)} meanwhile. Do it once more.")
        for name, value in data.items():
            if isinstance(value, Claim):
                data[name] = Claim.objects.get(pk=value.pk)


def _heirs_of(pk: int) -> list[int]:
    """The claim into which this one is merged, the one into which that one is, and so on."""
    found: list[int] = []
    while (pk := Claim.objects.filter(pk=pk).values_list("merged_into", flat=True).first() or 0) and pk not in found:
        found.append(pk)
    return found


def _stale_sentence(pk: int, transition: Transition, stale: Stale) -> str:
    claim = Claim.objects.filter(pk=pk).first()
    if claim is not None and claim.state not in transition.from_states:
        return f"“{transition.label}” is not possible any more. {stale.sentence}"
    return stale.sentence
