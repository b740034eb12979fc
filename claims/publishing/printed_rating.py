"""A rating as readers see it: the word, the icon, the definition and its place on the scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One step of the scale, the least true first."""

    slug: str
    label: str
    value: int
    is_here: bool


@dataclass(frozen=True)
class PrintedRating:
    slug: str
    label: str
    definition: str
    value: int | None
    icon: str
    colour: str
    steps: tuple[Step, ...]

    @property
    def is_on_scale(self) -> bool:
        return self.value is not None

    @property
    def place(self) -> str:
        """The place in words, for those who do not see the picture."""
        if self.value is None:
            return "Off the scale from false to true"
        number = [step.value for step in self.steps].index(self.value) + 1
        return f"Step {number} of {len(self.steps)} on the scale from {self.steps[0].label} to {self.steps[-1].label}"


def printed_rating(frozen: Mapping[str, Any]) -> PrintedRating:
    """From the rating frozen into a revision (claims.publishing.revisions)."""
    levels = sorted((level for level in frozen["levels"] if level["value"] is not None), key=lambda it: it["value"])
    steps = tuple(
        Step(level["slug"], level["label"], level["value"], level["slug"] == frozen["slug"]) for level in levels
    )
    return PrintedRating(
        slug=frozen["slug"],
        label=frozen["label"],
        definition=frozen["definition"],
        value=frozen["value"],
        icon=frozen["icon"],
        colour=frozen["colour"],
        steps=steps,
    )
