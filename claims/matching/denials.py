"""Who denies a claim in the very text that reports it: "an allegation Kabul denies". Words only, no Django.

Such a denial is seldom a claim of its own, so no comparison of claims would ever find it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CHARGE: Final = r"(?:allegation|accusation|charge|claim|assertion|report|suggestion|account)s?"
_ADVERBS: Final = (
    r"(?:(?:has|have|had|is|are|was|were|been|also|strongly|flatly|repeatedly|consistently|vehemently|firmly|always|long"
    r"|categorically|swiftly|quickly|publicly|later|promptly|immediately)\s+)*"
)
_DENIES: Final = (
    r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|disput(?:e|es|ed)|dismiss(?:es|ed)?|refut(?:e|es|ed)|rebuff(?:s|ed)?"
    r"|contest(?:s|ed)?|contradict(?:s|ed)?)"
)
_DENIED: Final = r"(?:denied|rejected|disputed|dismissed|refuted|contested|contradicted)"
#: The one who denies: up to eight words without a comma.
_WHO: Final = r"(?P<who>[^\W\d_](?:[^,;:.!?()“”\"—–\n]|\.(?=\w)){0,80}?)"
_END: Final = r"(?=\s*(?:[,;:.!?()“”\"—–]|-\s|$|\bas\b|\band\b|\bbut\b|\bsaying\b|\binsisting\b))"

#: In the sentence that makes the claim, after it: "..., an allegation (that) Kabul denies", "which Kabul denies"
_AFTER: Final = re.compile(
    rf"(?:(?:[,;:—–(]|\s-)\s*(?:(?:an?|the|these|those|such)\s+)?{_CHARGE}\s+(?:that\s+|which\s+)?"
    rf"|[,;—–(]\s*(?:which|something|all of which)\s+(?:that\s+)?)"
    rf"(?P<words>{_WHO}\s+{_ADVERBS}{_DENIES}){_END}",
    re.IGNORECASE,
)
#: "..., an allegation denied by Kabul", "which has been denied by Kabul", "The claim was rejected by Kabul"
_BY: Final = re.compile(
    rf"\b(?:{_CHARGE}|which|that|it|this)\s+(?P<words>{_ADVERBS}{_DENIED}\s+by\s+{_WHO}){_END}", re.IGNORECASE
)
#: At the beginning of the sentence or of a clause: "Kabul denies the allegation", "but Kabul has denied it"
_OWN: Final = re.compile(
    rf"(?:^|[.;—–,]\s*)(?:(?:but|and|however|although|though|while|yet|in turn|for its part),?\s+)?"
    rf"(?P<words>{_WHO}\s+{_ADVERBS}{_DENIES}\s+(?:(?:the|this|that|these|those|all|any|such|his|her|its|their|both)\s+"
    rf"(?:\w+\s+)?{_CHARGE}|it|this|that|them|these|those)){_END}",
    re.IGNORECASE,
)
_IN_THE_SENTENCE: Final = (_AFTER, _BY, _OWN)
#: A sentence that denies what was said before begins with it.
_IN_THE_NEXT: Final = (_OWN, _BY)
_NEAR_THE_START: Final = 6
_PRONOUN: Final = re.compile(r"(?:he|she|it|they|we|i|who|that|which|both|nobody|no one|nor)\b", re.IGNORECASE)
_MAX_CHARS: Final = 1000


@dataclass(frozen=True, slots=True)
class Denial:
    """`who` as the text names them, empty when only a pronoun stands there; `words`: the clause that denies."""

    who: str
    words: str


def find_denials(sentence: str, following: str = "") -> list[Denial]:
    """Denials of what a sentence reports, in it and in the sentence after it; each denier once, in their order."""
    found: dict[str, Denial] = {}
    matches = [match for pattern in _IN_THE_SENTENCE for match in pattern.finditer(sentence[:_MAX_CHARS])]
    later = [match for pattern in _IN_THE_NEXT for match in pattern.finditer(following[:_MAX_CHARS])]
    for match in matches + [match for match in later if match.start() <= _NEAR_THE_START]:
        denial = Denial(_named(match["who"]), " ".join(match["words"].split()))
        found.setdefault(denial.who.casefold(), denial)
    return list(found.values())


def _named(who: str) -> str:
    who = " ".join(who.split())
    return "" if _PRONOUN.match(who) else who
