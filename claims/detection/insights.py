"""How well the machine's suggestions did by people's verdicts. Plain values in, figures out; shares are 0 to 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

#: Suggestions of one article that are looked at, the best first.
DEPTHS: Final = (1, 3, 5, 10, 20)
N_BANDS: Final = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that the machine suggested; `is_worth` None while nobody has judged it.

    `reason`: why it was dismissed, or empty.
    """

    article: int
    score: float
    on: date
    is_worth: bool | None
    reason: str = ""
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the first `k` suggestions of an article so many were worth checking, averaged over `n_articles`."""

    k: int
    share: float | None
    n_articles: int


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions with a score from `low` up to `high`; a calibrated score equals the share that is worth checking."""

    low: float
    high: float
    n_judged: int
    n_worth: int

    @property
    def share(self) -> float:
        return self.n_worth / self.n_judged


@dataclass(frozen=True, slots=True)
class Tally:
    """Suggestions of some days: how many there were and what became of them; `dismissed` counts by reason."""

    begins_on: date
    n: int
    n_worth: int
    n_reworded: int
    dismissed: Counter[str]

    @property
    def n_dismissed(self) -> int:
        return self.dismissed.total()

    @property
    def n_accepted(self) -> int:
        """Worth checking and taken on: what was covered already is worth it, but dismissed."""
        return self.n_worth - self.dismissed["already_covered"]

    @property
    def n_open(self) -> int:
        return self.n - self.n_accepted - self.n_dismissed

    @property
    def n_judged(self) -> int:
        """All that tells something about the machine: spam is a fault of the article."""
        return self.n_accepted + self.n_dismissed - self.dismissed["spam"]

    @property
    def worth_share(self) -> float | None:
        return self.n_worth / self.n_judged if self.n_judged else None

    @property
    def reworded_share(self) -> float | None:
        """Of the accepted ones."""
        return self.n_reworded / self.n_accepted if self.n_accepted else None


def precisions(suggestions: Iterable[Suggestion]) -> list[Precision]:
    """Precision at each of DEPTHS, over the articles that have so many suggestions and whose first k are all judged.

    `suggestions` come article by article, each in the machine's order; what was spam is passed over.
    """
    shares: dict[int, list[float]] = {k: [] for k in DEPTHS}
    for _, group in groupby(suggestions, key=lambda one: one.article):
        ranking = [one.is_worth for one in group if one.reason != "spam"]
        for k, found in shares.items():
            first = ranking[:k]
            if len(first) == k and None not in first:
                found.append(first.count(True) / k)
    return [Precision(k, sum(found) / len(found) if found else None, len(found)) for k, found in shares.items()]


def bands(suggestions: Iterable[Suggestion]) -> list[Band]:
    """Ten bands of the score from 0 to 1, as far as they hold judged suggestions; the lowest first."""
    judged: Counter[int] = Counter()
    worth: Counter[int] = Counter()
    for one in suggestions:
        if one.is_worth is not None:
            band = min(int(one.score * N_BANDS), N_BANDS - 1)
            judged[band] += 1
            worth[band] += one.is_worth
    return [Band(band / N_BANDS, (band + 1) / N_BANDS, judged[band], worth[band]) for band in sorted(judged)]


def weeks(suggestions: Iterable[Suggestion]) -> list[Tally]:
    """By the week, from Monday on, in which the machine made the suggestion; the newest week first."""
    by_week: dict[date, list[Suggestion]] = {}
    for one in suggestions:
        by_week.setdefault(one.on - timedelta(days=one.on.weekday()), []).append(one)
    return [tally(by_week[monday], monday) for monday in sorted(by_week, reverse=True)]


def tally(suggestions: Sequence[Suggestion], begins_on: date) -> Tally:
    accepted = [one for one in suggestions if one.is_worth and not one.reason]
    return Tally(
        begins_on=begins_on,
        n=len(suggestions),
        n_worth=sum(1 for one in suggestions if one.is_worth),
        n_reworded=sum(1 for one in accepted if one.is_reworded),
        dismissed=Counter(one.reason for one in suggestions if one.reason),
    )
