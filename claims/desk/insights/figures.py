"""The figures of the page: what each says in one sentence, its picture and its table. Asks the database for nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.desk.insights import agreement, drawing
from claims.desk.insights.agreement import Agreement
from claims.desk.insights.drawing import Bar, Series
from claims.desk.insights.durations import Spell, in_short, in_words
from claims.desk.insights.flow import Node, flow
from claims.desk.insights.published import Balance, Published
from claims.desk.insights.rounds import Reviewers
from claims.desk.insights.work import MAX_STAYS, Moves, Waiting
from claims.models import Correction, State

#: Bars of one picture; the table has the rest (count).
MAX_BARS = 10
#: Of fewer, shares are told as counts.
MIN_WHOLE = 20
Cell = str | int | float
_COLUMN = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)
_ASIDE = (State.DISMISSED, State.MERGED, State.RETRACTED)
_SIDES = (
    Series("Above the middle", "rating-true"),
    Series("On the middle", "rating-half-true", "dots"),
    Series("Below the middle", "rating-false", "stripes"),
    Series("Off the scale", "rating-unproven", "grid"),
)


@dataclass(frozen=True)
class Figure:
    """`finding`: what it says, in a sentence. `svg`: "" where there is nothing to draw. `is_tall`: three rows."""

    name: str
    title: str
    note: str
    finding: str
    svg: SafeString
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    is_tall: bool = False

    @property
    def cells(self) -> list[list[tuple[Cell, bool]]]:
        """(value, is it a number) of each cell."""
        return [[(cell, not isinstance(cell, str)) for cell in row] for row in self.rows]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """(head, are its cells numbers)."""
        first = self.rows[0] if self.rows else ("",) * len(self.heads)
        return [(head, not isinstance(cell, str)) for head, cell in zip(self.heads, first, strict=True)]


def flow_of(moves: Moves, words: str) -> Figure:
    n_new = sum(n for (begin, end), n in moves.items() if not begin)
    n_out = sum(n for (_, end), n in moves.items() if end == State.PUBLISHED)
    finding = f"{_many(n_new, 'claim')} came in and {_many(n_out, 'check')} went out in {words}."
    rows = sorted(moves.items(), key=lambda item: (_order(item[0][0]), _order(item[0][1])))
    column = [Node(state.value, str(state.label), f"state-{state.value}") for state in _COLUMN]
    aside = {state.value: str(state.label) for state in _ASIDE}
    return Figure(
        name="flow",
        title="Flow through the states",
        note="Moves in the period. On the left what came back, on the right what left.",
        finding=finding,
        svg=_drawn(moves, lambda: flow("flow", "Flow through the states", finding, column, aside, moves)),
        heads=("From", "To", "Moves"),
        rows=[(_state(begin) or "Not there yet", _state(end), n) for (begin, end), n in rows],
        is_tall=True,
    )


def stays_of(spells: dict[str, Spell]) -> Figure:
    slowest = max(spells, key=lambda state: spells[state].half, default="")
    finding = (
        f"{_state(slowest)} takes longest: half of the claims leave it within {in_words(spells[slowest].half)}."
        if slowest
        else "No claim left a state in this period."
    )
    bars = [
        Bar(_state(state), (one.half, one.most - one.half), f"{in_short(one.half)} · {in_short(one.most)}")
        for state, one in spells.items()
    ]
    series = (Series("Half within"), Series("Nine of ten within", "soft", "stripes"))
    is_cut = sum(one.n for one in spells.values()) >= MAX_STAYS
    return Figure(
        name="stays",
        title="Time in each state",
        note="Of claims that left the state in the period; those still there do not count yet."
        + (f" The newest {MAX_STAYS:,} moves." if is_cut else ""),
        finding=finding,
        svg=_drawn(bars, lambda: drawing.bars("stays", "Time in each state", finding, bars, series)),
        heads=("State", "Left it", "Half within", "Nine of ten within", "Half, hours", "Nine of ten, hours"),
        rows=[
            (
                _state(state), one.n, in_words(one.half), in_words(one.most),
                round(one.half / 3600, 1), round(one.most / 3600, 1),
            )
            for state, one in spells.items()
        ],
    )  # fmt: skip


def waiting_for_anyone(waits: Sequence[Waiting], now: datetime) -> Figure:
    """What whoever has the role may take on."""
    return _waiting("anyone", "Waits for anyone with the role", [one for one in waits if not one.is_person], now)


def waiting_on_people(waits: Sequence[Waiting], now: datetime) -> Figure:
    return _waiting("people", "Waits on a person", [one for one in waits if one.is_person], now)


def _waiting(name: str, title: str, waits: Sequence[Waiting], now: datetime) -> Figure:
    finding = "Nothing waits."
    if waits:
        oldest = min(waits, key=lambda one: one.oldest)
        age = in_words((now - oldest.oldest).total_seconds())
        finding = f"The oldest has waited {age}: {oldest.whom}, {oldest.what}."
    bars = [
        Bar(
            f"{one.whom}, {one.what}", (one.n,),
            f"{one.n:,} · {in_short((now - one.oldest).total_seconds())}",
        )
        for one in waits[:MAX_BARS]
    ]  # fmt: skip
    return Figure(
        name=name,
        title=title,
        note="Now, whenever it began: how many claims, and how long the oldest has waited.",
        finding=finding,
        svg=_drawn(bars, lambda: drawing.bars(name, title, finding, bars, (Series("Claims"),))),
        heads=("Who", "What for", "Claims", "Oldest since"),
        rows=[(one.whom, one.what, one.n, _day(one.oldest)) for one in waits],
    )


def cadence_of(published: Published, words: str) -> Figure:
    n_first = published.n_first
    n_again = sum(week.n_again for week in published.weeks)
    n_weeks = len(published.weeks)
    each = f"{n_first / n_weeks:.1f}".removesuffix(".0")
    finding = f"{_many(n_first, 'new check')} in {words}, {each} a week; {_many(n_again, 'later version')}."
    columns = [
        Bar(date_format(week.monday, "j M"), (week.n_first, week.n_again), "") for week in published.weeks
    ]  # fmt: skip
    series = (Series("New checks"), Series("Later versions", "soft", "stripes"))
    return Figure(
        name="cadence",
        title="Published each week",
        note="Weeks begin on Monday; the last one is not over yet." + _cut(published),
        finding=finding if n_first + n_again else f"Nothing was published in {words}.",
        svg=_drawn(
            n_first + n_again, lambda: drawing.columns("cadence", "Published each week", finding, columns, series)
        ),
        heads=("Week from", "New checks", "Later versions"),
        rows=[(date_format(week.monday, "j F Y"), week.n_first, week.n_again) for week in reversed(published.weeks)],
    )


def ratings_of(published: Published, words: str) -> Figure:
    n = published.n_first
    top = max(published.ratings, key=lambda one: one.n, default=None)
    finding = (
        f"{top.label} is the most frequent rating: {_share(top.n, n)}." if top else f"Nothing was published in {words}."
    )
    bars = [
        Bar(one.label, (one.n,), f"{one.n:,} · {_percent(one.n, n)}", f"rating-{one.colour}")
        for one in published.ratings
    ]  # fmt: skip
    return Figure(
        name="ratings",
        title="Rating mix",
        note="Of checks first published in the period, as they were rated then." + _cut(published),
        finding=finding,
        svg=_drawn(bars, lambda: drawing.bars("ratings", "Rating mix", finding, bars, (Series("Checks"),))),
        heads=("Rating", "Checks", "Per cent"),
        rows=[(one.label, one.n, round(100 * one.n / n)) for one in published.ratings],
    )


def claimants_of(published: Published, words: str) -> Figure:
    return _balance("claimants", "Whose claims are checked", "Claimant", published.claimants, published, words)


def topics_of(published: Published, words: str) -> Figure:
    return _balance("topics", "Which topics are checked", "Topic", published.topics, published, words)


def _balance(name: str, title: str, what: str, balances: Sequence[Balance], published: Published, words: str) -> Figure:
    n = published.n_first
    finding = f"Nothing was published in {words}."
    if balances:
        finding = f"{balances[0].name} comes first: {_share(balances[0].n, n)}."
    bars = [
        Bar(one.name, (one.n_above, one.n_middle, one.n_below, one.n_off), f"{one.n:,} · {_percent(one.n, n)}")
        for one in balances[:MAX_BARS]
    ]
    rest = f" The first {MAX_BARS} of {len(balances):,} are drawn." if len(balances) > MAX_BARS else ""
    return Figure(
        name=name,
        title=title,
        note=f"Checks first published in the period, by where their rating lies.{rest}{_cut(published)}",
        finding=finding,
        svg=_drawn(bars, lambda: drawing.bars(name, title, finding, bars, _SIDES)),
        heads=(what, "Checks", *(series.name for series in _SIDES)),
        rows=[(one.name, one.n, one.n_above, one.n_middle, one.n_below, one.n_off) for one in balances],
    )


def corrections_of(published: Published, words: str) -> Figure:
    n = published.n_first
    finding = f"Nothing was published or corrected in {words}."
    if n:
        finding = (
            f"Corrected since: {_share(published.n_corrected, n)}. Reopened since: {_share(published.n_reopened, n)}."
        )
    counts = [(str(kind.label), published.corrections.get(kind.value, 0)) for kind in Correction.Class]
    n_made = sum(made for _, made in counts)
    if n_made and not n:
        finding = f"{_many(n_made, 'correction')} in {words}; no new check was published."
    bars = [Bar(label, (made,), f"{made:,}") for label, made in counts]
    return Figure(
        name="corrections",
        title="Corrections and reopened checks",
        note="Corrections made in the period, to whatever check, by their class." + _cut(published),
        finding=finding,
        svg=_drawn(
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


def agreement_of(reviewers: Reviewers) -> Figure:
    one, other = reviewers.on_scale, reviewers.all_levels
    finding = _reading(one)
    title = "Agreement of reviewers"
    note = "Krippendorff’s alpha over complete blind rounds: 1 is full agreement, 0 what chance would give."
    if reviewers.n_other_scale:
        note += f" {_many(reviewers.n_other_scale, 'round')} on an older scale left out."
    svg = SafeString("")
    if one.value is not None:
        marks = [(agreement.TENTATIVE, f"{agreement.TENTATIVE:g}"), (agreement.RELIABLE, f"{agreement.RELIABLE:g}")]
        bounds = None if one.low is None or one.high is None else (one.low, one.high)
        svg = SafeString(drawing.interval("agreement", title, finding, value=one.value, bounds=bounds, marks=marks))
    return Figure(
        name="agreement",
        title=title,
        note=note,
        finding=finding,
        svg=svg,
        heads=("Measure", "Alpha", "95 % interval", "Rounds", "Ratings"),
        rows=[
            ("On the scale (ordinal)", *_measured(one)),
            ("All ratings alike (nominal)", *_measured(other)),
        ] if reviewers.n_rounds else [],
    )  # fmt: skip


def _reading(one: Agreement) -> str:
    if one.value is None:
        return f"Not computable: {one.reason}."
    if one.value >= agreement.RELIABLE:
        words = "ratings can be relied upon"
    elif one.value >= agreement.TENTATIVE:
        words = "good enough for tentative conclusions"
    else:
        words = "too low to conclude from; look at how the levels are defined"
    if one.low is None or one.high is None:
        return f"Alpha is {one.value:.2f}: {words}. An interval needs {agreement.MIN_UNITS} rounds or more."
    return f"Alpha is {one.value:.2f} (95 % interval {one.low:.2f} to {one.high:.2f}): {words}."


def _measured(one: Agreement) -> tuple[str, str, int, int]:
    value = "not computable" if one.value is None else f"{one.value:.4f}"
    bounds = "none" if one.low is None or one.high is None else f"{one.low:.4f} to {one.high:.4f}"
    return value, bounds, one.n_units, one.n_ratings


def _drawn(anything: object, draw: Callable[[], str]) -> SafeString:
    """The drawing escapes its text (ElementTree); nothing is drawn of nothing."""
    return SafeString(draw() if anything else "")


def _cut(published: Published) -> str:
    return " Only the newest versions were read." if published.is_cut else ""


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    """Per cent of a few would promise too much."""
    return (
        f"{part} of {_many(whole, 'new check')}"
        if whole < MIN_WHOLE
        else f"{_percent(part, whole)} of {_many(whole, 'new check')}"
    )


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0}\u00a0%"


def _state(value: str) -> str:
    return str(State(value).label) if value else ""


def _order(state: str) -> int:
    return State.values.index(state) if state else -1


def _day(at: datetime) -> str:
    return capfirst(date_format(timezone.localtime(at), "j F Y"))
