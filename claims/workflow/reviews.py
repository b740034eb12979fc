"""Reviewers, their blind reviews and the outcome of a round."""

from __future__ import annotations

import contextlib
import secrets
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from claims import access, audit, jobs, notices, policy, proof
from claims.errors import Refused, Stale
from claims.models import (
    Assignment,
    Claim,
    Confidence,
    Evidence,
    Notice,
    RatingLevel,
    Review,
    ReviewRound,
    Role,
    State,
    User,
)

_BLIND = (State.IN_REVIEW,)


def find_open_round(claim: Claim | int) -> ReviewRound | None:
    return ReviewRound.objects.filter(claim=claim, closed_at=None).first()


def load_open_round(claim: Claim | int) -> ReviewRound:
    round_ = find_open_round(claim)
    if round_ is None:
        raise Stale("The review round is closed. Look at the claim's history to see what became of it.")
    return round_


def eligible_reviewers(round: ReviewRound) -> list[User]:
    """Reviewers who wrote nothing of it and declared no interest, those with the fewest open reviews first."""
    conflicted = round.claim.declarations.filter(has_interest=True).values("person")
    return list(
        User.objects.filter(is_active=True, grants__role=Role.REVIEWER)
        .exclude(pk__in=access.authors_of(round.claim))
        .exclude(pk__in=conflicted)
        .exclude(pk__in=round.assignments.values("reviewer"))
        .annotate(
            n_open=Count(
                "assignments",
                filter=Q(assignments__excused_at=None, assignments__round__completed_at=None)
                & Q(assignments__round__closed_at=None),
                distinct=True,
            )
        )
        .order_by("n_open", "pk")
        .distinct()
    )


def assign_reviewers(claim_id: int) -> None:
    """Fill the open round up to the policy's number. Running it again adds nobody."""
    round_ = find_open_round(claim_id)
    if round_ is None or round_.completed_at is not None:
        return
    wanted = policy.current().n_reviewers - round_.assignments.filter(excused_at=None).count()
    for reviewer in eligible_reviewers(round_)[: max(0, wanted)]:
        # An editor may have asked them meanwhile, or the claim may have been returned: then nothing is owed any more.
        with contextlib.suppress(Refused):
            _assign(round_, reviewer, by=None)
    n_asked = round_.assignments.filter(excused_at=None).count()
    quorum = policy.current().n_quorum
    note = ""
    if n_asked < quorum:
        note = (
            f"Only {n_asked} of the {quorum} reviewers needed could be found: the others wrote at this draft, declared "
            "an interest or are not reviewers. Give the role to somebody, then assign them here."
        )
    ReviewRound.objects.filter(pk=round_.pk).update(note=note)


def assign_reviewer(claim: Claim, reviewer: User, *, by: User, seen: int | None = None) -> None:
    """An editor names one more reviewer for the open round."""
    _require_impartial_editor(claim, by)
    round_ = load_open_round(claim)
    if reviewer not in eligible_reviewers(round_):
        raise Refused(
            f"{reviewer} cannot review this claim: they are not a reviewer, wrote at the draft, "
            "declared an interest, or are asked already. Choose somebody else."
        )
    _assign(round_, reviewer, by=by, seen=seen)


def _require_impartial_editor(claim: Claim, by: User) -> None:
    """Whoever wrote at the draft does not choose who judges it."""
    access.require_role(by, Role.EDITOR)
    if by.pk in access.authors_of(claim):
        raise access.Forbidden("You worked on this draft, so somebody else has to choose its reviewers.")


def _assign(round: ReviewRound, reviewer: User, *, by: User | None, seen: int | None = None) -> None:
    with audit.record(
        round.claim_id, verb="assign_reviewer", by=by, when=_BLIND, seen=seen, is_binding=False
    ) as change:
        _require_filing_open(round)
        _, is_new = Assignment.objects.get_or_create(round=round, reviewer=reviewer)
        if not is_new:
            raise Refused(f"{reviewer} is asked to review this already.")
        change.add_detail("reviewer", None, reviewer.pk)
        notices.give(
            [reviewer],
            kind=Notice.Kind.ASSIGNED,
            key=f"review:{round.pk}",
            text=f"You are asked to review: {change.claim.statement}",
            claim=change.claim,
        )


