"""What the page of insights shows: suggestions of the machine and what people made of them. One query, or two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.detection import insights, labels
from claims.detection.insights import Band, Precision, Suggestion, Tally
from claims.models import Appearance, ClaimEvent, DismissReason

#: The newest suggestions that are read: more would hold the page up and change its figures by little (count).
MAX_ROWS = 10_000
#: Of the drawing, in its own units.
WIDTH, HEIGHT = 400, 220

_Row = tuple[int, int, float, str, str, bool, datetime]


@dataclass(frozen=True)
class Bar:
    """One band of the drawing: a column as high as its share is."""

    band: Band
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class WeekRow:
    """`dismissed`: how many, in the order of DismissReason."""

    tally: Tally
    dismissed: list[int]


@dataclass(frozen=True)
class Insights:
    """`with_demonstration`: articles of the demonstration are counted too."""

    n_weeks: int
    with_demonstration: bool

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """Article by article, the best first; several claims of one sentence are one suggestion."""
        rows = self._rows[:MAX_ROWS]
        if self.is_cut:
            rows = [row for row in rows if row[0] != rows[-1][0]]  # the oldest article is there in part only
        rows.sort(key=lambda row: (row[0], -row[2], row[1]))
        return [_suggestion(list(group)) for _, group in groupby(rows, key=lambda row: row[:2])]

    @property
    def is_cut(self) -> bool:
        return len(self._rows) > MAX_ROWS

    @cached_property
    def _rows(self) -> list[_Row]:
        said = ClaimEvent.objects.filter(claim=OuterRef("home_claim_id"))
        earlier = Appearance.objects.filter(home_claim=OuterRef("home_claim_id"), pk__lt=OuterRef("pk"))
        places = Appearance.objects.annotate(
            is_reworded=Exists(said.filter(verb="reword", by__isnull=False, changes__has_key="statement"))
        ).filter(
            Exists(said.filter(version=1, verb="suggest")),
            ~Exists(earlier),  # a copy of an article suggests nothing new
            created_at__gte=timezone.now() - timedelta(weeks=self.n_weeks),
            sentence__isnull=False,
        )
        if not self.with_demonstration:
            places = places.filter(article__is_demonstration=False, home_claim__is_demonstration=False)
        return list(
            places.order_by("-pk").values_list(
                "article_id", "start", "sentence__score", "claim__state", "claim__dismiss_reason", "is_reworded",
                "created_at",
            )[: MAX_ROWS + 1]
        )  # fmt: skip

    @property
    def has_demonstration(self) -> bool:
        return Appearance.objects.filter(article__is_demonstration=True).exists()

    @cached_property
    def total(self) -> Tally:
        return insights.tally(self.suggestions, timezone.localdate())

    @cached_property
    def precisions(self) -> list[Precision]:
        return insights.precisions(self.suggestions)

    @cached_property
    def week_rows(self) -> list[WeekRow]:
        return [
            WeekRow(week, [week.dismissed[reason] for reason in DismissReason.values])
            for week in insights.weeks(self.suggestions)
        ]

    @cached_property
    def reasons(self) -> list[tuple[str, int]]:
        """(reason in words, count), the most frequent first."""
        counted = self.total.dismissed.most_common()
        return [(str(DismissReason(reason).label), n) for reason, n in counted]

    @cached_property
    def bars(self) -> list[Bar]:
        return list(self._bars())

    def _bars(self) -> Iterator[Bar]:
        step = WIDTH // insights.N_BANDS
        for band in insights.bands(self.suggestions):
            height = round(band.share * HEIGHT)
            yield Bar(band, round(band.low * WIDTH) + 3, HEIGHT - height, step - 6, height)


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
