"""The whole page of insights: counted now, or for a large newsroom within the last minute."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.desk.insights import drawing, figures, published, rounds, suggestions, work
from claims.desk.insights.durations import Spell
from claims.desk.insights.figures import Figure
from claims.desk.insights.period import Period
from claims.desk.insights.published import Published
from claims.desk.insights.rounds import Reviewers
from claims.desk.insights.suggestions import Suggestions
from claims.desk.insights.work import Moves, Waiting
from claims.models import Article
from claims.publishing.edition import CACHE_TROUBLE

log = logging.getLogger(__name__)

#: With more moves in the period than these, figures are kept for a minute (count); a smaller desk sees its last click.
MIN_KEPT_MOVES = 2_000
KEPT_S = 60


@dataclass(frozen=True)
class Counts:
    """All that the database is asked for, as it was at `counted_at`."""

    counted_at: datetime
    moves: Moves
    spells: dict[str, Spell]
    waiting: list[Waiting]
    published: Published
    reviewers: Reviewers
    suggestions: Suggestions

    @property
    def is_large(self) -> bool:
        return sum(self.moves.values()) > MIN_KEPT_MOVES


@dataclass(frozen=True)
class Screen:
    period: Period
    counts: Counts

    @property
    def is_kept(self) -> bool:
        """Whether the figures may be older than the page."""
        return self.counts.is_large

    @property
    def is_empty(self) -> bool:
        return not (self.counts.moves or self.counts.waiting or self.counts.suggestions.total.n)

    @property
    def has_demonstration(self) -> bool:
        return Article.objects.filter(is_demonstration=True).exists()

    @property
    def patterns(self) -> SafeString:
        return SafeString(drawing.patterns())

    @property
    def headlines(self) -> list[tuple[str, str]]:
        """(label, figure) of what one looks for first."""
        told = self.counts.published
        alpha = self.counts.reviewers.on_scale.value
        n_waiting = sum(one.n for one in self.counts.waiting)
        share = round(100 * told.n_corrected / told.n_first) if told.n_first else None
        return [
            ("New checks published", f"{told.n_first:,}"),
            ("Tasks waiting", f"{n_waiting:,}"),
            ("Agreement of reviewers, alpha", "–" if alpha is None else f"{alpha:.2f}"),
            ("Corrected since, of the new checks", "–" if share is None else f"{share} %"),
        ]

    @property
    def figures(self) -> list[Figure]:
        counts, words = self.counts, self.period.words
        return [
            figures.flow_of(counts.moves, words),
            figures.waiting_on_people(counts.waiting, counts.counted_at),
            figures.waiting_for_anyone(counts.waiting, counts.counted_at),
            figures.stays_of(counts.spells),
            figures.cadence_of(counts.published, words),
            figures.ratings_of(counts.published, words),
            figures.claimants_of(counts.published, words),
            figures.topics_of(counts.published, words),
            figures.agreement_of(counts.reviewers),
            figures.corrections_of(counts.published, words),
        ]


def screen(period: Period) -> Screen:
    """With kept figures, or with figures counted anew."""
    key = f"insights:{period.begins_at:%Y-%m-%d}:{period.n_weeks}:{int(period.with_demonstration)}"
    try:
        kept = cache.get(key)
        if isinstance(kept, Counts):
            return Screen(period, kept)
        counts = _count(period)
        if counts.is_large:
            cache.set(key, counts, KEPT_S)
    except CACHE_TROUBLE as trouble:
        log.warning("The cache is gone; insights are counted at each look: %s", trouble)
        counts = _count(period)
    return Screen(period, counts)


def _count(period: Period) -> Counts:
    return Counts(
        counted_at=timezone.now(),
        moves=work.moves(period),
        spells=work.spells(period),
        waiting=work.waiting(period),
        published=published.published(period),
        reviewers=rounds.reviewers(period),
        suggestions=suggestions.suggestions(period),
    )
