"""Which sources of one claim have it from each other, why, and how many of them are independent. Writes nothing.

A machine joins by copied wording, by whom a passage names as its origin, and by a shared quotation. A person's
decision (OriginDecision) about a source outweighs all of that.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.utils.functional import cached_property

from claims.models import Evidence, Source
from claims.text import attribution

Kind = Literal["copy", "credit", "quotation", "person"]
#: Everybody of the one is tied to everybody of the other; one set twice when they are tied among themselves.
_Bond = tuple[frozenset[int], frozenset[int]]


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
        return [credit for passage in self.passages for credit in _credits_of(passage)]


@lru_cache(maxsize=4096)
def _credits_of(passage: str) -> tuple[attribution.Credit, ...]:
    """Read once: a page asks for each key element, and again whenever it changes."""
    return tuple(attribution.credits_of(passage))


def voices_of(pieces: Iterable[Evidence]) -> list[Voice]:
    """The sources of some evidence, each once, with the passages cited from it."""
    passages: dict[int, list[str]] = {}
    sources: dict[int, Source] = {}
    for item in pieces:
        around = [str(item.selector.get(side, "")) for side in ("prefix", "suffix")]
        passages.setdefault(item.source_id, []).append(f"{around[0]}{item.quote}{around[1]}")
        sources[item.source_id] = item.source
    return [Voice(source, tuple(passages[pk])) for pk, source in sources.items()]


class Ties:
    """What ties some sources to each other. `decisions`: what people said, by source.

    Pairs are never compared all with all: each source is looked up by what it could share with others. Why a pair is
    tied is only found out where it is asked for.
    """

    def __init__(self, voices: Iterable[Voice], decisions: Mapping[int, Decision]) -> None:
        self.voices = {voice.pk: voice for voice in sorted(voices, key=lambda voice: voice.pk)}
        self.decisions = decisions

    def near(self, pk: int) -> set[int]:
        """The sources that this one is tied to."""
        found: set[int] = set()
        for a, b in self._bonds_by_source[pk]:
            if pk in a:
                found |= b
            if pk in b:
                found |= a
        return found - {pk}

    def why(self, one: int, other: int) -> Tie | None:
        """The strongest reason why these two count once; None when they are two."""
        a, b = sorted((one, other))
        tie = _decided(a, b, self.decisions)
        if tie is None and a not in self.decisions and b not in self.decisions:
            first, second = self.voices[a], self.voices[b]
            tie = _copied(first, second) or _credited(first, second) or _quoted(first, second)
        return tie

    def groups(self) -> list[list[int]]:
        """The sources, those together that are tied, directly or over others."""
        group_of = {pk: [pk] for pk in self.voices}
        for a, b in self._bonds:
            first, *others = {id(group_of[pk]): group_of[pk] for pk in a | b}.values()
            for group in others:
                first.extend(group)
                group_of.update(dict.fromkeys(group, first))
        return [sorted(group) for group in {id(group): group for group in group_of.values()}.values()]

    def n_independent(self, among: Collection[int] | None = None) -> int:
        """How many of the sources (of those `among` them) there are of which no two share an origin.

        Of A, who has it from X, B, who has it from X and Y, and C, who has it from Y, that is two: B adds nothing.
        Found by taking away the least tied source again and again, which never counts too many.
        """
        chosen = self._unlike(set(self.voices if among is None else among))
        tied = {pk: self.near(pk) & chosen for pk in chosen}
        waiting = sorted((len(near), pk) for pk, near in tied.items())
        count = 0
        while waiting:
            n_near, least = heapq.heappop(waiting)
            if least not in tied or n_near != len(tied[least]):
                continue
            count += 1
            for gone in tied.pop(least):
                for other in tied.pop(gone) & tied.keys():
                    tied[other].discard(gone)
                    heapq.heappush(waiting, (len(tied[other]), other))
        return count

    def _unlike(self, among: set[int]) -> set[int]:
        """Without those that share everything with one that is left: of a thousand copies one stands for all."""
        seen: dict[object, int] = {}
        within = {id(bond) for bond in self._bonds if len(bond[0] & among | bond[1] & among) > 1}
        for pk in sorted(among):
            bonds = frozenset(
                (id(bond), pk in bond[0], pk in bond[1]) for bond in self._bonds_by_source[pk] if id(bond) in within
            )
            is_tied_to_its_like = any(in_one and in_other for _, in_one, in_other in bonds)
            seen.setdefault(bonds if is_tied_to_its_like else pk, pk)
        return set(seen.values())

    # ── what ties them ──

    @cached_property
    def _bonds_by_source(self) -> defaultdict[int, list[_Bond]]:
        found: defaultdict[int, list[_Bond]] = defaultdict(list)
        for bond in self._bonds:
            for pk in bond[0] | bond[1]:
                found[pk].append(bond)
        return found

    @cached_property
    def _bonds(self) -> list[_Bond]:
        undecided = [voice for pk, voice in self.voices.items() if pk not in self.decisions]
        found = {*self._decided_bonds(), *_copies(undecided), *_credits(undecided), *_quotations(undecided)}
        return [bond for bond in found if len(bond[0] | bond[1]) > 1]

    def _decided_bonds(self) -> Iterator[_Bond]:
        for pk, decision in self.decisions.items():
            if pk in self.voices and decision.joined_with in self.voices:
                yield frozenset((pk,)), frozenset((decision.joined_with,))


def _copies(voices: Iterable[Voice]) -> Iterator[_Bond]:
    of_origin: dict[int, set[int]] = defaultdict(set)
    for voice in voices:
        if voice.source.origin_id is not None:
            of_origin[voice.source.origin_id].add(voice.pk)
    yield from _among_themselves(of_origin.values())


def _credits(voices: Collection[Voice]) -> Iterator[_Bond]:
    """Who names the same origin, or the publisher of another; names are met at their last words (is_same_name)."""
    naming: dict[attribution.Credit, set[int]] = defaultdict(set)
    for voice in voices:
        for credit in voice.credits:
            naming[attribution.Credit(credit.key, "", credit.years)].add(voice.pk)
    publishing: dict[str, set[int]] = defaultdict(set)
    for voice in voices:
        publishing[voice.publisher].add(voice.pk)
    by_name: dict[str, list[attribution.Credit]] = defaultdict(list)
    for credit in naming:
        by_name[credit.key].append(credit)
    for credit, members in naming.items():
        for name in _endings(credit.key):
            for other in by_name.get(name, ()):
                if credit.is_same(other):
                    yield frozenset(members), frozenset(naming[other])
            if name in publishing:
                yield frozenset(members), frozenset(publishing[name])
    for publisher, members in publishing.items():
        for credit in (credit for name in _endings(publisher) for credit in by_name.get(name, ())):
            yield frozenset(naming[credit]), frozenset(members)


def _endings(name: str) -> Iterator[str]:
    """A name, and what is left of it without its first words; nothing for no name."""
    while name:
        yield name
        name = name.partition(" ")[2]


def _quotations(voices: Iterable[Voice]) -> Iterator[_Bond]:
    printing: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for voice in voices:
        for passage in voice.passages:
            for run in attribution.runs_quoted(passage):
                printing[run].add(voice.pk)
    yield from _among_themselves(printing.values())


def _among_themselves(sets: Iterable[set[int]]) -> Iterator[_Bond]:
    for members in {frozenset(members) for members in sets}:
        yield members, members


# ── why two of them are tied ──


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
