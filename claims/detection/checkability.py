"""Whether anybody could check a sentence now; apart from whether it is worth checking.

Only a FACT is ever suggested as a claim: a prediction or intention cannot be checked today whatever figure it
holds, and an opinion that rests on a figure or a finding counts as a FACT. A demand is somebody's intention.
"""

import re
from collections.abc import Set as AbstractSet

from claims.detection import judgements, outlooks
from claims.detection.gated import Gated

FACT, PREDICTION, OPINION, INTENTION = "fact", "prediction", "opinion", "intention"
QUESTION, NOT_CHECKABLE = "question", "not_checkable"
KINDS = (FACT, PREDICTION, OPINION, INTENTION, QUESTION, NOT_CHECKABLE)

_FIGURES = frozenset({"number", "share_or_money", "finding"})
_HARD = frozenset({"number", "share_or_money", "finding", "change", "harm", "law"})
_FEWEST_BLANKS = 3  # "It rained again." tells nothing that could be looked up
# Whoever asks whether something is so has not said that it is.
_ASKS = Gated(
    re.compile(
        r"""[^,;"“”]{1,80}?(?<!\bwhen)(?<!\bwas)(?<!\bwere)(?<!\bbeen)\s(?:asked|asks|wondered|wonders|enquired|inquired)\s"""
        r"""(?:[\w’'.-]+\s+){0,5}?(?:whether|if)\b(?:[^,;"“”]|,(?=\d))*$""",
        re.IGNORECASE,
    ),
    "asked asks wondered wonders enquired inquired",
)
_NEVER = frozenset({"greeting", "boilerplate", "call_to_action"})


def classify(seen: AbstractSet[str], content: str, sentence: str) -> str:
    """One of KINDS, from the names of the signals seen, what is said without who says it, and the whole sentence."""
    if "question" in seen or _ASKS.match(sentence):
        return QUESTION
    if not seen.isdisjoint(_NEVER) or outlooks.might_have_been(content):
        return NOT_CHECKABLE
    if "intention" in seen:
        return INTENTION
    is_judgement = seen.isdisjoint(_FIGURES) and judgements.is_judgement(content, sentence, seen)
    if "prediction" in seen and not (is_judgement and " would " in content):
        return PREDICTION
    if is_judgement:
        return OPINION
    if "demand" in seen:
        return INTENTION
    if "short" in seen and sentence.count(" ") < _FEWEST_BLANKS and seen.isdisjoint(_HARD | {"deed", "comparison"}):
        return NOT_CHECKABLE
    return FACT
