"""The whole page of insights: what was counted, as figures with a sentence, a picture and a table each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from claims.desk.insights import drawing, published_figures, work_figures
from claims.desk.insights.calibration import Column, columns
from claims.desk.insights.figure import Figure
from claims.insights import counts
from claims.insights.counts import Counts
from claims.insights.period import Period, has_demonstration


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
        return has_demonstration()

    @property
    def patterns(self) -> SafeString:
        return SafeString(drawing.patterns())

    @property
    def columns(self) -> list[Column]:
        return columns(self.counts.suggestions.bands)

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
            work_figures.flow_of(counts.moves, words),
            work_figures.waiting_on_people(counts.waiting, counts.counted_at),
            work_figures.waiting_for_anyone(counts.waiting, counts.counted_at),
            work_figures.stays_of(counts.spells),
            published_figures.cadence_of(counts.published, words),
            published_figures.ratings_of(counts.published, words),
            published_figures.claimants_of(counts.published, words),
            published_figures.topics_of(counts.published, words),
            work_figures.agreement_of(counts.reviewers),
            published_figures.corrections_of(counts.published, words),
        ]


def screen(period: Period, *, now: bool = False) -> Screen | None:
    """None: a large newsroom of which nothing was counted yet. `now`: whoever asks waits until it is."""
    found = counts.count_and_keep(period) if now else counts.read(period)
    return Screen(period, found) if found else None
