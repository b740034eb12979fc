"""Figures of what was published: how often, with which ratings, about whom and what, and what was corrected since."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format

from claims.desk.insights import drawing
from claims.desk.insights.drawing import Bar, Limit, Series
from claims.desk.insights.figure import MAX_BARS, Figure, Measure, drawn, many, percent, share
from claims.insights.published import CADENCE_WEEKS, Balance, Cadence, Published
from claims.models import Correction

#: New checks that the codes of the IFCN (in a week, on average) and of the EFCSN (in a month) ask for at least (count).
_A_WEEK = 1
_A_MONTH = 4
_CODES = (
    f" The IFCN asks for {_A_WEEK} new check a week, on average over six months (over twelve in a country with five "
    f"signatories or more); the EFCSN for {_A_MONTH} a month."
)

#: More names in a row say less than their number.
_MAX_NAMED = 3

_SIDES = (
    Series("Above the middle", "rating-true"),
    Series("On the middle", "rating-half-true", "dots"),
    Series("Below the middle", "rating-false", "stripes"),
    Series("Off the scale", "rating-unproven", "grid"),
)


def cadence_of(published: Published, words: str) -> Figure:
    n_first = published.n_first
    n_again = sum(week.n_again for week in published.weeks)
    finding = f"Nothing was published in {words}."
    if n_first + n_again:
        each = _each(n_first, len(published.weeks))
        finding = f"{many(n_first, 'new check')} in {words}, {each} a week; {many(n_again, 'later version')}."
    half_year, measure = published.cadence, _measure(published.cadence)
    columns = [
        Bar(date_format(week.monday, "j M"), (week.n_first, week.n_again), "") for week in published.weeks
    ]  # fmt: skip
    series = (Series("New checks"), Series("Later versions", "soft", "stripes"))
    limit = Limit(_A_WEEK, f"Asked for: {_A_WEEK} new check a week")
    return Figure(
        name="cadence",
        title="Published each week",
        note="Weeks begin on Monday; the last one is not over yet." + _CODES + _cut(published),
        finding=finding,
        svg=drawn(
            n_first + n_again + half_year.n_first,
            lambda: drawing.columns(
                "cadence", "Published each week", f"{finding} {measure.words}", columns, series, limit=limit
            ),
        ),
        heads=("Week from", "New checks", "Later versions"),
        rows=[
            *((date_format(week.monday, "j F Y"), week.n_first, week.n_again) for week in reversed(published.weeks)),
            ("The last six months", half_year.n_first, half_year.n_again),
            ("Asked for in six months (IFCN)", _A_WEEK * CADENCE_WEEKS, "–"),
            ("Asked for in six months (EFCSN)", _A_MONTH * 6, "–"),
        ],
        measure=measure,
    )


def _measure(cadence: Cadence) -> Measure:
    """Not rounded up to what is asked for: 25 in 26 weeks are fewer than one a week."""
    n = cadence.n_first
    short_of = [
        words
        for words, n_asked in (
            (f"the IFCN’s {_A_WEEK} a week", _A_WEEK * CADENCE_WEEKS),
            (f"the EFCSN’s {_A_MONTH} a month", _A_MONTH * 6),
        )
        if n < n_asked
    ]
    standing = f"Below {' and '.join(short_of)}" if short_of else "As often as the IFCN and the EFCSN ask for"
    told = f"{many(n, 'new check')} in the last six months, {_each(n, CADENCE_WEEKS)} a week"
    return Measure(not short_of, f"{standing}: {told}.")


def _each(n: int, n_weeks: int) -> str:
    """Cut, not rounded; a few are not none."""
    each = f"{10 * n // n_weeks / 10:.1f}".removesuffix(".0")
    return "fewer than 0.1" if n and each == "0" else each


def ratings_of(published: Published, words: str) -> Figure:
    n = published.n_first
    counts = [(one.label, one.n) for one in published.ratings]
    is_first = ("is the most frequent rating", "are the most frequent ratings")
    finding = _leading(counts, is_first, n) if counts else f"Nothing was published in {words}."
    bars = [
        Bar(one.label, (one.n,), f"{one.n:,} · {percent(one.n, n)}", f"rating-{one.colour}")
        for one in published.ratings
    ]  # fmt: skip
    return Figure(
        name="ratings",
        title="Rating mix",
        note="Of checks first published in the period, as they were rated then." + _cut(published),
        finding=finding,
        svg=drawn(bars, lambda: drawing.bars("ratings", "Rating mix", finding, bars, (Series("Checks"),))),
        heads=("Rating", "Checks", "Per cent"),
        rows=[(one.label, one.n, round(100 * one.n / n)) for one in published.ratings],
    )


def _leading(counts: Sequence[tuple[str, int]], is_first: tuple[str, str], n: int) -> str:
    """Who has most of the `n`, in words for one and for several: of those that have as many none is named before."""
    most = max(count for _, count in counts)
    *others, last = [name for name, count in counts if count == most]
    if not others:
        return f"{last} {is_first[0]}: {share(most, n)}."
    if len(others) >= _MAX_NAMED:
        return f"None leads: {len(others) + 1} have {share(most, n)} each."
    return f"{', '.join(others)} and {last} {is_first[1]}: {share(most, n)} each."


def claimants_of(published: Published, words: str) -> Figure:
    return _balance("claimants", "Whose claims are checked", "Claimant", published.claimants, published, words)


def topics_of(published: Published, words: str) -> Figure:
    return _balance("topics", "Which topics are checked", "Topic", published.topics, published, words)


def _balance(name: str, title: str, what: str, balances: Sequence[Balance], published: Published, words: str) -> Figure:
    n = published.n_first
    finding = f"Nothing was published in {words}."
    if balances:
        finding = _leading([(one.name, one.n) for one in balances], ("comes first", "come first"), n)
    bars = [
        Bar(one.name, (one.n_above, one.n_middle, one.n_below, one.n_off), f"{one.n:,} · {percent(one.n, n)}")
        for one in balances[:MAX_BARS]
    ]
    rest = f" The first {MAX_BARS} of {len(balances):,} are drawn." if len(balances) > MAX_BARS else ""
    return Figure(
        name=name,
        title=title,
        note=f"Checks first published in the period, by where their rating lies.{rest}{_cut(published)}",
        finding=finding,
        svg=drawn(bars, lambda: drawing.bars(name, title, finding, bars, _SIDES)),
        heads=(what, "Checks", *(series.name for series in _SIDES)),
        rows=[(one.name, one.n, one.n_above, one.n_middle, one.n_below, one.n_off) for one in balances],
    )


def corrections_of(published: Published, words: str) -> Figure:
    n = published.n_first
    finding = f"Nothing was published or corrected in {words}."
    if n:
        finding = (
            f"Corrected since: {share(published.n_corrected, n)}. Reopened since: {share(published.n_reopened, n)}."
        )
    counts = [(str(kind.label), published.corrections.get(kind.value, 0)) for kind in Correction.Class]
    n_made = sum(made for _, made in counts)
    if n_made and not n:
        finding = f"{many(n_made, 'correction')} in {words}; no new check was published."
    bars = [Bar(label, (made,), f"{made:,}") for label, made in counts]
    return Figure(
        name="corrections",
        title="Corrections and reopened checks",
        note="Corrections made in the period, to whatever check, by their class." + _cut(published),
        finding=finding,
        svg=drawn(
            n_made, lambda: drawing.bars("corrections", "Corrections", finding, bars, (Series("Corrections"),))
        ),
        heads=("What", "Count"),
        rows=[
            *counts,
            ("New checks", n),
            ("New checks corrected since", published.n_corrected),
            ("New checks reopened since", published.n_reopened),
        ] if n or n_made else [],
    )  # fmt: skip


def _cut(published: Published) -> str:
    return " Only the newest versions were read." if published.is_cut else ""
