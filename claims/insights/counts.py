"""All that the page of insights asks for: counted at each look, and for a large newsroom ahead of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from claims.insights import published, rounds, suggestions, work
from claims.insights.durations import Spell
from claims.insights.period import PERIODS, Period, has_demonstration
from claims.insights.published import Published
from claims.insights.rounds import Reviewers
from claims.insights.suggestions import Suggestions
from claims.insights.work import Moves, Waiting
from claims.publishing.edition import CACHE_TROUBLE

log = logging.getLogger(__name__)

#: With more moves in the period than these, figures are kept (count); a smaller desk sees its last click.
MIN_KEPT_MOVES = 2_000
#: Beat counts anew every five minutes; when it stands still, a page shows what was counted last for so long.
KEPT_S = 7 * 86_400


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


def read(period: Period) -> Counts | None:
    """What was counted last, or what is counted now at a small desk; None when nothing is kept of a large one."""
    try:
        kept = cache.get(_key(period))
    except CACHE_TROUBLE as trouble:
        log.warning("The cache is gone; insights are counted at each look: %s", trouble)
        return count(period)
    if isinstance(kept, Counts):
        return kept
    return None if work.has_more_moves(period, MIN_KEPT_MOVES) else count_and_keep(period)


def keep_all() -> None:
    """Count every period that somebody may look at, so that nobody waits for it."""
    for n_weeks in PERIODS:
        for with_demonstration in (False, True) if has_demonstration() else (False,):
            count_and_keep(Period(n_weeks, with_demonstration))


def count(period: Period) -> Counts:
    return Counts(
        counted_at=timezone.now(),
        moves=work.moves(period),
        spells=work.spells(period),
        waiting=work.waiting(period),
        published=published.published(period),
        reviewers=rounds.reviewers(period),
        suggestions=suggestions.suggestions(period),
    )


def count_and_keep(period: Period) -> Counts:
    counts = count(period)
    try:
        if counts.is_large:
            cache.set(_key(period), counts, KEPT_S)
        else:
            cache.delete(_key(period))
    except CACHE_TROUBLE as trouble:
        log.warning("The cache is gone; insights are counted at each look: %s", trouble)
    return counts


def _key(period: Period) -> str:
    """The number changes with what is counted: another release could not read it."""
    return f"insights-counts-2:{period.begins_at:%Y-%m-%d}:{period.n_weeks}:{int(period.with_demonstration)}"
