"""What a published verdict on a statement says about a claim. Plain values; no Django."""

from __future__ import annotations

from typing import Final, Literal

from claims.evidence.stance import Label, Stance
from claims.text import contradiction, overlap
from claims.text.reasons import Reason

Relation = Literal["same", "contradicts", "related"]

#: A statement that shares at least this much with the claim speaks about the claim itself (likeness, 0 to 1).
SAME_STATEMENT: Final = 0.7
#: (how the checked statement relates to the claim, outcome of the check) -> stance. All else only mentions the claim:
#: that the contrary is false does not make a claim true, since both may be wrong.
_STANCES: Final[dict[tuple[str, str], Label]] = {
    ("same", "true"): "supports",
    ("same", "false"): "refutes",
    ("contradicts", "true"): "refutes",
}


def relation_of(claim: str, statement: str, *, language: str) -> tuple[Relation, float, list[Reason]]:
    """(relation, likeness 0 to 1, what the two contradict each other in) by their words alone."""
    ours, theirs = overlap.traits(claim, language=language), overlap.traits(statement, language=language)
    likeness = overlap.compare(ours, theirs).likeness
    if likeness < SAME_STATEMENT:
        return "related", likeness, []
    against = [sign.reason() for sign in contradiction.signs(ours, theirs)]
    return ("contradicts" if against else "same"), likeness, against


def stance_of(verdict: str, outcome: str, *, relation: str, score: float, against: list[Reason]) -> Stance:
    """`verdict`: the sentence that tells it; `outcome` as in FactCheck; `score`: how alike the statements are."""
    told = Reason("verdict", verdict)
    differ = [Reason("statement", "but the statements differ"), *against] if relation == "contradicts" else []
    label = _STANCES.get((relation, outcome), "mentions")
    if relation == "related":
        return Stance(label, round(1 - score, 2), [told, Reason("statement", "but that is another statement")])
    return Stance(label, round(score if relation == "same" else min(score, 0.6), 2), [told, *differ])
