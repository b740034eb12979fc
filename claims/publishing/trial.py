"""The page of a draft as readers would get it today, linted whole (J1 to J8). Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from claims.models import Claim, RatingLevel
from claims.publishing import lint
from claims.publishing.markup import review_of, url_of
from claims.publishing.newsroom import required_links, stamp
from claims.publishing.printed import Printed
from claims.publishing.revisions import drafted


class Trial(Printed):
    """As a first version, by nobody and without votes: nothing is linted in what only comes with the publication.

    That its address will answer is taken on trust: it answers nobody before the check is out.
    """

    is_canonical = True

    def __init__(self, claim: Claim, frozen: Mapping[str, Any], rating: RatingLevel) -> None:
        """`frozen`: as a round keeps it (claims.publishing.drafts). One query."""
        levels = list(RatingLevel.objects.filter(scale=rating.scale_id))
        revision = drafted(claim, frozen, rating, levels)
        revision.number, revision.published_at = 1, timezone.now()
        revision.content["round"] = {"split": {}}
        super().__init__(revision)
        self.claim = claim

    @property
    def url(self) -> str:
        return url_of(self.claim)

    @property
    def first_published_at(self) -> datetime:
        return self.revision.published_at

    modified_at = first_published_at

    @property
    def latest(self) -> int:
        return self.revision.number

    @property
    def published_stamp(self) -> str:
        return stamp(self.revision.published_at)

    modified_stamp = published_stamp

    @property
    def claim_review(self) -> dict[str, Any]:
        return review_of(self.revision, first_published_at=self.first_published_at, corrections=(), copies=self.copies)


def page_problems(claim: Claim, frozen: Mapping[str, Any], rating: RatingLevel) -> list[str]:
    """What programs would misread on the page of a draft with this rating. Two queries."""
    trial = Trial(claim, frozen, rating)
    page = lint.Page(
        html=render_to_string("claims/public/verdict.html", {"page": trial}),
        canonical_url=trial.url,
        scale={level["label"]: level["value"] for level in trial.content["rating"]["levels"]},
        places_known=any(place["url"] or place["title"] for place in trial.content["appearances"]),
        policy_links=required_links(),
    )
    return lint.problems(trial.claim_review, page)
