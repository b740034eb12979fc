"""Which sources of one claim have it from each other, why, and how many of them are independent. Writes nothing.

A machine joins by copied wording, by whom a passage names as its origin, and by a shared quotation. A person's
decision (OriginDecision) about a source outweighs all of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from claims.models import Evidence, Source
from claims.text import attribution

Kind = Literal["copy", "credit", "quotation", "person"]


@dataclass(frozen=True)
class Decision:
    """What a person said about a source: with whom it has one origin (None: it counts by itself), and why."""

    joined_with: int | None
    reason: str
    by: str = ""


@dataclass(frozen=True)
class Tie:
    """Two sources (`a` < `b`) that count once, and the cue, as a sentence without its subject."""

    a: int
    b: int
    kind: Kind
    words: str

    def other(self, source: int) -> int:
        return self.b if source == self.a else self.a


@dataclass
class Voice:
    """One source with what its ties are read from."""

    source: Source
    passages: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.source.pk

    @cached_property
    def publisher(self) -> str:
        return attribution.key_of(self.source.publisher)

    @cached_property
    def credits(self) -> list[attribution.Credit]:
        return [credit for passage in self.passages for credit in attribution.credits_of(passage)]


def voices_of(pieces: Iterable[Evidence]) -> list[Voice]:
    """The sources of some evidence, each once, with the passages cited from it."""
    passages: dict[int, list[str]] = {}
    sources: dict[int, Source] = {}
    for item in pieces:
        around = [str(item.selector.get(side, "")) for side in ("prefix", "suffix")]
        passages.setdefault(item.source_id, []).append(f"{around[0]}{item.quote}{around[1]}")
        sources[item.source_id] = item.source
    return [Voice(source, tuple(passages[pk])) for pk, source in sources.items()]


def ties_of(voices: Collection[Voice], decisions: Mapping[int, Decision]) -> list[Tie]:
    """Why pairs of these sources count once, the strongest reason of each pair. `decisions`: by source."""
    found = []
    for a, b in combinations(sorted(voices, key=lambda voice: voice.pk), 2):
        tie = _decided(a.pk, b.pk, decisions)
        if tie is None and a.pk not in decisions and b.pk not in decisions:
            tie = _copied(a, b) or _credited(a, b) or _quoted(a, b)
        if tie is not None:
            found.append(tie)
    return found


def n_independent(voices: Collection[Voice], ties: Iterable[Tie]) -> int:
    """How many of the sources there are of which no two share an origin.

    Of A, who has it from X, B, who has it from X and Y, and C, who has it from Y, that is two: B adds nothing. Found
    by taking away the least tied source again and again, which never counts too many.
    """
    tied: dict[int, set[int]] = {voice.pk: set() for voice in voices}
    for tie in ties:
        tied[tie.a].add(tie.b)
        tied[tie.b].add(tie.a)
    count = 0
    while tied:
        chosen = min(tied, key=lambda pk: (len(tied[pk]), pk))
        gone = {chosen, *tied[chosen]}
        tied = {pk: others - gone for pk, others in tied.items() if pk not in gone}
        count += 1
    return count


def _decided(a: int, b: int, decisions: Mapping[int, Decision]) -> Tie | None:
    for one, other in ((a, b), (b, a)):
        decision = decisions.get(one)
        if decision is not None and decision.joined_with == other:
            return Tie(a, b, "person", f"joined by {decision.by or 'somebody who has left'}: {decision.reason}")
    return None


def _copied(a: Voice, b: Voice) -> Tie | None:
    if a.source.origin_id is None or a.source.origin_id != b.source.origin_id:
        return None
    reasons = [reason for reason in (a.source.origin_reason, b.source.origin_reason) if reason]
    return Tie(a.pk, b.pk, "copy", reasons[-1] if reasons else f"both go back to {a.source.origin}")


def _credited(a: Voice, b: Voice) -> Tie | None:
    """Both name one origin, or one names the other's publisher."""
    for credit in a.credits:
        if any(credit.is_same(other) for other in b.credits):
            return Tie(a.pk, b.pk, "credit", f"both say that they have it from one place: “{credit.words}”")
    for one, other in ((a, b), (b, a)):
        for credit in one.credits:
            if attribution.is_same_name(credit.key, other.publisher):
                return Tie(a.pk, b.pk, "credit", f"one says that it has it from the other: “{credit.words}”")
    return None


def _quoted(a: Voice, b: Voice) -> Tie | None:
    for mine in a.passages:
        for theirs in b.passages:
            words = attribution.same_quotation(mine, theirs)
            if words:
                return Tie(a.pk, b.pk, "quotation", f"both print the same quotation: “{words}”")
    return None
