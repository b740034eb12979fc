"""Published verdicts, as readers see them: no token is needed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from claims import access
from claims.api import answers
from claims.api.answers import Place
from claims.api.entry import count_place
from claims.models import Claim, Correction, VerdictRevision
from claims.publishing import standing
from claims.publishing.evidence_list import archive_copies
from claims.publishing.markup import review_of, url_of

router = Router(tags=["Verdicts"])

Slug = Annotated[str, Path(max_length=120, pattern=r"^[-a-zA-Z0-9_]+$")]


class VerdictLine(Schema):
    """The newest version of a check that stands."""

    slug: str
    url: str
    version: int
    published_at: datetime
    statement: str
    claimant: str
    rating: str
    rating_value: int | None
    summary: str
    language: str
    is_demonstration: bool


class CorrectionOut(Schema):
    correction_class: Literal[tuple(Correction.Class.values)]  # type: ignore[valid-type]
    reason: str
    at: datetime
    replaced_version: int


class VerdictWhole(VerdictLine):
    """`text` is Markdown in which [E12] cites evidence 12. A withdrawn check has its notice and no ClaimReview, and
    "Withdrawn" in place of its rating."""

    text: str
    unknowns: str
    mind: str
    sha256: str
    withdrawn_at: datetime | None
    corrections: list[CorrectionOut]
    claim_review: dict[str, Any] | None


class VerdictPage(Schema):
    items: list[VerdictLine]
    next_cursor: str | None


class VerdictFilter(Place):
    q: Annotated[str, Field(max_length=200, description="Words of the check.")] = ""


@router.get("/verdicts", auth=None, response=VerdictPage, summary="List published verdicts")
def list_verdicts(request: HttpRequest, place: Query[VerdictFilter]) -> HttpResponse:
    count_place(request)
    checks = standing.standing_checks(place.q).select_related("claim").defer("text", "unknowns", "mind")
    return answers.page(request, checks, ("published_at", "pk"), place, _line)


@router.get("/verdicts/{slug}", auth=None, response=VerdictWhole, summary="Read a published verdict")
def read_verdict(request: HttpRequest, slug: Slug) -> HttpResponse:
    count_place(request)
    revision = _published(slug).first()
    if revision is None:
        raise access.NotFound("There is no published check at this address. Look for it in the list of verdicts.")
    corrections = list(
        Correction.objects.filter(claim=revision.claim_id)
        .select_related("replaced")
        .defer("replaced__content", "replaced__text")
        .order_by("-corrected_at", "-pk")
    )
    return answers.one(_whole(revision, corrections))


def _published(slug: str) -> QuerySet[VerdictRevision]:
    current = Claim.objects.public().filter(slug=slug).values("current_revision")
    return VerdictRevision.objects.select_related("claim").filter(pk__in=current)


def _whole(revision: VerdictRevision, corrections: Iterable[Correction]) -> VerdictWhole:
    withdrawal = next((one for one in corrections if standing.is_withdrawal_of(one, revision.claim)), None)
    first = VerdictRevision.objects.values_list("published_at", flat=True).get(claim=revision.claim_id, number=1)
    review = None
    if withdrawal is None:
        copies = archive_copies(revision.content)
        review = review_of(revision, first_published_at=first, corrections=corrections, copies=copies)
    line = _line(revision)
    if withdrawal is not None:  # whoever shows no more than this shows nothing that does not hold
        line.rating, line.rating_value = "Withdrawn", None
    return VerdictWhole(
        **dict(line),
        text=revision.text,
        unknowns=revision.unknowns,
        mind=revision.mind,
        sha256=revision.sha256,
        withdrawn_at=withdrawal.corrected_at if withdrawal else None,
        corrections=[
            CorrectionOut(
                correction_class=one.correction_class,
                reason=one.reason,
                at=one.corrected_at,
                replaced_version=one.replaced.number,
            )
            for one in corrections
        ],
        claim_review=review,
    )


def _line(revision: VerdictRevision) -> VerdictLine:
    rating = revision.content["rating"]
    return VerdictLine(
        slug=revision.claim.slug,
        url=url_of(revision.claim),
        version=revision.number,
        published_at=revision.published_at,
        statement=revision.statement,
        claimant=revision.claimant,
        rating=rating["label"],
        rating_value=rating["value"],
        summary=revision.summary,
        language=revision.content["language"],
        is_demonstration=revision.claim.is_demonstration,
    )
