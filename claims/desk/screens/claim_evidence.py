"""The evidence of one claim as the page shows it: for, against, mentions, proposals, rejected, and its key elements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from claims import snapshots
from claims.desk.forms import claim_evidence as forms
from claims.desk.forms.claim import ClaimForm
from claims.desk.forms.claim_work import AddElementForm
from claims.desk.screens.claim_context import beside
from claims.desk.screens.claim_finders import FinderLine, lines_of, not_set_up
from claims.desk.screens.claim_rows import JobRow, Rows
from claims.evidence import quotes, rechecks
from claims.models import ArchiveCopy, Claim, Evidence, KeyElement, Recheck, Snapshot
from claims.text import anchors, reasons
from claims.workflow.case import Case


@dataclass(frozen=True)
class Card:
    """One passage. What the evidence gate would miss stands in `missing`, in words."""

    item: Evidence
    is_cited: bool
    can_edit: bool
    #: Of a page that is not what it was: whether it still says these words.
    standing: str = ""

    @property
    def name(self) -> str:
        return f"E{self.item.pk}"

    @property
    def anchor(self) -> str:
        return f"evidence-{self.item.pk}"

    @property
    def accept_key(self) -> str:
        return f"accept-{self.item.pk}"

    @property
    def reject_key(self) -> str:
        return f"reject-{self.item.pk}"

    @property
    def accept_url(self) -> str:
        return reverse("desk:accept_evidence", args=[self.item.claim_id, self.item.pk])

    @property
    def reject_url(self) -> str:
        return reverse("desk:reject_evidence", args=[self.item.claim_id, self.item.pk])

    @property
    def archive_copy(self) -> ArchiveCopy | None:
        """What a public archive keeps of the source, or how far that has come."""
        return getattr(self.item.source, "archive_copy", None)

    @property
    def is_accepted(self) -> bool:
        return self.item.status == Evidence.Status.ACCEPTED

    @property
    def stance(self) -> str:
        return self.item.stance or self.item.proposed_stance

    @property
    def stance_label(self) -> str:
        return str(Evidence.Stance(self.stance).label) if self.stance else "No stance"

    @property
    def icon(self) -> str:
        return {"supports": "check", "refutes": "cross"}.get(self.stance, "quote")

    @cached_property
    def beside(self) -> tuple[str, str]:
        """The sentence before the quote, and the one after it."""
        return beside(self.item)

    @property
    def words_url(self) -> str:
        """A link at which the browser jumps to the quoted words; "" where there is no page or no place in it."""
        url = self.item.source.url
        return anchors.fragment_url(url, anchors.given(self.item.selector)) if url and self.item.selector else ""

    @property
    def missing(self) -> list[str]:
        item = self.item
        if not self.is_accepted:
            return []
        asked = [
            ("source type", bool(item.source_type)),
            ("reason for a secondary source", item.source_type != "secondary" or bool(item.secondary_reason.strip())),
            ("interest of the source", bool(item.interest.strip())),
            ("date of access", item.accessed_on is not None),
            ("snapshot, or why there is none", bool(item.source.snapshot_id or item.no_snapshot_reason.strip())),
        ]
        return [label for label, is_there in asked if not is_there]

    @property
    def trouble(self) -> str:
        """Why the quote cannot be shown in its place; of rejected evidence only why the page could not be fetched."""
        if self.item.status == Evidence.Status.REJECTED:
            return self.item.source.error
        return quotes.trouble_with(self.item)

    @property
    def is_waiting(self) -> bool:
        """The trouble passes by itself: the page is still being fetched."""
        return bool(self.trouble) and not self.item.source.error and self.item.source.snapshot is None

    @property
    def has_quick_answer(self) -> bool:
        """One click accepts it; what was described before would be lost by that, so then the form is shown."""
        return self.can_edit and not self.item.source_type and not self.item.interest and not self.item.note

    @property
    def words_that_decided(self) -> list[str]:
        return [reason.words for reason in reasons.from_json(self.item.proposed_stance_reasons)]


@dataclass(frozen=True)
class ElementLine:
    element: KeyElement
    n_origins: int
    n_needed: int

    @property
    def key(self) -> str:
        return f"element-{self.element.pk}"

    @property
    def name(self) -> str:
        return f"key element {self.element.position}"

    @property
    def address(self) -> str:
        """Of the form that changes it."""
        return reverse("desk:edit_key_element", args=[self.element.claim_id, self.element.pk])

    @property
    def is_met(self) -> bool:
        return self.n_origins >= self.n_needed or bool(self.element.single_source_reason.strip())


class EvidenceScreen:
    def __init__(
        self,
        claim: Claim,
        items: list[Evidence],
        case: Case,
        rows: Rows,
        *,
        can_edit: bool,
    ) -> None:
        self.claim = claim
        self.items = items
        self.case = case
        self.rows = rows
        self.can_edit = can_edit

    def card(self, item: Evidence) -> Card:
        return Card(item, item.pk in self.case.cited, self.can_edit, self._standing(item))

    def _standing(self, item: Evidence) -> str:
        text = self._fresh_texts.get(item.source_id) if item.quote and item.status == Evidence.Status.ACCEPTED else None
        return quotes.standing_in(item, text) if text else ""

    @cached_property
    def _fresh_texts(self) -> dict[int, str]:
        """Source -> what its page says now, of the pages that changed."""
        fresh = {row.source_id: row.fresh_id for row in self.changes if row.fresh_id is not None}
        found = Snapshot.objects.in_bulk(list(fresh.values())) if fresh else {}
        return {source: snapshots.text_of(found[pk]) for source, pk in fresh.items()}

    def _cards(self, *, status: str, stance: str = "") -> list[Card]:
        return [
            self.card(item) for item in self.items if item.status == status and (not stance or item.stance == stance)
        ]

    @cached_property
    def changes(self) -> list[Recheck]:
        """Cited pages that are not what they were; asked for only where the last look at some page says so."""
        has_any = any(item.source_outcome not in (None, Recheck.Outcome.UNCHANGED) for item in self.items)  # type: ignore[attr-defined]
        return rechecks.changes_for(self.claim) if has_any else []

    @cached_property
    def supporting(self) -> list[Card]:
        return self._cards(status=Evidence.Status.ACCEPTED, stance=Evidence.Stance.SUPPORTS)

    @cached_property
    def refuting(self) -> list[Card]:
        return self._cards(status=Evidence.Status.ACCEPTED, stance=Evidence.Stance.REFUTES)

    @cached_property
    def mentioning(self) -> list[Card]:
        return self._cards(status=Evidence.Status.ACCEPTED, stance=Evidence.Stance.MENTIONS)

    @cached_property
    def proposals(self) -> list[Card]:
        found = self._cards(status=Evidence.Status.PROPOSED)
        return sorted(found, key=lambda card: (-card.item.relevance_score, card.item.pk))

    @cached_property
    def rejected(self) -> list[Card]:
        return self._cards(status=Evidence.Status.REJECTED)

    @property
    def n_accepted(self) -> int:
        return len(self.supporting) + len(self.refuting) + len(self.mentioning)

    @cached_property
    def elements(self) -> list[ElementLine]:
        return [
            ElementLine(element, self.case.origins_of(element), self.case.policy.n_origins)
            for element in self.case.key_elements
        ]

    @cached_property
    def add_element_form(self) -> ClaimForm:
        return AddElementForm(self.claim)

    @property
    def can_attach(self) -> bool:
        """While the claim is frozen or public anybody in the desk may suggest a source; it waits as a proposal."""
        return self.can_edit or not self.claim.is_editable

    @cached_property
    def attach_forms(self) -> list[tuple[str, ClaimForm]]:
        """(what is attached, its form)."""
        return [
            ("A web page by its address", forms.AttachUrlForm(self.claim)),
            ("A file", forms.AttachFileForm(self.claim)),
            ("An interview or a book, by hand", forms.AttachByHandForm(self.claim)),
        ]

    @property
    def gathering(self) -> JobRow | None:
        return next((row for row in self.rows.jobs if row.name == "gather_evidence"), None)

    @cached_property
    def finders(self) -> list[FinderLine]:
        return lines_of(self.claim, self.rows.runs)

    @property
    def not_set_up(self) -> list[str]:
        return not_set_up()

    @property
    def gather_label(self) -> str:
        return "Search again" if self.rows.runs else "Search for evidence now"

    @property
    def gather_form(self) -> ClaimForm:
        return forms.GatherForm(self.claim)
