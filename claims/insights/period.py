"""What is counted: since when, and with the demonstration or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from claims.models import Article, Claim

#: Weeks, in words.
PERIODS = {4: "the last 4 weeks", 12: "the last 12 weeks", 52: "the last year"}
DEFAULT = 12


@dataclass(frozen=True)
class Period:
    """Whole weeks from Monday on, the present one included. `with_demonstration`: the demonstration counts too."""

    n_weeks: int
    with_demonstration: bool

    @property
    def words(self) -> str:
        return PERIODS[self.n_weeks]

    @property
    def mondays(self) -> list[date]:
        """Of its weeks, the oldest first."""
        today = timezone.localdate()
        monday = today - timedelta(days=today.weekday())
        return [monday - timedelta(weeks=n) for n in range(self.n_weeks - 1, -1, -1)]

    @property
    def begins_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.mondays[0], time.min))

    def of(self, claim: str) -> Q:
        """The filter for rows whose claim is in this field; "" for claims themselves.

        What belongs to the demonstration is little, or nothing: it is looked up once and left out, instead of every
        row's own claim.
        """
        if self.with_demonstration:
            return Q()
        return ~Q(**{f"{claim}__in" if claim else "pk__in": Claim.objects.filter(is_demonstration=True).values("pk")})

    def of_article(self, article: str) -> Q:
        """The same for rows whose article is in this field."""
        shown = Article.objects.filter(is_demonstration=True).values("pk")
        return Q() if self.with_demonstration else ~Q(**{f"{article}__in": shown})


def has_demonstration() -> bool:
    return Article.objects.filter(is_demonstration=True).exists()
