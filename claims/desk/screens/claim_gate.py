"""What the gates still ask for, each line with the place on the page that mends it. Asks the database for nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.desk.screens.claim_cards import missing_of, trouble_of
from claims.models import State

if TYPE_CHECKING:
    from claims.desk.screens.claim import ClaimScreen


@dataclass(frozen=True)
class GateLine:
    """`place`: the id of what mends it, without the #."""

    label: str
    place: str
    missing: str


def line_of(screen: ClaimScreen, guard: str, sentence: str | None) -> GateLine:
    """The line of one guard. Who cannot mend it is led to the part of the page that it is about."""
    label, part, place = _LINES[guard]
    found = place(screen) if sentence and (screen.can_edit or guard in _ANYBODY) else ""
    return GateLine(label, found or part, sentence or "")


def _origins(screen: ClaimScreen) -> str:
    lines = screen.evidence.elements
    short = next((line for line in lines if not line.is_met), None)
    return f"element-{short.element.pk}" if short else "add-element"


def _described(screen: ClaimScreen) -> str:
    """A quote that is lost is looked for on its card; everything else is added in the form of the card."""
    evidence = screen.evidence
    items = (*evidence.supporting, *evidence.refuting, *evidence.mentioning)
    bare = next((item for item in items if missing_of(item)), None)
    if bare is not None:
        return f"accept-{bare.pk}"
    return next((f"evidence-{item.pk}" for item in items if trouble_of(item)), "")


def _asked(screen: ClaimScreen) -> str:
    waiting = {line.reply_request for line in screen.rows.guests if line.answered_at is not None}
    unheard = next((row for row in screen.rows.replies if row.pk in waiting and not row.reply), None)
    return f"reply-{unheard.pk}" if unheard else "ask-reply"


def _draft(screen: ClaimScreen) -> str:
    claim, form = screen.claim, screen.draft_form
    if form is None:
        return ""
    if claim.draft_rating_id is None:
        return f"{form['rating'].auto_id}_0"
    return form["text" if claim.draft_summary.strip() else "summary"].auto_id


def _citations(screen: ClaimScreen) -> str:
    return screen.draft_form["text"].auto_id if screen.draft_form else ""


def _back(screen: ClaimScreen) -> str:
    return "do-return" if any(line.form and line.transition.name == "return" for line in screen.offers) else ""


def _mended(screen: ClaimScreen) -> str:
    """The wording, which only whoever may edit can change; a frozen draft goes back to research first."""
    return _back(screen) or ("reword" if screen.can_edit else "")


#: Guard -> what the line is called, the part of the page that it is about, and where in it a person begins.
_LINES: dict[str, tuple[str, str, Callable[[ClaimScreen], str]]] = {
    "statement_is_worded": ("Statement worded", "head", lambda _: "reword"),
    "key_elements_have_origins": ("Independent origins", "origins", _origins),
    "evidence_is_described": ("Evidence described", "evidence", _described),
    "both_sides_were_sought": ("Both sides sought", "sides", lambda _: "log-search"),
    "claimant_was_asked": ("Claimant asked", "sides", _asked),
    "draft_is_whole": ("Draft complete", "verdict", _draft),
    "citations_are_accepted": ("Citations hold", "verdict", _citations),
    "frozen_draft_is_intact": ("As the reviewers read it", "review", _back),
    "markup_is_valid": ("Readable by search engines", "head", _mended),
    "interests_are_declared": ("Interests declared", "interests", lambda _: "declare"),
}
#: What may be mended by people who cannot edit the claim.
_ANYBODY = frozenset({"frozen_draft_is_intact", "markup_is_valid", "interests_are_declared"})
#: The states in which a gate stands before the next step, and what it is called there.
HEADINGS = {
    State.QUEUED: "Before review",
    State.RESEARCHING: "Before review",
    State.DECIDED: "Before publication",
}
