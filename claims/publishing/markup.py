"""From our rows to ClaimReview: what a version says to programs, and what a decided draft would say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.models import ArchiveCopy, Claim, Correction, RatingLevel, VerdictRevision
from claims.publishing import lint
from claims.publishing.claimreview import Check, Cited, Corrected, Place, Rated, claim_review
from claims.publishing.evidence_list import NO_COPIES
from claims.publishing.newsroom import absolute, publisher, stamp

#: These say something new about the matter; a minor correction mends a slip.
SIGNIFICANT = frozenset({Correction.Class.UPDATE, Correction.Class.SUBSTANTIAL})


def review_of(
    revision: VerdictRevision,
    *,
    first_published_at: datetime,
    corrections: Iterable[Correction],
    copies: Mapping[int, ArchiveCopy] = NO_COPIES,
) -> dict[str, Any]:
    """The ClaimReview of a version; `revision.claim` and the corrections' `replaced` must be loaded. No query.

    `copies`: what public archives keep of its sources, by number of the evidence (evidence_list.archive_copies).
    """
    content = revision.content
    rating = content["rating"]
    values = sorted(level["value"] for level in rating["levels"] if level["value"] is not None)
    check = Check(
        url=url_of(revision.claim),
        statement=revision.statement,
        summary=revision.summary,
        rating=Rated(rating["label"], rating["value"], values),
        published_at=stamp(first_published_at),
        modified_at=stamp(revision.published_at),
        claimant=revision.claimant,
        claimant_description=revision.claimant_description,
        claimant_wikidata=content["claimant_wikidata"],
        language=content["language"] or settings.LANGUAGE_CODE,
        places=_places(content["appearances"]),
        citations=[
            Cited(
                it["source"]["title"],
                it["source"]["url"],
                it["source"]["publisher"],
                copies[it["id"]].url if it["id"] in copies else "",
            )
            for it in content["evidence"]
        ],
        corrections=[
            Corrected(stamp(it.corrected_at), it.reason)
            for it in sorted(corrections, key=lambda it: (it.corrected_at, it.pk))
            if it.correction_class in SIGNIFICANT and it.replaced.number < revision.number
        ],
        is_demonstration=revision.claim.is_demonstration,
    )
    return claim_review(check, publisher())


def draft_problems(claim: Claim, frozen: Mapping[str, Any], rating: RatingLevel) -> list[str]:
    """What would be wrong with the ClaimReview of a decided draft: the rules that its words can break. One query."""
    levels = list(RatingLevel.objects.filter(scale=rating.scale_id).values_list("label", "value"))
    places = _places(frozen["appearances"])
    url = url_of(claim)
    check = Check(
        url=url,
        statement=frozen["statement"],
        summary=frozen["summary"],
        rating=Rated(rating.label, rating.value, [value for _, value in levels if value is not None]),
        published_at="",
        modified_at="",
        claimant=frozen["claimant"],
        places=places,
    )
    return lint.markup_problems(claim_review(check, publisher()), canonical_url=url, scale=dict(levels))


def url_of(claim: Claim) -> str:
    """The canonical address of a check."""
    return absolute(claim.get_absolute_url())


def _places(appearances: Iterable[Mapping[str, Any]]) -> list[Place]:
    return [Place(it["url"], it["title"], it["outlet"], it["quote"], it["published_on"] or "") for it in appearances]
