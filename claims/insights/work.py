"""How claims move, how long they stay, and what waits on whom: a handful of queries, however much there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, DateTimeField, Exists, F, Min, OuterRef, Subquery, When
from django.db.models.query import QuerySet

from claims.insights.durations import Spell, spell
from claims.insights.period import Period
from claims.models import Assignment, Claim, ClaimEvent, Review, ReviewRound, State
from claims.models.claims import OPEN_STATES

#: The newest stays that are read: more would hold the page up and change its figures by little (count).
MAX_STAYS = 10_000
#: (from, to): count. A claim's first event comes from "".
Moves = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Waiting:
    """`n` claims wait on somebody, the oldest since then. `is_person`: on one person, not on whoever has a role."""

    whom: str
    what: str
    n: int
    oldest: datetime
    is_person: bool = False


def moves(period: Period) -> Moves:
    counted = (
        _moves().filter(period.of("claim"), at__gte=period.begins_at).order_by().values_list("from_state", "to_state")
    )
    return {(from_state, to_state): n for from_state, to_state, n in counted.annotate(n=Count("pk"))}


def has_more_moves(period: Period, n: int) -> bool:
    """Whether there are more than `n`, without counting on."""
    return _moves().filter(period.of("claim"), at__gte=period.begins_at).order_by()[n : n + 1].exists()


def spells(period: Period) -> dict[str, Spell]:
    """By open state: how long the claims that left it within the period had been there, MAX_STAYS at most."""
    entered = _moves().filter(claim=OuterRef("claim"), version__lt=OuterRef("version"), to_state=OuterRef("from_state"))
    left = (
        _moves()
        .filter(period.of("claim"), at__gte=period.begins_at, from_state__in=OPEN_STATES)
        .annotate(entered_at=Subquery(entered.order_by("-version").values("at")[:1]))
        .order_by("-at")
        .values_list("from_state", "entered_at", "at")
    )
    stays: dict[str, list[float]] = defaultdict(list)
    for state, entered_at, left_at in left[:MAX_STAYS]:
        if entered_at is not None:
            stays[state].append((left_at - entered_at).total_seconds())
    return {state: found for state in OPEN_STATES if (found := spell(stays[state])) is not None}


def _moves() -> QuerySet[ClaimEvent]:
    return ClaimEvent.objects.exclude(from_state=F("to_state"))


def waiting(period: Period) -> list[Waiting]:
    """All that waits now, whenever it began; the most first."""
    found = [*_on_claims(period), *_on_reviews(period), *_on_editors(period)]
    return sorted(found, key=lambda one: (-one.n, one.oldest, one.whom))


def _on_claims(period: Period) -> list[Waiting]:
    """New claims are as old as their row: reading events of a large inbox would take long."""
    entered = _moves().filter(claim=OuterRef("pk"), to_state=OuterRef("state")).order_by("-version").values("at")[:1]
    since = Case(When(state=State.NEW, then=F("created_at")), default=Subquery(entered), output_field=DateTimeField())
    counted = (
        Claim.objects.filter(period.of(""), state__in=[State.NEW, State.QUEUED, State.RESEARCHING, State.DECIDED])
        .order_by()
        .values_list("state", "researcher", "researcher__first_name", "researcher__last_name", "researcher__username")
        .annotate(n=Count("pk"), oldest=Min(since))
    )
    found: dict[tuple[str, str, bool], list[tuple[int, datetime]]] = defaultdict(list)
    for state, researcher, first, last, username, n, oldest in counted:
        found[_who_acts(state, _name(first, last, username) if researcher else "")].append((n, oldest))
    return [
        Waiting(whom, what, sum(n for n, _ in parts), min(oldest for _, oldest in parts), is_person)
        for (whom, what, is_person), parts in found.items()
    ]


def _who_acts(state: str, researcher: str) -> tuple[str, str, bool]:
    match state:
        case State.NEW:
            return "Researchers, editors", "to triage", False
        case State.DECIDED:
            return "Editors", "to publish", False
        case State.QUEUED:
            return (researcher, "to begin", True) if researcher else ("Researchers", "to take", False)
        case _:
            return (researcher, "to research", True) if researcher else ("Researchers", "to research", False)


def _on_reviews(period: Period) -> list[Waiting]:
    """Who was asked and has not filed; what the others filed is not looked at."""
    filed = Review.objects.filter(round=OuterRef("round"), reviewer=OuterRef("reviewer"), withdrawn_at=None)
    counted = (
        Assignment.objects.filter(
            ~Exists(filed),
            period.of("round__claim"),
            excused_at=None,
            round__closed_at=None,
            round__completed_at=None,
        )
        .order_by()
        .values_list("reviewer__first_name", "reviewer__last_name", "reviewer__username")
        .annotate(n=Count("pk"), oldest=Min("assigned_at"))
    )
    return [
        Waiting(_name(first, last, username), "to review", n, oldest, is_person=True)
        for first, last, username, n, oldest in counted
    ]


def _on_editors(period: Period) -> list[Waiting]:
    """Complete rounds that nobody has decided, and rounds for which too few reviewers were found."""
    rounds = ReviewRound.objects.filter(period.of("claim"), closed_at=None).exclude(completed_at=None, note="")
    counted = (
        rounds.order_by()
        .annotate(since=Case(When(completed_at=None, then=F("opened_at")), default=F("completed_at")))
        .values_list(Case(When(completed_at=None, then=False), default=True))
        .annotate(n=Count("pk"), oldest=Min("since"))
    )
    return [
        Waiting("Editors", "to decide" if is_complete else "to find reviewers", n, oldest)
        for is_complete, n, oldest in counted
    ]


def _name(first: str, last: str, username: str) -> str:
    return f"{first} {last}".strip() or username
