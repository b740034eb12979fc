"""Suggestions of the machine and what people made of them, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.detection import insights, labels
from claims.detection.insights import Band, Precision, Suggestion, Tally
from claims.insights.period import Period
from claims.models import Appearance, ClaimEvent, DismissReason

#: The newest suggestions that are read: more would hold the page up and change its figures by little (count).
MAX_ROWS = 10_000

_Row = tuple[int, int, float, str, str, bool, datetime]


@dataclass(frozen=True)
class WeekRow:
    """`dismissed`: how many, in the order of DismissReason."""

    tally: Tally
    dismissed: list[int]


@dataclass(frozen=True)
class Suggestions:
    """`reasons`: (why dismissed, in words, count), the most frequent first. `is_cut`: older ones were left out."""

    total: Tally
    precisions: list[Precision]
    bands: list[Band]
    reasons: list[tuple[str, int]]
    week_rows: list[WeekRow]
    is_cut: bool


def suggestions(period: Period) -> Suggestions:
    found, is_cut = read(period)
    total = insights.tally(found, timezone.localdate())
    return Suggestions(
        total=total,
        precisions=insights.precisions(found),
        bands=insights.bands(found),
        reasons=[(str(DismissReason(reason).label), n) for reason, n in total.dismissed.most_common()],
        week_rows=[
            WeekRow(week, [week.dismissed[reason] for reason in DismissReason.values]) for week in insights.weeks(found)
        ],
        is_cut=is_cut,
    )


def read(period: Period) -> tuple[list[Suggestion], bool]:
    """Article by article, the best first; several claims of one sentence are one suggestion. And whether it is cut."""
    rows = _rows(period)
    is_cut = len(rows) > MAX_ROWS
    if is_cut:
        rows = [row for row in rows[:MAX_ROWS] if row[0] != rows[MAX_ROWS - 1][0]]  # the oldest article is cut in two
    rows.sort(key=lambda row: (row[0], -row[2], row[1]))
    return [_suggestion(list(group)) for _, group in groupby(rows, key=lambda row: row[:2])], is_cut


def _rows(period: Period) -> list[_Row]:
    said = ClaimEvent.objects.filter(claim=OuterRef("home_claim_id"))
    earlier = Appearance.objects.filter(home_claim=OuterRef("home_claim_id"), pk__lt=OuterRef("pk"))
    places = Appearance.objects.annotate(
        is_reworded=Exists(said.filter(verb="reword", by__isnull=False, changes__has_key="statement"))
    ).filter(
        Exists(said.filter(version=1, verb="suggest")),
        ~Exists(earlier),  # a copy of an article suggests nothing new
        period.of_article("article"),
        period.of("home_claim"),
        created_at__gte=period.begins_at,
        sentence__isnull=False,
    )
    return list(
        places.order_by("-pk").values_list(
            "article_id", "start", "sentence__score", "claim__state", "claim__dismiss_reason", "is_reworded",
            "created_at",
        )[: MAX_ROWS + 1]
    )  # fmt: skip


def _suggestion(rows: list[_Row]) -> Suggestion:
    verdicts = [(labels.verdict(row[3], row[4], is_sent_in=False), row[4]) for row in rows]
    is_worth, telling = labels.of_sentence(verdicts)
    article, _, score, _, reason, _, at = rows[telling]
    return Suggestion(
        article=article,
        score=score,
        on=timezone.localtime(at).date(),
        is_worth=is_worth,
        reason=reason,
        is_reworded=any(row[5] for row in rows),
    )
