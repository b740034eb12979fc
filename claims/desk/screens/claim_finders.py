"""What became of the finders on the page of one claim: who answered, who is asked again and when, who is not set up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from claims.desk.forms.claim import ClaimForm
from claims.desk.forms.claim_evidence import AskAgainForm
from claims.desk.screens.claim_rows import RunRow
from claims.evidence.finders import FINDERS
from claims.models import Claim
from claims.protection import Hidden


@dataclass(frozen=True)
class FinderLine:
    """`retry` asks this finder alone, now; None while it is being asked."""

    run: RunRow
    retry: ClaimForm | None
    now: datetime

    @property
    def is_asked(self) -> bool:
        """Its answer is still to come, and nothing stands in its way."""
        return self.run.is_owed and self.again_at is None

    @property
    def again_at(self) -> datetime | None:
        """When it is asked again by itself after it failed."""
        due_at = self.run.due_at
        return due_at if self.run.is_owed and due_at is not None and due_at > self.now else None


def lines_of(claim: Claim, runs: list[RunRow], hidden: Hidden) -> list[FinderLine]:
    """In the order of the table of finders; what is `hidden` is not counted."""
    now, order = timezone.now(), {finder.name: place for place, finder in enumerate(FINDERS)}
    return [
        FinderLine(
            replace(run, n_found=hidden.n_shown(run.finder, run.n_found)),
            AskAgainForm(claim, subject=run.pk) if run.error else None,
            now,
        )
        for run in sorted(runs, key=lambda run: order.get(run.finder, len(order)))
    ]


def not_set_up() -> list[str]:
    """What could be asked too, if the operator set it up."""
    return [finder.label for finder in FINDERS if not finder.is_set_up]
