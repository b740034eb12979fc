"""What in two texts about the same thing speaks against their saying the same: with the words that show it.

Signs, not verdicts: how much each weighs is decided by who asks (evidence.stance, matching.similarity).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from rapidfuzz import fuzz

from claims.text import tokens
from claims.text.opposites import ANTONYMS, DENIAL, NEGATION, NOT_NEGATION
from claims.text.overlap import Traits, as_written, day_in_words
from claims.text.reasons import Contradiction, Reason

#: Content words before and after it among which stands what is negated; a denial may stand far from what it denies.
_REACH: Final[dict[str, tuple[int, int]]] = {"negation": (1, 3), "denial": (8, 6)}
#: So far around it they are looked for (characters), and so many of a text's negations are read at all (count).
_NEAR, _N_TURNS = 200, 40
#: Names this alike are one name in two spellings (rapidfuzz ratio, 0 to 100).
SAME_NAME: Final = 85
#: Where one clause ends and another begins.
_CLAUSE: Final = re.compile(r"[.;:!?]\s|\b(?:but|although|while|whereas|however)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_][\w’'-]*")
#: How each kind is told, before the words that show it.
_TOLD: Final[dict[Contradiction, str]] = {
    "negation": "only one of the two says",
    "denial": "only one of the two says",
    "antonym": "opposite words",
    "number": "the figures differ",
    "date": "the dates differ",
    "name": "the names differ",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to think that the texts differ: its kind, and the deciding words of the claim and of the other."""

    kind: Contradiction
    in_claim: str
    in_other: str

    def reason(self) -> Reason:
        """The words hold whichever of the two texts is read first."""
        if self.in_claim and self.in_other:
            return Reason(self.kind, f"{_TOLD[self.kind]}: “{self.in_claim}” and “{self.in_other}”")
        return Reason(self.kind, f"{_TOLD[self.kind]} “{self.in_claim or self.in_other}”")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that turns something round, in small letters, and the stems of what it turns."""

    word: str
    turns: frozenset[str]


def signs(claim: Traits, other: Traits) -> list[Sign]:
    """Every sign, in the order in which they usually decide."""
    shared = claim.words & other.words
    return [
        *_turned(DENIAL, "denial", claim, other, shared),
        *_turned(NEGATION, "negation", claim, other, shared),
        *_antonyms(claim, other),
        *_numbers(claim, other),
        *_days(claim, other),
        *_names(claim, other),
    ]


def _turned(
    pattern: re.Pattern[str], kind: Literal["negation", "denial"], claim: Traits, other: Traits, shared: frozenset[str]
) -> list[Sign]:
    """A word that turns the shared content round in one text, with none in the other to answer it."""
    in_claim = _cues(pattern, kind, claim.text, shared)
    in_other = _cues(pattern, kind, other.text, shared)
    if left := _unanswered(in_claim, in_other):
        return [Sign(kind, left[0].word, "")]
    if left := _unanswered(in_other, in_claim):
        return [Sign(kind, "", left[0].word)]
    return []


def _unanswered(cues: list[Cue], answers: list[Cue]) -> list[Cue]:
    """The cues that are left when each answer has taken one away: of the same word first, then the one that is nearest.

    A cue is answered too when all that it turns is turned by the other text: "neither rose nor fell", "did not rise or
    fall".
    """
    if len(cues) <= len(answers):
        return []
    left, words = list(cues), {cue.word for cue in cues}
    for answer in sorted(answers, key=lambda answer: answer.word not in words):
        left.remove(max(left, key=lambda cue: (cue.word == answer.word, len(cue.turns & answer.turns))))
    turned = frozenset[str]().union(*(answer.turns for answer in answers))
    return [cue for cue in left if not cue.turns <= turned]


def _cues(
    pattern: re.Pattern[str], kind: Literal["negation", "denial"], text: str, shared: frozenset[str]
) -> list[Cue]:
    """The matches near which a shared content word stands, in the same clause."""
    n_before, n_after = _REACH[kind]
    harmless = [match.span() for match in islice(NOT_NEGATION.finditer(text), _N_TURNS)]
    found = []
    for match in islice(pattern.finditer(text), _N_TURNS):
        if any(start <= match.start() < end for start, end in harmless):
            continue
        start, end = match.span()
        after = tokens.content_words(_CLAUSE.split(text[end : end + _NEAR])[0])[:n_after]
        before = tokens.content_words(_CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1])[-n_before:]
        if turns := shared.intersection((*before, *after)):
            found.append(Cue(match[0].casefold(), turns))
    return found


def _antonyms(claim: Traits, other: Traits) -> list[Sign]:
    """A word of the claim whose opposite stands in the other text, where the word itself does not."""
    ours, theirs = _plain_words(claim), _plain_words(other)
    for word in sorted(ours - theirs):
        if against := sorted((ANTONYMS.get(word, frozenset()) & theirs) - ours):
            family = frozenset().union(*(ANTONYMS[opposite] for opposite in against))
            if not family & theirs:
                return [Sign("antonym", word, against[0])]
    return []


def _plain_words(side: Traits) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(side.text))


def _numbers(claim: Traits, other: Traits) -> list[Sign]:
    """A number of the claim that the other text gives differently for the same thing."""
    if not other.quantities:
        return []
    for ours in claim.quantities:
        rivals = [theirs for theirs in other.quantities if ours.rivals(theirs)]
        if rivals and not any(ours.is_same(theirs) for theirs in other.quantities):
            return [Sign("number", ours.text, rivals[0].text)]
    return []


def _days(claim: Traits, other: Traits) -> list[Sign]:
    """Each text names a day (or month, or year) and none of them agree."""
    if not other.days or not claim.days:
        return []
    for day, precision in claim.days:
        for rival, rival_precision in other.days:
            coarse = {precision, rival_precision}
            if "year" in coarse:
                same = day.year == rival.year
            elif "month" in coarse:
                same = (day.year, day.month) == (rival.year, rival.month)
            else:
                same = day == rival
            if same:
                return []
    return [Sign("date", day_in_words(*min(claim.days)), day_in_words(*min(other.days)))]


def _names(claim: Traits, other: Traits) -> list[Sign]:
    """Each text names somebody the other does not, and they share no name at all."""
    if claim.names & other.words or other.names & claim.words or not claim.names or not other.names:
        return []
    ours, theirs = as_written(claim.names, claim.text), as_written(other.names, other.text)
    if any(fuzz.ratio(one.casefold(), two.casefold()) >= SAME_NAME for one in ours for two in theirs):
        return []
    return [Sign("name", ours[0], theirs[0])]
