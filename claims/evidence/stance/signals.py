"""What a model weighs of a claim and a passage: some seventy named numbers, each of about the size of one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from claims.evidence import reading
from claims.evidence.reading import Floats, Reading
from claims.evidence.stance import directions, rules
from claims.evidence.stance.proposal import Stance
from claims.text.opposites import ANTONYMS, DENIAL, HEDGE

#: From this nearness on a word counts as said in other words; below the second one as not said at all.
NEAR: Final = 0.6
FAR: Final = 0.45
#: A negation turns words from this many before it up to this many behind it (count of all words).
_REACH: Final = (1, 5)
_YEAR: Final = re.compile(r"1[5-9]\d\d|20\d\d")
_ONLY: Final = frozenset({"only", "solely", "exclusively", "merely"})

Signals = dict[str, float]


def read(claim: str, passage: str, by_rules: Stance) -> Signals:
    """The signals that are not zero, by name."""
    ours, theirs = reading.read(claim), reading.read(passage)
    found: Signals = {f"rules: {by_rules.label}": 1.0, "rules: score": by_rules.score}
    if not ours.words or not theirs.words:
        found["nothing to compare"] = 1.0
        return found
    near, is_same = ours.nearness(theirs)
    best = near.max(axis=1)
    found.update(_coverage(ours, best, is_same))
    found.update(_missing(ours, theirs, best))
    found.update(_replaced(near, is_same))
    found.update(_turned(ours, theirs, best, near.argmax(axis=1)))
    found.update(_worded(claim, passage, ours, theirs))
    found.update(_directed(ours, theirs))
    said = found["said, by weight"]
    for name in ("turned once", "turned near", "antonym"):
        found[f"{name}, said"] = found[name] * said
    return {name: value for name, value in found.items() if value}


def names() -> list[str]:
    """Of every signal that there is, in one order."""
    return list(_names())


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    """Asked of the code itself: each function below gives all of its names each time."""
    ours, theirs = (
        reading.read("The mill in Ostra did not burn 12 boats"),
        reading.read("The barn of Ostra kept 7 carts"),
    )
    near, is_same = ours.nearness(theirs)
    best = near.max(axis=1)
    rest = ("nothing to compare", "rules: score", *(f"rules: {label}" for label in ("supports", "refutes", "mentions")))
    found = {
        **_coverage(ours, best, is_same),
        **_missing(ours, theirs, best),
        **_replaced(near, is_same),
        **_turned(ours, theirs, best, near.argmax(axis=1)),
        **_worded("", "", ours, theirs),
        **_directed(ours, theirs),
    }
    products = [f"{name}, said" for name in ("turned once", "turned near", "antonym")]
    return tuple(sorted({*found, *rest, *products}))


def _coverage(ours: Reading, best: Floats, is_same: reading.Flags) -> Signals:
    """How much of the claim the passage says, word for word and in other words, and where in the claim."""
    exact = is_same.any(axis=1)
    weights = ours.lengths / ours.lengths.sum()
    half = len(best) // 2
    return {
        "same": float(exact.mean()),
        "same, by weight": float(weights @ exact),
        "said": float(best.mean()),
        "said, by weight": float(weights @ best),
        "least said": float(best.min()),
        "all the same": float(exact.all()),
        "last word said": float(best[-1]),
        "end said": float(best[half:].mean()),
        "beginning said": float(best[: max(half, 1)].mean()),
    }


def _missing(ours: Reading, theirs: Reading, best: Floats) -> Signals:
    """What the claim says and the passage does not: names, numbers, years, other words."""
    is_missing = best < NEAR
    is_plain = ~(ours.is_name | ours.is_number)
    numbers = [
        word in theirs.plain_set for word, is_number in zip(ours.words, ours.is_number, strict=True) if is_number
    ]
    years, their_years = _years(ours), _years(theirs)
    return {
        "words missing": min(float(is_missing.sum()), 6.0) / 3,
        "share far": float((best < FAR).mean()),
        "name missing": float((ours.is_name & is_missing).any()),
        "all names said": float(bool(ours.is_name.any()) and not (ours.is_name & is_missing).any()),
        "number missing": float(not all(numbers)),
        "number said": float(any(numbers)),
        "other number": float(not all(numbers) and bool(theirs.is_number.any())),
        "other year": float(bool(years and their_years) and not years & their_years),
        "same year": float(bool(years & their_years)),
        "word missing": float((is_plain & is_missing).any()),
        "share of words missing": float((is_plain & is_missing).mean()),
    }


def _replaced(near: Floats, is_same: reading.Flags) -> Signals:
    """How near the words that only the claim has come to those that only the passage has: "1973" and "1974"."""
    left = near[np.ix_(~is_same.any(axis=1), ~is_same.any(axis=0))]
    if not left.size:
        return {"nothing left": 1.0, "nearest left": 0.0, "mean left": 0.0, "farthest left": 0.0}
    best = left.max(axis=1)
    return {
        "nothing left": 0.0,
        "nearest left": float(best.max()),
        "mean left": float(best.mean()),
        "farthest left": float(best.min()),
    }


def _turned(ours: Reading, theirs: Reading, best: Floats, where: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Signals:
    """Negations, on both sides and around the words that are said, and antonyms."""
    before, behind = _REACH
    said = [theirs.places[at] for at, nearness in zip(where.tolist(), best.tolist(), strict=True) if nearness > NEAR]
    is_near = any(-before <= place - turn <= behind for turn in theirs.negations for place in said)
    is_ours, is_theirs = bool(ours.negations), bool(theirs.negations)
    antonym = any(
        (ANTONYMS[word] & theirs.plain_set) - ours.plain_set
        for word in ours.plain_set - theirs.plain_set
        if word in ANTONYMS
    )
    return {
        "claim negates": float(is_ours),
        "passage negates": float(is_theirs),
        "turned once": float(is_ours != is_theirs),
        "turned twice": float(is_ours and is_theirs),
        "negation near": float(is_near),
        "turned near": float(is_near != is_ours),
        "antonym": float(antonym),
        "antonym turned": float(antonym and is_ours != is_theirs),
    }


def _worded(claim: str, passage: str, ours: Reading, theirs: Reading) -> Signals:
    """Denials, hedges, "only", likeness as a whole, neighbours kept, lengths."""
    denies, denied = bool(DENIAL.search(passage)), bool(DENIAL.search(claim))
    hedges, hedged = bool(HEDGE.search(passage)), bool(HEDGE.search(claim))
    only = not ours.plain_set.isdisjoint(_ONLY)
    pairs = set(zip(ours.stems, ours.stems[1:], strict=False))
    kept = pairs & set(zip(theirs.stems, theirs.stems[1:], strict=False))
    return {
        "passage denies": float(denies and not denied),
        "claim denies": float(denied and not denies),
        "passage hedges": float(hedges),
        "claim hedges": float(hedged),
        "passage hedges alone": float(hedges and not hedged),
        "only": float(only),
        "only in the claim": float(only and theirs.plain_set.isdisjoint(_ONLY)),
        "cosine": float(ours.meaning @ theirs.meaning),
        "neighbours kept": len(kept) / max(1, len(pairs)),
        "length of the claim": math.log1p(len(ours.words)),
        "length of the passage": math.log1p(len(theirs.words)),
    }


def _directed(ours: Reading, theirs: Reading) -> Signals:
    return dict(_crossed(directions.of(ours), directions.of(theirs)))


def _crossed(ours: tuple[float, ...], theirs: tuple[float, ...]) -> Iterator[tuple[str, float]]:
    """Each direction of each side, and every direction of the claim against every one of the passage."""
    for name, mine, yours in zip(directions.NAMES, ours, theirs, strict=True):
        yield f"claim {name}", mine
        yield f"passage {name}", yours
    for name, mine in zip(directions.NAMES, ours, strict=True):
        for other, yours in zip(directions.NAMES, theirs, strict=True):
            yield f"{name} against {other}", mine * yours


def _years(text: Reading) -> frozenset[str]:
    return frozenset(word for word in text.words if _YEAR.fullmatch(word))


def proposal_and_signals(
    claim: str, passage: str, *, language: str = "en", written_on: date | None = None
) -> tuple[Stance, Signals]:
    """What the rules say, and what a model weighs."""
    by_rules = rules.propose(claim, passage, language=language, written_on=written_on)
    return by_rules, read(claim, passage, by_rules)
