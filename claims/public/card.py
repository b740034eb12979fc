"""A verdict in a few words: what the card in a frame, the picture and the link preview show of a version."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from claims.models import Claim, Correction, VerdictRevision
from claims.publishing import picture
from claims.publishing.newsroom import absolute
from claims.publishing.printed_rating import PrintedRating, printed_rating


@dataclass(frozen=True)
class Card:
    """One version; `is_withdrawn`: the check stands no longer."""

    claim: Claim
    revision: VerdictRevision
    is_withdrawn: bool

    @cached_property
    def rating(self) -> PrintedRating:
        return printed_rating(self.revision.content["rating"])

    @property
    def title(self) -> str:
        word = "Withdrawn" if self.is_withdrawn else self.rating.label
        return f"{word}: {self.revision.statement}"

    @property
    def url(self) -> str:
        return absolute(self.claim.get_absolute_url())

    @property
    def picture_url(self) -> str:
        return absolute(reverse("public:picture", args=[self.claim.slug, self.revision.number]))

    @cached_property
    def picture(self) -> picture.Verdict:
        marks = {self.is_withdrawn: "Withdrawn", self.claim.is_demonstration: "Demonstration"}
        labels = tuple(step.label for step in self.rating.steps)
        here = next((number for number, step in enumerate(self.rating.steps) if step.is_here), None)
        return picture.Verdict(
            newsroom=settings.SITE_NAME,
            statement=self.revision.statement,
            claimant=self.revision.claimant,
            label=self.rating.label,
            icon=self.rating.icon,
            colour=self.rating.colour,
            steps=labels if here is not None else (),
            step=here,
            mark=marks.get(True, ""),
        )

    @property
    def is_drawable(self) -> bool:
        return picture.is_drawable(self.rating.label)


def load_card(slug: str) -> Card:
    """The card of what stands now. Raises Http404 where nothing was published. Two queries."""
    claim = Claim.objects.public().select_related("current_revision").filter(slug=slug).first()
    if claim is None or claim.current_revision is None:
        raise Http404("There is no check at this address that could be embedded.")
    return Card(claim, claim.current_revision, is_withdrawn(claim))


def load_version_card(slug: str, number: int) -> Card:
    """The card of one version. Raises Http404 where there is none. Two queries."""
    row = VerdictRevision.objects.select_related("claim").filter(
        claim__slug=slug, claim__current_revision__isnull=False, number=number
    )
    revision = row.first()
    if revision is None:
        raise Http404("There is no such version of a check.")
    return Card(revision.claim, revision, is_withdrawn(revision.claim))


def is_withdrawn(claim: Claim) -> bool:
    withdrawals = Correction.objects.filter(correction_class=Correction.Class.WITHDRAWAL)
    return withdrawals.filter(claim=claim, replaced=claim.current_revision_id).exists()
