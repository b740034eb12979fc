"""Taking a decision of the inbox back: accepted, dismissed or merged, a claim is new again, by an event of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims import access
from claims.models import ClaimEvent, Role, State
from claims.workflow import effects
from claims.workflow.guards import Move
from claims.workflow.researchers import tell_freed

_DECISIONS = ("accept", "dismiss", "merge")


def decided_in_the_inbox(move: Move) -> str | None:
    """Only the last binding thing that happened is taken back, by whoever did it or by an editor."""
    event = _last(move)
    if event is None or event.verb not in _DECISIONS or event.from_state != State.NEW:
        return (
            "More has happened to this claim than a decision in the inbox. "
            "Release, dismiss, unmerge or reopen it on its page instead."
        )
    if move.by is not None and event.by_id != move.by.pk and not access.has_role(move.by, Role.EDITOR):
        return f"{event.by_name} decided this. Ask them or an editor to put the claim back."
    return None


def put_back(move: Move) -> None:
    """What the decision had set is as it was; its key element stays, it is only the statement once more."""
    assert move.change is not None  # effects run inside audit.record only
    event = _last(move)
    assert event is not None
    tell_freed(move.claim, move.claim.researcher, move.by)
    if move.claim.state == State.MERGED:
        effects.unmerge(move)
    due_on = _before(event, "due_on", move.claim.due_on)
    move.change.set(
        dismiss_reason="",
        researcher=None,
        priority=_before(event, "priority", move.claim.priority),
        due_on=date.fromisoformat(due_on) if isinstance(due_on, str) else due_on,
    )


def _before(event: ClaimEvent, name: str, now: Any) -> Any:
    """The value that a field had before the event; the one of now when the event did not change it."""
    return event.changes[name][0] if name in event.changes else now


def _last(move: Move) -> ClaimEvent | None:
    """The newest binding event before this change (which has no event yet)."""
    return ClaimEvent.objects.filter(claim=move.claim, is_binding=True).order_by("-version").first()
