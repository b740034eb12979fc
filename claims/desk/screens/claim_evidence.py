"""The evidence of one claim as the page shows it: for, against, mentions, proposals, rejected, and its key elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from claims import access, snapshots
from claims.desk.addresses import desk_address
from claims.desk.forms import claim_evidence as forms
from claims.desk.forms.claim import Button
from claims.desk.screens.claim_cards import Card, missing_of
from claims.desk.screens.claim_context import AROUND
from claims.desk.screens.claim_finders import FinderLine, lines_of, not_set_up
from claims.desk.screens.claim_rest import N_SHOWN
from claims.desk.screens.claim_rows import JobRow, Rows
from claims.evidence import quotes, rechecks, visibility
from claims.models import Claim, Evidence, KeyElement, Recheck, Role, Snapshot, User
from claims.protection import Hidden
from claims.workflow.case import Case

#: Form -> what is attached by it.
_ATTACHED = {
    "attach_url": "A web page by its address",
    "attach_file": "A file",
    "attach_by_hand": "An interview or a book, by hand",
}


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
        return desk_address("edit_key_element", self.element.claim_id, self.element.pk)

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
        by: User,
        hidden: Hidden,
        can_edit: bool,
    ) -> None:
        """`items`: what this person may read; `hidden`: what they may not."""
        self.claim = claim
        self.items = items
        self.case = case
        self.rows = rows
        self.by = by
        self.hidden = hidden
        self.can_edit = can_edit
        self._around: dict[int, str | None] = {}

    def cards(self, items: Sequence[Evidence]) -> list[Card]:
        """What is shown of these; captured texts are looked into for them alone."""
        is_of_page = {*items} <= {*self._of_page}
        self._read_around(self._of_page if is_of_page else items)
        for item in items:
            item.around = self._around.get(item.pk)  # type: ignore[attr-defined]
        fresh = self._fresh_of_page if is_of_page else self._fresh_texts(items)
        return [
            Card(
                item,
                item.pk in self.case.cited,
                self.can_edit,
                str(self.claim.version),
                visibility.answers_for(item, self.claim, self.by),
                standing=quotes.standing_in(item, fresh[item.source_id]) if item.source_id in fresh else "",
            )
            for item in items
        ]

    @cached_property
    def _of_page(self) -> list[Evidence]:
        """What the claim's page shows; texts of all its lists are read at once."""
        return [item for rows in (self.supporting, self.refuting, self.proposals) for item in rows[:N_SHOWN]]

    def _read_around(self, items: Iterable[Evidence]) -> None:
        """What stands around the quotes."""
        unread = {item.pk for item in items if item.quote and item.selector} - self._around.keys()
        if unread:
            self._around |= Evidence.objects.filter(pk__in=unread).order_by().values_list("pk", AROUND)

    def _fresh_texts(self, items: Iterable[Evidence]) -> dict[int, str]:
        """Source -> what its page says now, of the quoted pages that changed."""
        quoted = {item.source_id for item in items if item.quote and item.status == Evidence.Status.ACCEPTED}
        changed = [row for row in self.changes if row.source_id in quoted] if quoted else []
        fresh = {row.source_id: row.fresh_id for row in changed if row.fresh_id is not None}
        found = Snapshot.objects.in_bulk(list(fresh.values())) if fresh else {}
        texts = {source: snapshots.text_of(found[pk]) for source, pk in fresh.items()}
        return {source: text for source, text in texts.items() if text}

    @cached_property
    def _fresh_of_page(self) -> dict[int, str]:
        return self._fresh_texts(self._of_page)

    @cached_property
    def changes(self) -> list[Recheck]:
        """Cited pages that are not what they were."""
        return rechecks.changes_for(self.claim, self.items)

    @cached_property
    def supporting(self) -> list[Evidence]:
        return self._accepted(Evidence.Stance.SUPPORTS)

    @cached_property
    def refuting(self) -> list[Evidence]:
        return self._accepted(Evidence.Stance.REFUTES)

    @cached_property
    def mentioning(self) -> list[Evidence]:
        return self._accepted(Evidence.Stance.MENTIONS)

    def _accepted(self, stance: str) -> list[Evidence]:
        """Of a list that is too long for the page, those come first that still need something."""
        found = [item for item in self.items if item.status == Evidence.Status.ACCEPTED and item.stance == stance]
        return sorted(found, key=lambda item: not missing_of(item)) if len(found) > N_SHOWN else found

    @cached_property
    def proposals(self) -> list[Evidence]:
        """The most relevant first."""
        found = [item for item in self.items if item.status == Evidence.Status.PROPOSED]
        return sorted(found, key=lambda item: (-item.relevance_score, item.pk))

    @cached_property
    def rejected(self) -> list[Evidence]:
        return [item for item in self.items if item.status == Evidence.Status.REJECTED]

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
    def orphans(self) -> list[int]:
        """Numbers of protected pieces whose named people have all left; an editor names others."""
        may = bool(self.hidden) and access.has_role(self.by, Role.EDITOR)
        return visibility.without_readers(self.hidden.pieces) if may else []

    @property
    def can_attach(self) -> bool:
        """While the claim is frozen or public anybody in the desk may suggest a source; it waits as a proposal."""
        return self.can_edit or not self.claim.is_editable

    @property
    def attach_forms(self) -> list[tuple[str, str, str]]:
        """(what is attached, the id of its fold, the address of its form); each is fetched when it is unfolded."""
        return [(title, f"attach-{name}", desk_address(name, self.claim.pk)) for name, title in _ATTACHED.items()]

    @property
    def gathering(self) -> JobRow | None:
        return next((row for row in self.rows.jobs if row.name == "gather_evidence"), None)

    @cached_property
    def finders(self) -> list[FinderLine]:
        return lines_of(self.claim, self.rows.runs, self.hidden)

    @property
    def not_set_up(self) -> list[str]:
        return not_set_up()

    @property
    def gather_label(self) -> str:
        return "Search again" if self.rows.runs else "Search for evidence now"

    @property
    def gather_form(self) -> Button:
        return forms.GatherForm.button(self.claim)
