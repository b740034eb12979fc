"""A draft verdict as readers will see it: from the claim as it is saved, or from a form that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from claims.models import Claim, Evidence, RatingLevel
from claims.publishing import markdown

#: What is longer is cut for the preview (characters).
MAX_SHOWN = 60_000


@dataclass(frozen=True)
class Preview:
    claim: Claim
    accepted: Sequence[Evidence]
    rating: RatingLevel | None
    summary: str
    text: str
    unknowns: str
    mind: str

    @property
    def is_empty(self) -> bool:
        return not (self.rating or self.summary.strip() or self.text.strip())

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Evidence -> the number that readers see: for, against, mentions."""
        stances = Evidence.Stance.values
        in_order = sorted(self.accepted, key=lambda item: (stances.index(item.stance), item.pk))
        return {item.pk: number for number, item in enumerate(in_order, start=1)}

    @property
    def html(self) -> SafeString:
        page = reverse("desk:claim", args=[self.claim.pk])
        places = {pk: markdown.Citation(f"{page}#evidence-{pk}", str(number)) for pk, number in self._numbers.items()}
        return markdown.render(self.text[:MAX_SHOWN], places)

    @cached_property
    def cited(self) -> list[tuple[int, Evidence]]:
        """(number, evidence) in the order of the numbers."""
        found = set(markdown.cited_in(self.text))
        cited = [(self._numbers[item.pk], item) for item in self.accepted if item.pk in found]
        return sorted(cited, key=lambda line: line[0])

    @property
    def unknown(self) -> list[int]:
        return [number for number in markdown.cited_in(self.text) if number not in self._numbers]
