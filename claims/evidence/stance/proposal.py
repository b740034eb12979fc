"""The answer of this room: what a passage says about a claim. A proposal, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claims.text.reasons import Reason

Label = Literal["supports", "refutes", "mentions"]


@dataclass(frozen=True, slots=True)
class Stance:
    """`score`: how sure the proposal is, 0 to 1. `reasons`: with the deciding words, the strongest first."""

    label: Label
    score: float
    reasons: list[Reason]
