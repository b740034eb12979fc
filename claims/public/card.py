"""A verdict in a few words: what the card in a frame, the picture and the link preview show of a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from claims.models import OPEN_STATES, Claim, Correction, VerdictRevision
from claims.publishing import picture
from claims.publishing.newsroom import absolute
from claims.publishing.printed_rating import PrintedRating, printed_rating
from claims.publishing.standing import is_withdrawal_of

_TELLING = (Correction.Class.WITHDRAWAL, Correction.Class.SUBSTANTIAL)


@dataclass(frozen=True)
class Card:
    """One version and what was said about the check since; `corrections`: of the claim, newest first."""

    claim: Claim
    revision: VerdictRevision
    corrections: Sequence[Correction]

    @cached_property
    def rating(self) -> PrintedRating:
        return printed_rating(self.revision.content["rating"])

    @cached_property
    def withdrawal(self) -> Correction | None:
        """The record by which the check was withdrawn, as long as no newer version stands."""
        return next((it for it in self.corrections if is_withdrawal_of(it, self.claim)), None)

    @cached_property
    def substantial_corrections(self) -> list[Correction]:
        """Up to this version, newest first."""
        return [
            it
            for it in self.corrections
            if it.correction_class == Correction.Class.SUBSTANTIAL and it.replaced.number < self.revision.number
        ]

    @property
    def is_checked_again(self) -> bool:
        """Only what was published last: of older versions it says nothing."""
        return self.claim.state in OPEN_STATES and self.revision.pk == self.claim.current_revision_id

    @property
    def word(self) -> str:
        """How the check stands, wherever it is named: a rating that was withdrawn is never repeated."""
        if self.withdrawal is not None:
            return "Withdrawn"
        return f"{self.rating.label} (being checked again)" if self.is_checked_again else self.rating.label

    @property
    def title(self) -> str:
        return f"{self.word}: {self.revision.statement}"

    @property
    def url(self) -> str:
        return absolute(self.claim.get_absolute_url())

    @property
    def picture_url(self) -> str:
        return absolute(reverse("public:picture", args=[self.claim.slug, self.revision.number]))

    @cached_property
    def picture(self) -> picture.Verdict:
        marks = {"Demonstration": self.claim.is_demonstration, "Being checked again": self.is_checked_again}
        labels = tuple(step.label for step in self.rating.steps)
        here = next((number for number, step in enumerate(self.rating.steps) if step.is_here), None)
        verdict = picture.Verdict(
            newsroom=settings.SITE_NAME,
            statement=self.revision.statement,
            claimant=self.revision.claimant,
            label=self.rating.label,
            icon=self.rating.icon,
            colour=self.rating.colour,
            steps=labels if here is not None else (),
            step=here,
            mark=" · ".join(mark for mark, is_said in marks.items() if is_said),
        )
        return verdict if self.withdrawal is None else verdict.withdrawn()

    @property
    def is_drawable(self) -> bool:
        return picture.is_drawable(self.picture.label)


def load_card(slug: str) -> Card:
    """The card of what stands now. Raises Http404 where nothing was published. Two queries."""
    claim = Claim.objects.public().select_related("current_revision").filter(slug=slug).first()
    if claim is None or claim.current_revision is None:
        raise Http404("There is no check at this address that could be embedded.")
    return Card(claim, claim.current_revision, _load_corrections(claim))


def load_version_card(slug: str, number: int) -> Card:
    """The card of one version. Raises Http404 where there is none. Two queries."""
    row = VerdictRevision.objects.select_related("claim").filter(
        claim__slug=slug, claim__current_revision__isnull=False, number=number
    )
    revision = row.first()
    if revision is None:
        raise Http404("There is no such version of a check.")
    return Card(revision.claim, revision, _load_corrections(revision.claim))


def _load_corrections(claim: Claim) -> list[Correction]:
    """Those that a card tells of, newest first."""
    rows = Correction.objects.filter(claim=claim, correction_class__in=_TELLING).select_related("replaced")
    return list(rows.defer("replaced__content", "replaced__text", "changes").order_by("-corrected_at", "-pk"))
