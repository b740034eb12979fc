"""Transitions of a claim: which are possible now and why others are not, and taking one. All of it is the table's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema

from claims import access
from claims.accounts import tokens
from claims.api import answers
from claims.api import claims as claims_api
from claims.api.entry import person, reading, token_of, writing
from claims.api.fields import Day, Given, Key, LongWords, Words
from claims.api.repeats import once
from claims.api.versions import as_read, etag_of
from claims.errors import Refused
from claims.models import Claim, Correction, DismissReason, Priority, RatingLevel, Role, Scope, State
from claims.workflow import moves
from claims.workflow.case import Case
from claims.workflow.table import BY_NAME, TRANSITIONS, Transition

router = Router(tags=["Transitions"])

_CLASSES = tuple(value for value in Correction.Class.values if value != Correction.Class.WITHDRAWAL)


class Offer(Schema):
    """A transition out of the claim's state. `refusal`: why this person cannot do it now; empty: they can."""

    name: str
    label: str
    to_state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    inputs: list[str] = Field(description="What may be sent with it.")
    needs_note: bool
    refusal: str
    summary: str


class Offers(Schema):
    version: int
    items: list[Offer]


class MoveData(Given):
    """Send only what the transition's `inputs` name."""

    note: Words = ""
    priority: Annotated[int | None, Field(ge=Priority.LOW, le=Priority.URGENT)] = None
    due_on: Day | None = None
    reason: Literal[tuple(DismissReason.values)] | None = None  # type: ignore[valid-type]
    target: Annotated[Key | None, Field(description="Number of the claim that stays.")] = None
    researcher: Annotated[str | None, Field(max_length=150, description="User name.")] = None
    rating: Annotated[str | None, Field(max_length=50, description="Slug of the rating, of the round's scale.")] = None
    correction_class: Literal[_CLASSES] | None = None  # type: ignore[valid-type]
    summary: LongWords | None = None
    text: LongWords | None = None
    unknowns: LongWords | None = None
    mind: LongWords | None = None


@router.get(
    "/claims/{claim_id}/transitions", auth=reading, response=Offers, summary="List the transitions out of its state"
)
def list_transitions(request: HttpRequest, claim_id: Key) -> HttpResponse:
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    items = [
        Offer(
            name=offer.transition.name,
            label=offer.transition.label,
            to_state=offer.transition.to_state,
            inputs=list(offer.transition.inputs),
            needs_note=offer.transition.needs_note,
            refusal=offer.refusal or "",
            summary=offer.transition.summary,
        )
        for offer in moves.offers(claim, by=by)
    ]
    return answers.one(Offers(version=claim.version, items=items), etag=etag_of(claim))


@router.post(
    "/claims/{claim_id}/transitions/{name}",
    auth=writing,
    response=claims_api.ClaimWhole,
    summary="Take a claim through a transition",
)
@once
def do_transition(
    request: HttpRequest,
    claim_id: Key,
    name: Annotated[Literal[tuple(one.name for one in TRANSITIONS)], Path()],  # type: ignore[valid-type]
    given: MoveData,
) -> HttpResponse:
    """What only editors do (decide, publish, correct, retract, reopen) asks for the scope `publish` too."""
    by = person(request)
    transition = BY_NAME[name]
    if transition.roles == (Role.EDITOR,):
        tokens.require_scope(token_of(request), Scope.PUBLISH)
    claim = access.load_claim(claim_id, by=by)
    with as_read(request, claim) as seen:
        access.require_role(by, *transition.roles)
        moves.move(claim, name, by=by, seen=seen, note=given.note, **_data(claim, transition, given))
    return claims_api.answer(request, claim.pk)


def _data(claim: Claim, transition: Transition, given: MoveData) -> dict[str, Any]:
    """What the transition's inputs name, as rows and values; a correction keeps the texts that are not sent."""
    sent = {name: value for name, value in given.model_dump().items() if value not in (None, "")}
    if strange := sorted(sent.keys() - set(transition.inputs)):
        known = ", ".join(transition.inputs) or "nothing"
        raise Refused(f"“{transition.label}” takes no {strange[0]}. Send only: {known}.")
    sent.pop("note", None)
    data = {name: _READERS[name](claim, value) if name in _READERS else value for name, value in sent.items()}
    if transition.name == "correct" and claim.current_revision is not None:
        texts = [name for name in transition.inputs if name in ("summary", "text", "unknowns", "mind")]
        kept = {name: getattr(claim.current_revision, name) for name in texts if getattr(given, name) is None}
        emptied = {name: "" for name in texts if getattr(given, name) == ""}
        data = {**kept, **emptied, **data}
    return data


def _target(claim: Claim, number: int) -> Claim:
    found = Claim.objects.filter(pk=number).first()
    if found is None:
        raise Refused(f"There is no claim {number}. Look its number up in the inbox or on the board.")
    return found


def _rating(claim: Claim, slug: str) -> RatingLevel:
    round_ = Case(claim).round
    scale = round_.frozen.get("rating_scale") if round_ is not None else None
    found = RatingLevel.objects.filter(scale=scale, slug=slug).first()
    if found is None:
        raise Refused("This rating belongs to another version of the scale. Choose one of those shown.")
    return found


_READERS: dict[str, Callable[[Claim, Any], Any]] = {
    "target": _target,
    "rating": _rating,
    "researcher": claims_api.find_researcher,
}
