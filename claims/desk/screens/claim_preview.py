"""A draft verdict in the templates that readers get: as it is saved, or from a form that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.models import Claim, RatingLevel
from claims.publishing import markdown
from claims.publishing.drafts import surroundings_of
from claims.publishing.printed import Printed
from claims.publishing.revisions import drafted
from claims.workflow.case import Case

#: What is longer is cut for the preview (characters).
MAX_SHOWN = 60_000


class Preview(Printed):
    """Nothing of it is saved; what only comes with the publication (versions, votes, dates) is left out."""

    is_preview = True

    def __init__(
        self, case: Case, levels: Sequence[RatingLevel], rating: RatingLevel | None, written: dict[str, str]
    ) -> None:
        """`written`: summary, text, unknowns and mind."""
        self.claim: Claim = case.claim
        texts = {name: words[:MAX_SHOWN] for name, words in written.items()}
        frozen: dict[str, Any] = {**case.draft(), **surroundings_of(case.claim), **texts}
        super().__init__(drafted(case.claim, frozen, rating, levels))

    @property
    def is_empty(self) -> bool:
        return not (self.content["rating"] or self.revision.summary.strip() or self.revision.text.strip())

    @property
    def unknown(self) -> list[int]:
        """Numbers in the text that are no accepted evidence."""
        known = {item["id"] for item in self.content["evidence"]}
        return [number for number in markdown.cited_in(self.revision.text) if number not in known]
