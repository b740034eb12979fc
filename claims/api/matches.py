"""What a claim was matched with: other claims and published checks. A person's answer stands beside the machine's."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from claims import access
from claims.api import answers
from claims.api.answers import Place
from claims.api.entry import person, reading, writing
from claims.api.fields import Given, Key
from claims.api.repeats import once
from claims.api.versions import as_read, etag_now
from claims.matching import decisions
from claims.models import CheckMatch, Claim, Match, State
from claims.web.urls import link_of

router = Router(tags=["Matches"])

_GONE = "This suggestion is not there any more: the machine took it back. Read the list of matches again."


class Proposal(Schema):
    """The machine's proposal, and what a person decided about it."""

    id: int
    score: float
    relation: str
    reasons: list[Any]
    contradictions: list[Any]
    decision: Literal[tuple(Match.Decision.values)]  # type: ignore[valid-type]
    decided_relation: str
    standing: str = Field(description="Both in one; send it back as `was` when you decide.")


class ClaimMatch(Proposal):
    """Another claim, whichever of the two was found first."""

    claim: int = Field(description="The other claim.")
    statement: str
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]


class PublishedCheck(Proposal):
    """A check that a newsroom published, ours included."""

    statement: str
    publisher: str
    rating: str
    outcome: str
    reviewed_on: date | None
    url: str


class ClaimMatches(Schema):
    items: list[ClaimMatch]
    next_cursor: str | None


class Checks(Schema):
    items: list[PublishedCheck]
    next_cursor: str | None


class Decision(Given):
    """`reject`: another matter. `take_back`: undecided again. `was`: the `standing` that you saw in the list."""

    decision: Literal["confirm", "reject", "take_back"]
    relation: Literal["same", "contradicts", "related"] | None = Field(None, description="Of a confirmed one.")
    was: Annotated[str, Field(max_length=40)]


@router.get("/claims/{claim_id}/matches", auth=reading, response=ClaimMatches, summary="List the claims it may repeat")
def list_matches(request: HttpRequest, claim_id: Key, place: Query[Place]) -> HttpResponse:
    claim = access.load_claim(claim_id, by=person(request))
    pairs = Match.objects.filter(Q(claim=claim) | Q(other=claim)).select_related("claim", "other")
    return answers.page(request, pairs, ("score", "pk"), place, lambda pair: _match(claim, pair))


@router.get("/claims/{claim_id}/checks", auth=reading, response=Checks, summary="List published checks of it")
def list_checks(request: HttpRequest, claim_id: Key, place: Query[Place]) -> HttpResponse:
    claim = access.load_claim(claim_id, by=person(request))
    pairs = CheckMatch.objects.filter(claim=claim, fact_check__withdrawn_at=None).select_related("fact_check")
    return answers.page(request, pairs, ("score", "pk"), place, _check)


@router.post(
    "/claims/{claim_id}/matches/{match_id}", auth=writing, response=ClaimMatch, summary="Decide about another claim"
)
@once
def decide_match(request: HttpRequest, claim_id: Key, match_id: Key, given: Decision) -> HttpResponse:
    claim = access.load_claim(claim_id, by=person(request))
    pair = Match.objects.filter(Q(claim=claim) | Q(other=claim), pk=match_id).select_related("claim", "other").first()
    if pair is None:
        raise access.NotFound(_GONE)
    _decide(request, claim, pair, given)
    pair.refresh_from_db()
    return answers.one(_match(claim, pair), etag=etag_now(claim))


@router.post(
    "/claims/{claim_id}/checks/{match_id}", auth=writing, response=PublishedCheck, summary="Decide about a check"
)
@once
def decide_check(request: HttpRequest, claim_id: Key, match_id: Key, given: Decision) -> HttpResponse:
    claim = access.load_claim(claim_id, by=person(request))
    pair = CheckMatch.objects.filter(claim=claim, pk=match_id).select_related("fact_check").first()
    if pair is None:
        raise access.NotFound(_GONE)
    _decide(request, claim, pair, given)
    pair.refresh_from_db()
    return answers.one(_check(pair), etag=etag_now(claim))


def _decide(request: HttpRequest, claim: Claim, pair: Match | CheckMatch, given: Decision) -> None:
    """The pair's own standing says whether somebody was quicker; If-Match says what else had been read."""
    by = person(request)
    with as_read(request, claim):
        match given.decision:
            case "confirm":
                decisions.confirm(pair, given.relation or "", by=by, was=given.was)
            case "reject":
                decisions.reject(pair, by=by, was=given.was)
            case _:
                decisions.take_back(pair, by=by, was=given.was)


def _proposal(pair: Match | CheckMatch) -> dict[str, Any]:
    return {
        "id": pair.pk,
        "score": pair.score,
        "relation": pair.relation,
        "reasons": pair.reasons,
        "contradictions": pair.contradictions,
        "decision": pair.decision,
        "decided_relation": pair.decided_relation,
        "standing": decisions.standing(pair.decision, pair.decided_relation),
    }


def _match(claim: Claim, pair: Match) -> ClaimMatch:
    other = pair.other if pair.claim_id == claim.pk else pair.claim
    return ClaimMatch(**_proposal(pair), claim=other.pk, statement=other.statement, state=other.state)


def _check(pair: CheckMatch) -> PublishedCheck:
    check = pair.fact_check
    return PublishedCheck(
        **_proposal(pair),
        statement=check.statement,
        publisher=check.publisher,
        rating=check.rating,
        outcome=check.outcome,
        reviewed_on=check.reviewed_on,
        url=link_of(check.url),
    )
