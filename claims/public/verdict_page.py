"""What stands on a verdict page: one revision and what the newsroom has said about it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.functional import cached_property

from claims.audit import plain
from claims.models import OPEN_STATES, Claim, Correction, ReplyRequest, VerdictRevision
from claims.public import timeline
from claims.public.card import Card
from claims.public.claimants import checks_of, find_by_printed_name, names_of, path_of
from claims.public.embeds import frame_code
from claims.public.related import Related, related_checks, topic_path
from claims.public.versions import Version, load_versions
from claims.publishing.markup import review_of, url_of
from claims.publishing.newsroom import absolute, stamp
from claims.publishing.printed import Printed
from claims.publishing.standing import is_withdrawal_of


@dataclass
class VerdictPage(Printed):
    """A revision of a claim; `is_canonical` is the page at /claims/<slug>/, the others are kept for the record."""

    claim: Claim
    corrections: list[Correction]
    versions: list[Version]
    moments: list[timeline.Moment]
    is_canonical: bool
    #: Empty where nothing stands that could be listed there.
    claimant_path: str = ""
    topic_path: str = ""
    related: Sequence[Related] = ()
    #: Requests whose deadline has passed without a reply since this version was published.
    missing_replies: Sequence[ReplyRequest] = ()

    @property
    def replies(self) -> list[dict[str, Any]]:
        missing = {(it.channel, plain(it.asked_on), plain(it.deadline_on)) for it in self.missing_replies}
        return [
            {**it, "is_missing_since": (it["channel"], it["asked_on"], it["deadline_on"]) in missing}
            for it in super().replies
        ]

    @cached_property
    def card(self) -> Card:
        return Card(self.claim, self.revision, self.corrections)

    @property
    def citation(self) -> str:
        """How to cite this version, in one line."""
        url = self.version_url if not self.is_canonical else self.url
        days = dateformat.format(self.revision.published_at, "j F Y")
        if self.withdrawal is not None:
            days += f", withdrawn on {dateformat.format(self.withdrawal.corrected_at, 'j F Y')}"
        return f"{settings.SITE_NAME}: “{self.title}”. Version {self.revision.number}, {days}. {url}"

    @property
    def version_url(self) -> str:
        return absolute(reverse("public:revision", args=[self.claim.slug, self.revision.number]))

    @property
    def frame_code(self) -> str:
        return frame_code(self.card)

    @property
    def latest(self) -> int:
        return self.versions[0].number

    @property
    def first_published_at(self) -> datetime:
        return self.versions[-1].published_at

    @property
    def modified_at(self) -> datetime:
        return self.revision.published_at

    @property
    def last_said_at(self) -> datetime:
        """When anything on this page last changed."""
        said = [self.modified_at, *(moment.at for moment in self.moments)]
        said += [_midnight(it.lapsed_on) for it in self.missing_replies if it.lapsed_on is not None]
        return max([*said, *(correction.corrected_at for correction in self.corrections)])

    @property
    def published_stamp(self) -> str:
        return stamp(self.first_published_at)

    @property
    def modified_stamp(self) -> str:
        return stamp(self.modified_at)

    @property
    def withdrawal(self) -> Correction | None:
        return self.card.withdrawal

    @property
    def is_checked_again(self) -> bool:
        return self.claim.state in OPEN_STATES

    @property
    def continued_as(self) -> Claim | None:
        """The public claim with which this one was merged when it was checked again."""
        other = self.claim.merged_into
        return other if other is not None and other.current_revision_id is not None else None

    @cached_property
    def reopened(self) -> timeline.Moment | None:
        found = [moment for moment in self.moments if moment.verb == "reopen"]
        return found[-1] if found else None

    @property
    def substantial_corrections(self) -> list[Correction]:
        """They stand at the top."""
        return self.card.substantial_corrections

    @property
    def url(self) -> str:
        return url_of(self.claim)

    @property
    def title(self) -> str:
        return self.card.title

    @property
    def is_indexed(self) -> bool:
        return self.is_canonical and not self.claim.is_demonstration and self.withdrawal is None

    @property
    def claim_review(self) -> dict[str, Any] | None:
        """For the canonical page only, and not for a withdrawn check."""
        if not self.is_canonical or self.withdrawal is not None:
            return None
        return review_of(
            self.revision,
            first_published_at=self.first_published_at,
            corrections=self.corrections,
            copies=self.copies,
        )


def load_page(claim: Claim, revision: VerdictRevision, *, is_canonical: bool) -> VerdictPage:
    """Everything for one page in at most thirteen queries."""
    revision.claim = claim  # it is the same row; asking for it again would be a query
    corrections = list(
        Correction.objects.filter(claim=claim)
        .select_related("replaced")
        .defer("replaced__content", "replaced__text")
        .order_by("-corrected_at", "-pk")
    )
    is_withdrawn = any(is_withdrawal_of(it, claim) for it in corrections)
    is_standing = revision.pk == claim.current_revision_id and not is_withdrawn
    claimant = find_by_printed_name(revision.claimant) if is_canonical else None
    names = names_of(claimant) if claimant else []
    has_checks = (is_standing and revision.claimant in names) or (bool(names) and checks_of(names).exists())
    return VerdictPage(
        claim=claim,
        revision=revision,
        corrections=corrections,
        versions=load_versions(claim.pk, corrections),
        moments=timeline.timeline(
            timeline.load_events(claim.pk), until_revision=None if is_canonical else revision.number
        ),
        is_canonical=is_canonical,
        claimant_path=path_of(claimant) if claimant and has_checks else "",
        topic_path=topic_path(revision, is_standing=is_standing),
        related=related_checks(revision, names) if is_canonical else (),
        missing_replies=_missing_replies(revision),
    )


def _missing_replies(revision: VerdictRevision) -> list[ReplyRequest]:
    """One query, where somebody had time to reply left when it was published.

    A reply that came in time and was recorded late counts as one.
    """
    waiting = {it["deadline_on"] for it in revision.content["replies"] if not it["reply"]}
    waiting -= set(revision.content["lapsed"])
    if not waiting:
        return []
    requests = ReplyRequest.objects.filter(claim=revision.claim_id, deadline_on__in=waiting, lapsed_on__isnull=False)
    return list(requests.exclude(replied_on__isnull=False, replied_on__lte=F("deadline_on")))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
