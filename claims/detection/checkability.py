"""Whether anybody could check a sentence now; apart from whether it is worth checking.

Only a FACT is ever suggested as a claim: a prediction or intention cannot be checked today whatever figure it
holds, and an opinion that rests on a figure or a finding counts as a FACT. A demand is somebody's intention.
"""

from collections.abc import Set as AbstractSet

FACT, PREDICTION, OPINION, INTENTION = "fact", "prediction", "opinion", "intention"
QUESTION, NOT_CHECKABLE = "question", "not_checkable"
KINDS = (FACT, PREDICTION, OPINION, INTENTION, QUESTION, NOT_CHECKABLE)

_FIGURES = frozenset({"number", "share_or_money", "finding"})
_HARD = frozenset({"number", "share_or_money", "finding", "change", "harm", "law"})


def classify(seen: AbstractSet[str]) -> str:
    """One of KINDS, from the names of the signals seen."""
    if "question" in seen:
        return QUESTION
    if seen & {"greeting", "boilerplate", "call_to_action"}:
        return NOT_CHECKABLE
    if "intention" in seen:
        return INTENTION
    if "prediction" in seen:
        return PREDICTION
    if "opinion" in seen and not seen & _FIGURES:
        return OPINION
    if "demand" in seen:
        return INTENTION
    if "short" in seen and not seen & (_HARD | {"deed", "comparison"}):
        return NOT_CHECKABLE
    return FACT
