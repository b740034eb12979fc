"""The history of a claim in plain words: one line for each event, and what it changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from claims.audit import MACHINE_NAME
from claims.evidence.finders import LABELS
from claims.models import (
    Article,
    Claim,
    Claimant,
    ClaimEvent,
    DismissReason,
    Evidence,
    FactCheck,
    GuestLink,
    KeyElement,
    Note,
    Priority,
    RatingLevel,
    Source,
    User,
)
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
    "erased_note_of": "Note of version",
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
    "is_demonstration": "Demonstration",
    "wants_answer": "Sender wants an answer",
    "guest_link": "Question",
    "split": "Ratings given",
    "counter_search": "Search",
    "reply_request": "Request",
}
#: Bookkeeping that says nothing to a reader.
_SILENT = frozenset(
    {"statement_key", "frozen_sha256", "revision_sha256", "current_revision_id", "slug", "reasons", "score", "language"}
) | {"review_sha256", "salt"}  # while a round is blind, they would let others guess a short review
_CLAIMS = frozenset({"merged_into_id", "merged_claim", "claims_suggested", "claims_linked"})
_PARTS = {"channel": "asked by", "deadline_on": "deadline"}
_CHOICES: dict[str, Any] = {
    "status": Evidence.Status,
    "stance": Evidence.Stance,
    "visibility": Evidence.Visibility,
    "source_type": Source.Type,
    "priority": Priority,
    "dismiss_reason": DismissReason,
    "kind": GuestLink.Kind,
}
Kind = Literal["person", "rating", "rating of", "check", "claimant", "key element", "article", "note"]
#: What the numbers and codes under a name are keys of; "named" are the people who may read a piece of evidence.
_KINDS: dict[str, Kind] = {
    "researcher_id": "person",
    "reviewer": "person",
    "sent_by_id": "person",
    "named": "person",
    "draft_rating_id": "rating",
    "rating": "rating of",
    "checks_suggested": "check",
    "checks_linked": "check",
    "claimant_id": "claimant",
    "key_element": "key element",
    "article": "article",
    "note": "note",
}
_LOOK_UP: dict[Kind, Callable[[Collection[Any]], Mapping[Any, str]]] = {
    "person": lambda keys: {row.pk: str(row) for row in User.objects.filter(pk__in=keys)},
    "rating": lambda keys: dict(RatingLevel.objects.filter(pk__in=keys).values_list("pk", "label")),
    # of several scales with this level the newest one's word
    "rating of": lambda keys: dict(
        RatingLevel.objects.filter(slug__in=keys).order_by("scale_id").values_list("slug", "label")
    ),
    "check": lambda keys: dict(FactCheck.objects.filter(pk__in=keys).values_list("pk", "statement")),
    "claimant": lambda keys: dict(Claimant.objects.filter(pk__in=keys).values_list("pk", "name")),
    "key element": lambda keys: dict(KeyElement.objects.filter(pk__in=keys).values_list("pk", "text")),
    "article": lambda keys: {
        row.pk: str(row) for row in Article.objects.filter(pk__in=keys).only("title", "url", "identity")
    },
    "note": lambda keys: {
        pk: f"of {date_format(timezone.localtime(at), 'j F Y H:i')}"
        for pk, at in Note.objects.filter(pk__in=keys).values_list("pk", "written_at")
    },
}
_PIECE = re.compile(r"E\d+\b")
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
    """Words for what events keep: names for keys and codes, as far as they are known, dates as the desk writes them."""

    def __init__(self, known: Mapping[Kind, Mapping[Any, str]] | None = None) -> None:
        self.known = dict(known or {})

    def of(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(self.of(name, item) for item in value)
        field = _field(name)
        if isinstance(value, dict):
            return self._of_parts(field, value)
        if kind := _KINDS.get(field):
            return self._of_key(kind, value)
        if field in _CLAIMS:
            return f"claim #{value}"
        if field in _CHOICES and value in _CHOICES[field].values:
            return str(_CHOICES[field](value).label)
        return _moment(field, str(value)) or _of_evidence(name, str(value))

    def _of_key(self, kind: Kind, value: Any) -> str:
        word = self.known.get(kind, {}).get(value)
        if word is None:
            return f"{kind} no. {value}, which is gone" if isinstance(value, int) else str(value)
        return f"“{word}”" if kind == "check" else word

    def _of_parts(self, field: str, value: Mapping[str, Any]) -> str:
        if field == "snapshot" and value.get("sha256"):
            return f"Kept as captured, sha256 {str(value['sha256'])[:12]}…"
        if field == "guest_link":
            return f"{self.of('kind', value.get('kind'))}, link no. {value.get('number')}"
        if field == "split":
            return ", ".join(f"{self.of('rating', slug)}: {n}" for slug, n in value.items())
        return ", ".join(f"{_PARTS.get(part) or part}: {self.of(part, item)}" for part, item in value.items())


def _field(name: str) -> str:
    """What is told, without of which piece of evidence: "E12 stance" is a stance."""
    return name.partition(" ")[2] if _PIECE.match(name) else name


def _moment(field: str, value: str) -> str:
    """A date, or a time with its zone, as the desk writes them; empty where the value is neither."""
    with suppress(ValueError):
        if field.endswith("_on"):
            return date_format(date.fromisoformat(value), "j F Y")
        if field.endswith(("_at", "_until")):
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y H:i T")
    return ""


def _of_evidence(name: str, value: str) -> str:
    """What is told of a new piece: of one that not everybody may read only that, else who found it and where."""
    if not _PIECE.match(name):
        return value
    if value in Evidence.Visibility.values:
        return str(Evidence.Visibility(value).label)
    finder, _, found = value.partition(": ")
    return f"{found} ({LABELS[finder]})" if found and finder in LABELS else value


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
            if name not in _SILENT and (event.verb, name) != ("write_note", "note")
            if isinstance(pair, list) and len(pair) == 2
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
    """Names of everybody and everything in these events, in at most one query for each kind of thing.

    What is `known` is not asked for again.
    """
    found = {kind: dict(words) for kind, words in (known or Names()).known.items()}
    wanted: dict[Kind, set[Any]] = {}
    for event in events:
        for name, pair in event.changes.items():
            kind = _KINDS.get("rating" if name == "split" else _field(name))
            if kind and isinstance(pair, list):
                wanted.setdefault(kind, set()).update(*(_keys(kind, value) for value in pair))
    for kind, keys in wanted.items():
        words = found.setdefault(kind, {})
        if missing := keys - words.keys():
            words.update(_LOOK_UP[kind](missing))
    return Names(found)


def _keys(kind: Kind, value: Any) -> Collection[Any]:
    """What may be a key: the note on a passage is a text, not the number of a note."""
    values = value if isinstance(value, list | dict) else (value,)
    return [one for one in values if isinstance(one, str if kind == "rating of" else int)]


def _label(name: str) -> str:
    label = _FIELDS.get(name) or name.removesuffix("_id").replace("_", " ")
    return label[:1].upper() + label[1:]
