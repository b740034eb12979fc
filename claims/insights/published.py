"""What was published: how often, with which ratings, about whom, and what was corrected or reopened since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from claims.insights.period import Period
from claims.models import ClaimEvent, Correction, RatingLevel, State, VerdictRevision

#: The newest revisions that are read (count).
MAX_REVISIONS = 10_000
#: What codes of practice ask for is counted over so long, whatever period is looked at (weeks).
CADENCE_WEEKS = 26
NOBODY = "Nobody named"
NO_TOPIC = "No topic"


@dataclass(frozen=True)
class Week:
    monday: date
    n_first: int
    n_again: int


@dataclass(frozen=True)
class Cadence:
    """Checks first published in the last CADENCE_WEEKS, and later versions of checks."""

    n_first: int
    n_again: int

    @property
    def each_week(self) -> float:
        return self.n_first / CADENCE_WEEKS


@dataclass(frozen=True)
class Rated:
    label: str
    colour: str
    n: int


@dataclass(frozen=True)
class Balance:
    """Checks of one claimant or topic: rated above the middle of the scale, on it, below it, off the scale."""

    name: str
    n_above: int
    n_middle: int
    n_below: int
    n_off: int

    @property
    def n(self) -> int:
        return self.n_above + self.n_middle + self.n_below + self.n_off


@dataclass(frozen=True)
class Published:
    """`n_first`: checks first published in the period; of those `n_corrected` and `n_reopened` since.

    `corrections`: by class, made in the period about whatever check. `is_cut`: older revisions were left out.
    """

    weeks: list[Week]
    cadence: Cadence
    ratings: list[Rated]
    claimants: list[Balance]
    topics: list[Balance]
    n_first: int
    n_corrected: int
    n_reopened: int
    corrections: dict[str, int]
    is_cut: bool


class _Revision(NamedTuple):
    number: int
    at: datetime
    rating: int
    claimant: str | None
    topic: str
    is_corrected: bool
    is_reopened: bool


def published(period: Period) -> Published:
    half_year_ago = timezone.now() - timedelta(weeks=CADENCE_WEEKS)
    read = _revisions(period, min(half_year_ago, period.begins_at))
    rows = [row for row in read if row.at >= period.begins_at]
    first = [row for row in rows[:MAX_REVISIONS] if row.number == 1]
    levels = {level.pk: level for level in RatingLevel.objects.select_related("scale")}
    return Published(
        weeks=_weeks(rows, period),
        cadence=_cadence([row for row in read if row.at >= half_year_ago]),
        ratings=_ratings(first, levels),
        claimants=_balances([(row.claimant or NOBODY, levels[row.rating]) for row in first], levels),
        topics=_balances([(row.topic or NO_TOPIC, levels[row.rating]) for row in first], levels),
        n_first=len(first),
        n_corrected=sum(row.is_corrected for row in first),
        n_reopened=sum(row.is_reopened for row in first),
        corrections=_corrections(period),
        is_cut=len(rows) > MAX_REVISIONS,
    )


def _revisions(period: Period, since: datetime) -> list[_Revision]:
    """The newest first."""
    reopened = ClaimEvent.objects.filter(
        claim=OuterRef("claim"), verb="reopen", from_state__in=[State.PUBLISHED, State.RETRACTED]
    )
    rows = (
        VerdictRevision.objects.filter(period.of("claim"), published_at__gte=since)
        .annotate(is_corrected=Exists(Correction.objects.filter(claim=OuterRef("claim"))), is_reopened=Exists(reopened))
        .order_by("-published_at")
        .values_list(
            "number", "published_at", "rating", "claim__claimant__name", "claim__topic", "is_corrected", "is_reopened"
        )
    )
    return [_Revision(*row) for row in rows[: MAX_REVISIONS + 1]]


def _cadence(rows: list[_Revision]) -> Cadence:
    """Of the weeks up to this moment: one that has just begun must not look like one in which nothing was done."""
    n_first = sum(row.number == 1 for row in rows)
    return Cadence(n_first, len(rows) - n_first)


def _corrections(period: Period) -> dict[str, int]:
    counted = Correction.objects.filter(period.of("claim"), corrected_at__gte=period.begins_at).order_by()
    return dict(counted.values_list("correction_class").annotate(n=Count("pk")))


def _weeks(rows: list[_Revision], period: Period) -> list[Week]:
    first: Counter[date] = Counter()
    again: Counter[date] = Counter()
    for row in rows:
        day = timezone.localtime(row.at).date()
        (first if row.number == 1 else again)[day - timedelta(days=day.weekday())] += 1
    return [Week(monday, first[monday], again[monday]) for monday in period.mondays]


def _ratings(first: list[_Revision], levels: dict[int, RatingLevel]) -> list[Rated]:
    """In the order of the scale; levels of an older version of the scale say so."""
    counted = Counter(row.rating for row in first)
    newest = max((levels[pk].scale.version for pk in counted), default=0)
    ordered = sorted(counted, key=lambda pk: (-levels[pk].scale.version, levels[pk].position))
    return [_rated(levels[pk], counted[pk], newest) for pk in ordered]


def _rated(level: RatingLevel, n: int, newest: int) -> Rated:
    version = "" if level.scale.version == newest else f" (scale, version {level.scale.version})"
    return Rated(f"{level.label}{version}", level.colour or level.slug, n)


def _balances(named: list[tuple[str, RatingLevel]], levels: dict[int, RatingLevel]) -> list[Balance]:
    """The most checked first."""
    tops: dict[int, int] = {}
    for level in levels.values():
        tops[level.scale_id] = max(tops.get(level.scale_id, 0), level.value or 0)
    counts: dict[str, Counter[int | None]] = {}
    for name, level in named:
        side = None if level.value is None else _sign(2 * level.value - (tops[level.scale_id] + 1))
        counts.setdefault(name, Counter())[side] += 1
    found = [Balance(name, of[1], of[0], of[-1], of[None]) for name, of in counts.items()]
    return sorted(found, key=lambda one: (-one.n, one.name))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
