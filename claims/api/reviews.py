"""Review rounds, and filing one's own review. What others wrote comes through access.visible_reviews only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema

from claims import access
from claims.api import answers
from claims.api.entry import person, reading, reviewing
from claims.api.fields import LARGEST, Given, Key, LongWords, Person, maybe, person_of
from claims.api.repeats import once
from claims.api.versions import as_read, etag_now, etag_of
from claims.models import Claim, Confidence, Evidence, RatingLevel, Review, ReviewRound, Role
from claims.protection import hidden_from
from claims.workflow import reviews

router = Router(tags=["Reviews"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Level(Schema):
    slug: str
    label: str
    definition: str
    value: int | None


class Asked(Schema):
    """A reviewer of the round, and whether they have filed: never what."""

    reviewer: Person
    has_filed: bool
    is_excused: bool


class ReviewOut(Schema):
    id: int
    reviewer: Person | None
    is_machine: bool
    rating: str
    confidence: int
    reasons: str
    cited: list[int]
    filed_at: datetime


class RoundOut(Schema):
    """A round over one frozen draft. While it is blind, `reviews` holds your own only and there is no outcome; where it
    was returned before it was complete, this stays so until the claim is decided."""

    number: int
    is_blind: bool
    opened_at: datetime
    completed_at: datetime | None
    closed_at: datetime | None
    draft: dict[str, Any] = Field(description="What is read and reviewed, as it was submitted.")
    draft_sha256: str
    ratings: list[Level] = Field(description="The scale of this draft.")
    asked: list[Asked]
    carried_rating: str | None
    split: dict[str, int]
    spread: int | None
    decided_rating: str | None
    adjudication: str
    reviews: list[ReviewOut]


class NewReview(Given):
    round: Annotated[int, Field(ge=1, le=LARGEST, description="Number of the round whose draft you have read.")]
    rating: Annotated[str, Field(max_length=50, description="Slug of the rating.")]
    confidence: Annotated[int, Field(ge=Confidence.LOW, le=Confidence.HIGH, description="1 low, 2 medium, 3 high.")]
    reasons: LongWords
    cited: Annotated[list[Key], Field(max_length=200, description="Evidence that decided it.")] = []


class Filed(Schema):
    """That it was filed; what was filed is read in the round."""

    id: int
    round: int
    filed_at: datetime


class Withdrawn(Schema):
    round: int


@router.get("/claims/{claim_id}/rounds/{number}", auth=reading, response=RoundOut, summary="Read a review round")
def read_round(request: HttpRequest, claim_id: Key, number: Number) -> HttpResponse:
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    round_ = _load_round(claim, number)
    levels = RatingLevel.objects.filter(scale=round_.frozen.get("rating_scale"))
    filed = set(
        Review.objects.filter(round=round_, withdrawn_at=None, is_machine=False).values_list("reviewer", flat=True)
    )
    whole = RoundOut(
        number=round_.number,
        is_blind=round_.completed_at is None and round_.closed_at is None,
        opened_at=round_.opened_at,
        completed_at=round_.completed_at,
        closed_at=round_.closed_at,
        draft=hidden_from(by, claim).draft(round_.frozen),
        draft_sha256=round_.frozen_sha256,
        ratings=[Level.model_validate(level) for level in levels],
        asked=[
            Asked(
                reviewer=person_of(row.reviewer),
                has_filed=row.reviewer_id in filed,
                is_excused=row.excused_at is not None,
            )
            for row in round_.assignments.select_related("reviewer")
        ],
        carried_rating=round_.carried_rating.slug if round_.carried_rating else None,
        split=round_.split,
        spread=round_.spread,
        decided_rating=round_.decided_rating.slug if round_.decided_rating else None,
        adjudication=round_.adjudication,
        reviews=[_shown(row) for row in access.visible_reviews(round_, by).prefetch_related("cited")],
    )
    return answers.one(whole, etag=etag_of(claim))


@router.post("/claims/{claim_id}/reviews", auth=reviewing, response={201: Filed}, summary="File your review")
@once
def file_review(request: HttpRequest, claim_id: Key, given: NewReview) -> HttpResponse:
    """Blind, once, with reasons. The others read it when the round is complete."""
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    access.require_role(by, Role.REVIEWER)
    with as_read(request, claim):
        read = _load_round(claim, given.round)
        scale = read.frozen["rating_scale"]
        rating = RatingLevel.objects.filter(scale=scale, slug=given.rating).first() or RatingLevel(slug=given.rating)
        review = reviews.file_review(
            claim,
            by=by,
            rating=rating,
            confidence=given.confidence,
            reasons=given.reasons,
            cited=_cited(claim, given.cited),
            round_id=read.pk,
        )
    filed = Filed(id=review.pk, round=read.number, filed_at=review.filed_at)
    return answers.one(filed, status=201, etag=etag_now(claim))


@router.post("/claims/{claim_id}/reviews/withdraw", auth=reviewing, response=Withdrawn, summary="Withdraw your review")
@once
def withdraw_review(request: HttpRequest, claim_id: Key) -> HttpResponse:
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    with as_read(request, claim):
        number = reviews.load_open_round(claim).number
        reviews.withdraw_review(claim, by=by)
    return answers.one(Withdrawn(round=number), etag=etag_now(claim))


def _load_round(claim: Claim, number: int) -> ReviewRound:
    found = ReviewRound.objects.select_related("carried_rating", "decided_rating").filter(claim=claim, number=number)
    round_ = found.first()
    if round_ is None:
        raise access.NotFound("This claim has no such review round. Look at its page for the newest one.")
    return round_


def _cited(claim: Claim, numbers: list[int]) -> list[Evidence]:
    found = list(Evidence.objects.filter(claim=claim, pk__in=numbers))
    missing = sorted(set(numbers) - {item.pk for item in found})
    # What is no evidence of this claim is refused by the very rule for what is not in the frozen draft
    return [*found, *(Evidence(pk=number) for number in missing)]


def _shown(review: Review) -> ReviewOut:
    return ReviewOut(
        id=review.pk,
        reviewer=maybe(review.reviewer),
        is_machine=review.is_machine,
        rating=review.rating.slug,
        confidence=review.confidence,
        reasons=review.reasons,
        cited=sorted(item.pk for item in review.cited.all()),
        filed_at=review.filed_at,
    )