def excuse_reviewer(claim: Claim, reviewer: User, *, by: User, note: str, seen: int | None = None) -> None:
    """A reviewer who cannot file no longer holds up the round. Whoever has filed cannot be excused."""
    _require_impartial_editor(claim, by)
    if not note.strip():
        raise Refused("Say why this reviewer is excused; the others will ask.")
    round_ = load_open_round(claim)
    with audit.record(
        claim, verb="excuse_reviewer", by=by, when=_BLIND, seen=seen, is_binding=False, note=note
    ) as change:
        _require_filing_open(round_)
        if Review.objects.filter(round=round_, reviewer=reviewer, withdrawn_at=None).exists():
            raise Refused(f"{reviewer} has filed a review, so it counts. Return the claim to start a new round.")
        excused = Assignment.objects.filter(round=round_, reviewer=reviewer, excused_at=None)
        if not excused.update(excused_at=timezone.now()):
            raise Refused(f"{reviewer} is not asked to review this claim.")
        change.add_detail("reviewer", reviewer.pk, None)
        jobs.enqueue("tally_reviews", round_.pk)


def file_review(
    claim: Claim,
    *,
    by: User,
    rating: RatingLevel,
    confidence: int,
    reasons: str,
    cited: Iterable[Evidence] = (),
    round_id: int | None = None,
) -> Review:
    """File one's review of the open round: blind, once, with reasons.

    `round_id`: the round whose draft the reviewer read; Stale when another one is open by now.
    """
    access.require_role(by, Role.REVIEWER)
    round_ = load_open_round(claim)
    if round_id is not None and round_id != round_.pk:
        raise Stale("The draft was returned and submitted anew after you opened it. Read the new one, then file.")
    cited = list(cited)
    _refuse_bad_review(round_, rating, confidence, reasons, cited)
    with audit.record(claim, verb="file_review", by=by, when=_BLIND, is_binding=False) as change:
        _require_filing_open(round_)
        if not round_.assignments.filter(reviewer=by, excused_at=None).exists():
            raise access.Forbidden("You are not a reviewer of this round. An editor can assign you.")
        if by.pk in access.authors_of(change.claim):
            raise access.Forbidden("You worked on this draft, so somebody else has to review it.")
        if change.claim.declarations.filter(person=by, has_interest=True).exists():
            raise access.Forbidden(
                "You declared an interest in this claim, so somebody else has to review it. Ask to be excused."
            )
        review = _insert(round_, by, rating, confidence, reasons.strip())
        review.cited.set(cited)
        change.add_detail("round", None, round_.number)
        change.add_detail("review_sha256", None, _sha256_of(review, cited))
        # Else whoever knows the event's hash could try short reviews against it while the round is blind
        change.add_detail("salt", None, secrets.token_hex(16))
        jobs.enqueue("tally_reviews", round_.pk)
    return review


def _sha256_of(review: Review, cited: list[Evidence]) -> str:
    """Proves later that nobody changed it. A short review can be guessed by it: secret while the round is blind."""
    return proof.hash_of_review(
        round_id=review.round_id,
        reviewer_id=review.reviewer_id or 0,
        rating=review.rating.slug,
        confidence=review.confidence,
        reasons=review.reasons,
        cited=[evidence.pk for evidence in cited],
    )


def _refuse_bad_review(
    round: ReviewRound, rating: RatingLevel, confidence: int, reasons: str, cited: list[Evidence]
) -> None:
    if rating.scale_id != round.frozen["rating_scale"]:
        raise Refused("This rating belongs to another version of the scale. Choose one of those shown.")
    if confidence not in Confidence.values:
        raise Refused("Say how sure you are: low, medium or high.")
    if not reasons.strip():
        raise Refused("Write your reasons: a rating without reasons cannot be weighed.")
    shown = {item["id"] for item in round.frozen["evidence"]}
    if any(evidence.pk not in shown for evidence in cited):
        raise Refused("Cite only evidence of the frozen draft. Return the claim if other evidence matters.")


