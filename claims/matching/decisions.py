"""What people decide about a pair: the same, the contrary, another matter. The machine's proposal stays beside it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import access, audit
from claims.errors import Refused, Stale
from claims.models import CheckMatch, Match, Role, User

CONFIRMED, REJECTED, SUGGESTED = Match.Decision.CONFIRMED, Match.Decision.REJECTED, Match.Decision.SUGGESTED
GONE = (
    "This suggestion was taken back by the machine, because one of the two statements was worded anew. "
    "Load the page again."
)


def confirm(pair: Match | CheckMatch, relation: str, *, by: User, was: str | None = None) -> None:
    """A person says how the two relate, in the words of `pair.Relation`. Merging two claims is a move of its own.

    `was`: what this person saw, as `standing` says it; None stands for that of `pair`. Raises Stale
    when somebody decided meanwhile, Refused when the pair is gone.
    """
    if relation not in type(pair).Relation.values:
        raise Refused("Choose how the two relate: the same claim, or the contrary.")
    _decide(pair, CONFIRMED, relation, by=by, was=was)


def reject(pair: Match | CheckMatch, *, by: User, was: str | None = None) -> None:
    """A person says: another matter. The machine neither suggests nor links this pair again."""
    _decide(pair, REJECTED, "", by=by, was=was)


def take_back(pair: Match | CheckMatch, *, by: User, was: str | None = None) -> None:
    """The pair is undecided again. The machine does not link what a person has once decided about."""
    _decide(pair, SUGGESTED, "", by=by, was=was)


def standing(decision: str, decided_relation: str) -> str:
    """What has been decided about a pair, in one word or two: "suggested", "confirmed same"."""
    return f"{decision} {decided_relation}".strip()


def in_words(pair: Match | CheckMatch) -> str:
    """The decision as it is read: "Confirmed: the contrary"."""
    relation = f": {pair.get_decided_relation_display().lower()}" if pair.decided_relation else ""
    return f"{pair.get_decision_display()}{relation}"


def _decide(pair: Match | CheckMatch, decision: str, relation: str, *, by: User, was: str | None) -> None:
    """One event in the history of each claim that is concerned; their rows are locked in ascending order."""
    access.require_role(by, Role.RESEARCHER, Role.EDITOR)
    rows: QuerySet[Any] = QuerySet(type(pair)).filter(pk=pair.pk)
    is_claim = isinstance(pair, Match)
    ends = sorted({pair.claim_id, pair.other_id} if isinstance(pair, Match) else {pair.claim_id})
    with transaction.atomic(), ExitStack() as gates:
        changes = [gates.enter_context(audit.record(pk, verb="decide_match", by=by, is_binding=False)) for pk in ends]
        now = rows.select_related("decided_by").first()
        if now is None:
            raise Refused(GONE)
        seen = standing(pair.decision, pair.decided_relation) if was is None else was
        if standing(now.decision, now.decided_relation) != seen:
            raise Stale(_meanwhile(now))
        before = in_words(now)
        now.decision, now.decided_relation = decision, relation
        rows.update(decision=decision, decided_relation=relation, decided_by=by, decided_at=timezone.now())
        for change in changes:
            other = sum(ends) - change.claim.pk if is_claim else now.fact_check_id
            change.add_detail(f"claim #{other}" if is_claim else f"published check {other}", before, in_words(now))


def _meanwhile(pair: Match | CheckMatch) -> str:
    who = str(pair.decided_by) if pair.decided_by else "The machine"
    return f"{who} changed this meanwhile: {in_words(pair).lower()}. Look at it and then decide again."
