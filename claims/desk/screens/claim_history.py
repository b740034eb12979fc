"""The history of a claim in plain words: one line for each event, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from claims.audit import MACHINE_NAME
from claims.models import Claim, ClaimEvent, DismissReason, Evidence, FactCheck, Priority, RatingLevel, User
from claims.paging import Page, page_of
from claims.protection import Hidden, hidden_from

_DONE = {
    "accept": "accepted the claim for checking",
    "dismiss": "dismissed the claim",
    "merge": "merged it into another claim",
    "unmerge": "undid the merge",
    "put_back": "put the claim back in the inbox",
    "take": "took the claim",
    "release": "released the claim to the queue",
    "submit": "submitted the draft for review",
    "return": "returned it to research",
    "decide": "decided the rating",
    "publish": "published the verdict",
    "correct": "corrected what is published",
    "retract": "retracted the verdict",
    "reopen": "reopened the claim",
    "send_in": "sent the claim in",
    "suggest": "found the claim in an article",
    "appear": "found the claim in another article",
    "reword": "worded the statement anew",
    "plan": "planned the work",
    "assign": "assigned the research",
    "plan_publication": "planned the publication for the end of the embargo",
    "cancel_publication": "called the planned publication off",
    "note_no_reply": "noted that no reply came by the deadline",
    "write_note": "wrote a note",
    "withdraw_note": "took a note back",
    "erase_note": "erased the words of a note in the history",
    "send_guest_link": "asked somebody outside",
    "revoke_guest_link": "called a question to somebody outside off",
    "guest_answer": "had an answer from outside",
    "edit_draft": "edited the draft",
    "edit_key_elements": "edited the key elements",
    "log_counter_search": "logged a search for the other side",
    "ask_for_reply": "logged that the claimant was asked",
    "record_reply": "recorded the claimant's reply",
    "exempt_from_reply": "changed the exemption from asking the claimant",
    "declare_interest": "answered the declaration of interests",
    "decide_evidence": "decided about evidence",
    "decide_origin": "decided about an origin",
    "attach_source": "attached a source",
    "change_visibility": "changed who may read a piece of evidence",
    "suggest_source": "suggested a source",
    "capture_source": "kept a snapshot of a source",
    "recheck_source": "looked at a source again",
    "see_recheck": "took note of what became of a source",
    "find_evidence": "found passages that may be evidence",
    "find_matches": "looked for the same claim elsewhere",
    "decide_match": "decided about a match",
    "assign_reviewer": "asked a reviewer",
    "excuse_reviewer": "excused a reviewer",
    "file_review": "filed a review",
    "withdraw_review": "withdrew a review",
    "tally_reviews": "counted the reviews",
    "absorb": "took in a merged claim",
    "give_back": "gave a merged claim back",
    "merge_claimants": "merged its claimant with another one",
    "part_claimants": "undid the merge of its claimant",
}
_FIELDS = {
    "statement": "Statement",
    "claimant_id": "Claimant",
    "researcher_id": "Researcher",
    "priority": "Priority",
    "due_on": "Due on",
    "embargo_until": "Embargo until",
    "publication_at": "Published by itself at",
    "no_reply": "No reply",
    "note": "Note",
    "erased_note_of": "Note of change",
    "topic": "Topic",
    "dismiss_reason": "Reason",
    "merged_into_id": "Merged into",
    "draft_rating_id": "Rating",
    "draft_summary": "Summary",
    "draft_text": "Text",
    "draft_unknowns": "What we could not establish",
    "draft_mind": "What would change our mind",
    "selection_reason": "Why it was chosen",
    "reply_exemption": "Exemption from asking",
    "n_appearances_moved": "Appearances moved",
    "merged_claim": "Merged claim",
    "claims_suggested": "Claims suggested",
    "claims_linked": "Claims linked by the machine",
    "checks_suggested": "Published checks suggested",
    "checks_linked": "Published checks linked by the machine",
    "revision": "Published version",
    "round": "Review round",
    "rating": "Rating",
    "has_interest": "Has an interest",
    "snapshot": "Capture",
}
#: Bookkeeping that says nothing to a reader.
_SILENT = frozenset(
    {"statement_key", "frozen_sha256", "revision_sha256", "current_revision_id", "slug", "reasons", "score", "language"}
) | {"review_sha256", "salt"}  # while a round is blind, they would let others guess a short review
_PEOPLE = frozenset({"researcher_id", "reviewer", "sent_by_id"})
#: Of a piece of evidence: the people who may read it.
_NAMED = " named"
_CLAIMS = frozenset({"merged_into_id", "merged_claim", "claims_suggested", "claims_linked"})
_CHECKS = frozenset({"checks_suggested", "checks_linked"})
#: So many on one page of the whole history.
N_EVENTS = 100
#: A longer value is folded away.
LONG = 90


@dataclass(frozen=True)
class ChangeLine:
    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > LONG


@dataclass(frozen=True)
class EventLine:
    version: int
    who: str
    is_machine: bool
    did: str
    at: datetime
    from_state: str
    to_state: str
    note: str
    note_is_public: bool
    is_binding: bool
    changes: list[ChangeLine]

    @property
    def moved(self) -> bool:
        return self.from_state != self.to_state


class Names:
    """Names for the numbers in events, as far as they are known."""

    def __init__(
        self,
        people: Mapping[int, str] | None = None,
        levels: Iterable[RatingLevel] = (),
        checks: Mapping[int, str] | None = None,
    ) -> None:
        self.people = dict(people or {})
        self.levels = {level.pk: level.label for level in levels}
        self.checks = dict(checks or {})

    def of(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name in _PEOPLE:
            return self.people.get(value, f"person {value}")
        if isinstance(value, list):
            return ", ".join(self.of("reviewer" if name.endswith(_NAMED) else name, key) for key in value)
        if name in _CLAIMS:
            return f"claim #{value}"
        if name in _CHECKS:
            return f"“{self.checks[value]}”" if value in self.checks else f"check no. {value}, which is gone"
        if name == "draft_rating_id":
            return self.levels.get(value, f"rating {value}")
        if name == "priority" and value in Priority.values:
            return str(Priority(value).label)
        if name == "dismiss_reason" and value in DismissReason.values:
            return str(DismissReason(value).label)
        if isinstance(value, dict):
            return self._of_parts(name, value)
        return _choice_label(str(value))

    def _of_parts(self, name: str, value: Mapping[str, Any]) -> str:
        if name == "snapshot" and value.get("sha256"):
            return f"Kept as captured, sha256 {str(value['sha256'])[:12]}…"
        return ", ".join(f"{key.replace('_', ' ')}: {self.of(key, item)}" for key, item in value.items())


def _choice_label(value: str) -> str:
    for choices in (Evidence.Status, Evidence.Stance, Evidence.Visibility):
        if value in choices.values:
            return str(choices(value).label)
    return value


def line_of(event: ClaimEvent, names: Names, hidden: Hidden) -> EventLine:
    is_machine = event.by_id is None and event.by_name == MACHINE_NAME
    return EventLine(
        version=event.version,
        who="The machine" if is_machine else event.by_name,
        is_machine=is_machine,
        did=_DONE.get(event.verb, event.verb.replace("_", " ")),
        at=event.at,
        from_state=event.from_state,
        to_state=event.to_state,
        note=event.note,
        note_is_public=event.note_is_public,
        is_binding=event.is_binding,
        changes=[
            ChangeLine(_label(name), names.of(name, pair[0]), names.of(name, pair[1]))
            for name, pair in hidden.changes_of(event).items()
            if name not in _SILENT and isinstance(pair, list) and len(pair) == 2
        ],
    )


def lines_of(events: Iterable[ClaimEvent], names: Names, hidden: Hidden) -> list[EventLine]:
    """`hidden`: what of the claim's evidence the reader may not read; no line tells of it."""
    return [line_of(event, names, hidden) for event in events]


