"""The proposal: a trained model decides where there is one and it knows the language; rules give the reasons."""

from __future__ import annotations

from datetime import date

from claims.evidence.stance import rules
from claims.evidence.stance.proposal import Stance


def propose(claim: str, passage: str, *, language: str = "en", written_on: date | None = None) -> Stance:
    """The stance of a passage to a claim, both in the same language. `written_on`: for dates without a year."""
    return rules.propose(claim, passage, language=language, written_on=written_on)