def _insert(round: ReviewRound, by: User, rating: RatingLevel, confidence: int, reasons: str) -> Review:
    try:
        with transaction.atomic():
            return Review.objects.create(
                round=round,
                reviewer=by,
                rating=rating,
                confidence=confidence,
                reasons=reasons,
                filed_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Refused("You have filed a review in this round already. Withdraw it to file another.") from error


def withdraw_review(claim: Claim, *, by: User) -> None:
    """Take one's own review back, while the others' cannot be seen yet."""
    round_ = load_open_round(claim)
    with audit.record(claim, verb="withdraw_review", by=by, when=_BLIND, is_binding=False) as change:
        _require_filing_open(round_)
        mine = Review.objects.filter(round=round_, reviewer=by, withdrawn_at=None)
        if not mine.update(withdrawn_at=timezone.now()):
            raise Refused("You have no review in this round that could be withdrawn.")
        change.add_detail("round", round_.number, None)


def _require_filing_open(round: ReviewRound) -> None:
    """Read again inside the transaction: the claim's row is locked, so nobody completes the round meanwhile."""
    fresh = ReviewRound.objects.get(pk=round.pk)
    if fresh.completed_at is not None or fresh.closed_at is not None:
        raise Stale(
            "The round is complete, so reviews can be neither filed nor withdrawn. Read them on the claim page."
        )


def tally_reviews(round_id: int) -> None:
    """Attach the outcome when every reviewer asked has filed and the quorum is in. Running it again changes nothing."""
    round_ = ReviewRound.objects.select_related("claim").filter(pk=round_id).first()
    if round_ is None or round_.completed_at is not None or round_.closed_at is not None or not _is_complete(round_):
        return
    try:
        with audit.record(round_.claim_id, verb="tally_reviews", by=None, when=_BLIND, is_binding=False) as change:
            if not _is_complete(round_):
                raise Stale("A review was withdrawn meanwhile.")
            ratings = [review.rating for review in _counted(round_)]
            outcome = tally(ratings, n_carry=policy.current().n_carry)
            done = ReviewRound.objects.filter(pk=round_.pk, completed_at=None, closed_at=None)
            if not done.update(completed_at=timezone.now(), **outcome):
                raise Stale("The round was completed meanwhile.")
            change.add_detail("round", None, round_.number)
            change.add_detail("split", None, outcome["split"])
    except Stale:
        return  # whoever was quicker has asked for a tally of their own


def tally(ratings: list[RatingLevel], *, n_carry: int) -> dict[str, Any]:
    """The outcome of a round: carried rating or None, split {slug: count}, spread in steps of the scale or None."""
    counts = Counter(rating.slug for rating in ratings)
    by_slug = {rating.slug: rating for rating in ratings}
    top = counts.most_common(2)
    carried = None
    if top and top[0][1] >= n_carry and (len(top) == 1 or top[0][1] > top[1][1]):
        carried = by_slug[top[0][0]]
    values = [rating.value for rating in ratings if rating.value is not None]
    spread = max(values) - min(values) if len(values) > 1 else None
    return {"carried_rating": carried, "split": dict(sorted(counts.items())), "spread": spread}


def _counted(round: ReviewRound) -> list[Review]:
    return list(
        Review.objects.filter(round=round, withdrawn_at=None, is_machine=False).select_related("rating").order_by("pk")
    )


def _is_complete(round: ReviewRound) -> bool:
    filed = {review.reviewer_id for review in _counted(round)}
    asked = set(round.assignments.filter(excused_at=None).values_list("reviewer", flat=True))
    return asked <= filed and len(filed) >= policy.current().n_quorum


def reviews_waiting_for(person: User) -> QuerySet[Assignment]:
    """Open rounds in which this person is asked and has not filed, the longest waiting first."""
    filed = Review.objects.filter(reviewer=person, withdrawn_at=None).values("round")
    asked = Assignment.objects.filter(reviewer=person, excused_at=None, round__closed_at=None)
    return asked.filter(round__completed_at=None).exclude(round__in=filed).select_related("round__claim")