def whole_history(claim: Claim, asked: QueryDict, *, by: User) -> tuple[Page[ClaimEvent], list[EventLine]]:
    """A page of all events, the newest first, and its lines."""
    page = page_of(ClaimEvent.objects.filter(claim=claim), ("version",), asked, size=N_EVENTS)
    return page, lines_of(page.rows, names_for(page.rows), hidden_from(by, claim))


def events_since(claim: Claim | int, version: int) -> list[ClaimEvent]:
    return list(ClaimEvent.objects.filter(claim=claim, version__gt=version).order_by("version"))


def names_for(events: Iterable[ClaimEvent], known: Names | None = None) -> Names:
    """Names of everybody, every rating and every published check in these events, in at most three queries.

    What is `known` is not asked for again.
    """
    known = known or Names()
    people: set[int] = set()
    levels: set[int] = set()
    checks: set[int] = set()
    for event in events:
        for name, pair in event.changes.items():
            if name.endswith(_NAMED):
                people.update(value for values in pair for value in values or ())
            if name in _PEOPLE:
                people.update(value for value in pair if isinstance(value, int))
            if name == "draft_rating_id":
                levels.update(value for value in pair if isinstance(value, int))
            if name in _CHECKS:
                checks.update(value for values in pair for value in values or ())
    people -= known.people.keys()
    levels -= known.levels.keys()
    found = Names(
        {person.pk: str(person) for person in User.objects.filter(pk__in=people)} if people else {},
        RatingLevel.objects.filter(pk__in=levels) if levels else (),
        dict(FactCheck.objects.filter(pk__in=checks).values_list("pk", "statement")) if checks else {},
    )
    found.people |= known.people
    found.levels |= known.levels
    return found


def _label(name: str) -> str:
    return (
        _FIELDS.get(name)
        or name.removesuffix("_id").replace("_", " ")[:1].upper() + name.removesuffix("_id").replace("_", " ")[1:]
    )
