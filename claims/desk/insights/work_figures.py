"""Figures of the work: how claims move, how long they stay, what waits on whom, how far reviewers agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.desk.insights import drawing
from claims.desk.insights.drawing import Bar, Series
from claims.desk.insights.figure import MAX_BARS, Figure, drawn, many
from claims.desk.insights.flow import Node, flow
from claims.insights import agreement
from claims.insights.agreement import Agreement
from claims.insights.durations import Spell, in_short, in_words, within
from claims.insights.rounds import Reviewers
from claims.insights.work import MAX_STAYS, Moves, Waiting
from claims.models import State

_COLUMN = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)
_ASIDE = (State.DISMISSED, State.MERGED, State.RETRACTED)


def flow_of(moves: Moves, words: str) -> Figure:
    n_new = sum(n for (begin, end), n in moves.items() if not begin)
    n_out = sum(n for (_, end), n in moves.items() if end == State.PUBLISHED)
    finding = f"{many(n_new, 'claim')} came in and {many(n_out, 'check')} went out in {words}."
    rows = sorted(moves.items(), key=lambda item: (_order(item[0][0]), _order(item[0][1])))
    column = [Node(state.value, str(state.label), f"state-{state.value}") for state in _COLUMN]
    aside = {state.value: str(state.label) for state in _ASIDE}
    return Figure(
        name="flow",
        title="Flow through the states",
        note="Moves in the period. On the left what came back, on the right what left.",
        finding=finding,
        svg=drawn(moves, lambda: flow("flow", "Flow through the states", finding, column, aside, moves)),
        heads=("From", "To", "Moves"),
        rows=[(_state(begin) or "Not there yet", _state(end), n) for (begin, end), n in rows],
        is_tall=True,
    )


def stays_of(spells: dict[str, Spell]) -> Figure:
    slowest = max(spells, key=lambda state: spells[state].half, default="")
    finding = (
        f"{_state(slowest)} takes longest: half of the claims leave it {within(spells[slowest].half)}."
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
        svg=drawn(bars, lambda: drawing.bars("stays", "Time in each state", finding, bars, series)),
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
        svg=drawn(bars, lambda: drawing.bars(name, title, finding, bars, (Series("Claims"),))),
        heads=("Who", "What for", "Claims", "Oldest since"),
        rows=[(one.whom, one.what, one.n, _day(one.oldest)) for one in waits],
    )


def agreement_of(reviewers: Reviewers) -> Figure:
    one, other = reviewers.on_scale, reviewers.all_levels
    finding = _reading(one)
    title = "Agreement of reviewers"
    note = "Krippendorff’s alpha over complete blind rounds: 1 is full agreement, 0 what chance would give."
    if reviewers.n_other_scale:
        note += f" {many(reviewers.n_other_scale, 'round')} on an older scale left out."
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
    alpha = f"Alpha is {one.value:.2f}"
    if one.low is None or one.high is None:
        return f"{alpha}, of too few rounds to conclude from. An interval needs {agreement.MIN_UNITS} rounds or more."
    return f"{alpha} (95 % interval {one.low:.2f} to {one.high:.2f}): {_conclusion(one.value, one.low)}."


def _conclusion(value: float, low: float) -> str:
    """What alpha allows, by the lower end of its interval: the value alone may be luck."""
    if low >= agreement.RELIABLE:
        return "ratings can be relied upon"
    if low >= agreement.TENTATIVE:
        return "good enough for tentative conclusions"
    if value < agreement.TENTATIVE:
        return "too low to conclude from; look at how the levels are defined"
    reaches = "what chance would give" if low <= 0 else f"below {agreement.TENTATIVE:g}"
    return f"too uncertain to conclude from, for the interval reaches {reaches}; it narrows with more rounds"


def _measured(one: Agreement) -> tuple[str, str, int, int]:
    value = "not computable" if one.value is None else f"{one.value:.4f}"
    bounds = "none" if one.low is None or one.high is None else f"{one.low:.4f} to {one.high:.4f}"
    return value, bounds, one.n_units, one.n_ratings


def _state(value: str) -> str:
    return str(State(value).label) if value else ""


def _order(state: str) -> int:
    return State.values.index(state) if state else -1


def _day(at: datetime) -> str:
    return capfirst(date_format(timezone.localtime(at), "j F Y"))
