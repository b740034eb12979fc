"""How the claim page is laid out: the order of its parts, and its buttons."""

from __future__ import annotations

from dataclasses import dataclass

from claims.desk.forms.claim_moves import MoveForm
from claims.models import State
from claims.workflow.table import Transition

#: Transitions that take a claim on its way to the readers; they stand first.
FORWARD = ("accept", "take", "submit", "decide", "publish", "correct", "unmerge")
#: Transitions that take it away from the readers or the desk.
_AWAY = ("dismiss", "retract")
_LABELS = {
    "evidence": "Evidence",
    "origins": "Origins",
    "sides": "Other side",
    "verdict": "Verdict",
    "review": "Review",
    "where": "Where said",
    "family": "Known already",
    "interests": "Interests",
    "versions": "Versions",
    "notes": "Notes",
    "history": "History",
}
#: What closes every page: what colleagues said, and what was done.
_END = ("notes", "history")
_TRIAGE = ("where", "family", "evidence", "origins", "sides", "verdict", "review", "interests", "versions", *_END)
_RESEARCH = ("evidence", "origins", "sides", "verdict", "review", "where", "family", "interests", "versions", *_END)
_JUDGEMENT = ("review", "evidence", "origins", "sides", "verdict", "interests", "where", "family", "versions", *_END)
_PUBLIC = ("versions", "verdict", "evidence", "origins", "sides", "review", "where", "family", "interests", *_END)
_ORDER: dict[str, tuple[str, ...]] = {
    State.RESEARCHING: _RESEARCH,
    State.IN_REVIEW: _JUDGEMENT,
    State.DECIDED: _JUDGEMENT,
    State.PUBLISHED: _PUBLIC,
    State.RETRACTED: _PUBLIC,
}


@dataclass(frozen=True)
class Part:
    """A part of the page: its id, its name in the navigation, its template."""

    name: str

    @property
    def label(self) -> str:
        return _LABELS[self.name]

    @property
    def template(self) -> str:
        return f"claims/desk/claim/_{self.name}.html"


@dataclass(frozen=True)
class OfferLine:
    """A transition with its form, or with the sentence that refuses it."""

    transition: Transition
    refusal: str
    form: MoveForm | None

    @property
    def tone(self) -> str:
        """How loud its button is: one for the way forward, one for the way out."""
        if self.transition.name in _AWAY:
            return "danger"
        return "primary" if self.transition.name in FORWARD else ""


def parts_of(state: str) -> list[Part]:
    """The parts of the page in the order in which this state needs them."""
    return [Part(name) for name in _ORDER.get(state, _TRIAGE)]
