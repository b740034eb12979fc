"""How a claim was checked, out of its public events in plain words. Internal notes and names stay inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.models import ClaimEvent

#: Verb of the event -> what readers are told. Verbs that are not here are the newsroom's own business.
SENTENCES = {
    "suggest": "The claim was found in an article.",
    "send_in": "The claim was sent in.",
    "accept": "The newsroom decided to check it.",
    "take": "Research began.",
    "submit": "The draft went to reviewers, who rated it without seeing one another’s ratings.",
    "return": "It went back to research.",
    "decide": "An editor set the rating.",
    "publish": "Version {number} was published.",
    "correct": "It was corrected: version {number}.",
    "retract": "The check was withdrawn.",
    "reopen": "The newsroom began to check it again.",
    "dismiss": "It was set aside.",
}
#: What happens after the last of these is not public yet.
_TOLD = frozenset({"publish", "correct", "retract", "reopen", "dismiss"})


@dataclass(frozen=True)
class Moment:
    at: datetime
    verb: str
    sentence: str
    note: str


def load_events(claim_id: int) -> list[ClaimEvent]:
    """The claim's events that readers may know of, oldest first."""
    return list(ClaimEvent.objects.filter(claim=claim_id, verb__in=SENTENCES).order_by("version"))


def timeline(events: Sequence[ClaimEvent], *, until_revision: int | None = None) -> list[Moment]:
    """Moments up to what was last told to readers, or up to the publication of a revision."""
    told = [place for place, event in enumerate(events) if event.verb in _TOLD]
    if until_revision is not None:
        told = [place for place in told if _revision(events[place]) == until_revision]
    if not told:
        return []
    return list(_moments(events[: told[-1] + 1]))


def _moments(events: Iterable[ClaimEvent]) -> Iterable[Moment]:
    for event in events:
        sentence = SENTENCES[event.verb].format(number=_revision(event))
        yield Moment(event.at, event.verb, sentence, event.note if event.note_is_public else "")


def _revision(event: ClaimEvent) -> int | None:
    """The number of the revision that this event published; None for all other events."""
    number = event.changes.get("revision", [None, None])[1]
    return number if isinstance(number, int) else None
