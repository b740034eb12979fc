"""How far reviewers agree, over all complete rounds of a period together. No figure here is about one reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from claims import access
from claims.insights import agreement
from claims.insights.agreement import Agreement
from claims.insights.period import Period

#: The newest reviews that are read (count).
MAX_REVIEWS = 10_000


@dataclass(frozen=True)
class Reviewers:
    """`on_scale`: ordinal, ratings off the scale are missing. `all_levels`: nominal, they are levels like others.

    `n_rounds`: complete rounds on the newest scale that was used; `n_other_scale`: those on an older one, left out.
    """

    on_scale: Agreement
    all_levels: Agreement
    n_rounds: int
    n_other_scale: int


def reviewers(period: Period) -> Reviewers:
    rows = list(
        access.reviews_of_complete_rounds()
        .filter(period.of("round__claim"), round__completed_at__gte=period.begins_at)
        .order_by("-round")
        .values_list("round", "rating__scale__version", "rating", "rating__value")[: MAX_REVIEWS + 1]
    )
    if len(rows) > MAX_REVIEWS:
        rows = [row for row in rows if row[0] != rows[-1][0]]  # the oldest round is there in part only
    rounds = [list(group) for _, group in groupby(rows, key=lambda row: row[0])]
    newest = max((row[1] for row in rows), default=0)
    current = [group for group in rounds if group[0][1] == newest]
    return Reviewers(
        on_scale=agreement.measure(
            [[value for *_, value in group if value is not None] for group in current], agreement.ordinal
        ),
        all_levels=agreement.measure([[level for _, _, level, _ in group] for group in current], agreement.nominal),
        n_rounds=len(current),
        n_other_scale=len(rounds) - len(current),
    )
