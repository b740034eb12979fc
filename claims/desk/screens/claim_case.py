"""What the guards look at, taken from what the page of a claim has read anyway. Asks the database for nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import cached_property

from claims import ties
from claims.desk.screens.claim_people import n_unheard
from claims.models import Evidence, KeyElement
from claims.workflow.case import Case

if TYPE_CHECKING:
    from claims.desk.screens.claim import ClaimScreen


class PageCase(Case):
    """The case, read from what the page has loaded anyway."""

    def __init__(self, screen: ClaimScreen) -> None:
        super().__init__(screen.claim)
        self.screen = screen

    @cached_property
    def key_elements(self) -> list[KeyElement]:
        return self.screen.rows.key_elements

    @cached_property
    def accepted(self) -> list[Evidence]:
        return [it for it in self.screen.all_evidence if it.status == Evidence.Status.ACCEPTED and it.is_public]

    @cached_property
    def counts(self) -> dict[str, int]:
        rows = self.screen.rows
        replies = {row.pk: (row.reply, row.deadline_on) for row in rows.replies}
        unheard = n_unheard(rows.guests, replies, is_editable=self.claim.is_editable)
        return {"n_searches": len(rows.searches), "n_replies": len(rows.replies), "n_unheard": unheard}

    @cached_property
    def declarations(self) -> dict[int, bool]:
        return {row.person: row.has_interest for row in self.screen.rows.declarations}

    @cached_property
    def origin_decisions(self) -> dict[int, ties.Decision]:
        return {row.source: ties.Decision(row.joined_with, row.reason, row.by) for row in self.screen.rows.origins}
