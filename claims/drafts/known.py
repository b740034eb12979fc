"""What is known already about the claims of a draft: claims of ours and published checks of others. Reads only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from claims import policy
from claims.detection.detect import Seen
from claims.matching.checks import find_checked
from claims.matching.claims import find_alike
from claims.matching.similarity import Ranked
from claims.models import Claim, FactCheck, State
from claims.web.urls import link_of

#: Somebody waits for the answer: after this long the claims further down are no longer looked up (seconds).
MAX_LOOKUP_S = 2.0
#: Claims of ours, and checks of others, that are shown for one sentence (counts).
N_MATCHES = 5

Finder = Callable[..., list[tuple[int, Ranked]]]


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim of ours that may be the same; with a current revision it is a published check."""

    claim: Claim
    found: Ranked

    @property
    def is_checked(self) -> bool:
        return self.claim.current_revision is not None and self.claim.state != State.RETRACTED

    @property
    def as_json(self) -> dict[str, Any]:
        revision = self.claim.current_revision if self.is_checked else None
        return {
            "claim": self.claim.pk,
            "statement": self.claim.statement,
            "claimant": str(self.claim.claimant or ""),
            "state": self.claim.state,
            **_as_json(self.found),
            "rating": revision.rating.label if revision else "",
            "url": self.claim.get_absolute_url() if revision else "",
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """A check that another newsroom published."""

    check: FactCheck
    found: Ranked

    @property
    def link(self) -> str:
        return link_of(self.check.url)

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check.pk,
            "statement": self.check.statement,
            "publisher": self.check.publisher,
            "reviewed_on": self.check.reviewed_on,
            "rating": self.check.rating,
            "url": self.link,
            **_as_json(self.found),
        }


@dataclass(frozen=True, slots=True)
class Known:
    """The likest first, each of them at or above the policy's threshold for suggestions."""

    claims: list[Alike] = field(default_factory=list)
    checks: list[Answered] = field(default_factory=list)


def look_up(sentences: Iterable[Seen], language: str) -> dict[int, Known]:
    """What is known about each sentence, by its start, as far as time allows: those looked up are the keys.

    The first is looked up whatever it takes, and not timed: a process that has just begun reads its vectors first.
    """
    claims: dict[int, dict[int, Ranked]] = {}
    checks: dict[int, dict[int, Ranked]] = {}
    ends_at: float | None = None
    for one in sentences:
        if ends_at is not None and time.monotonic() > ends_at:
            break
        claims[one.start] = _best(find_alike, one.statements, language)
        checks[one.start] = _best(partial(find_checked, others_only=True), one.statements, language)
        ends_at = ends_at or time.monotonic() + MAX_LOOKUP_S
    ours = Claim.objects.select_related("claimant", "current_revision__rating").in_bulk(_keys(claims))
    theirs = FactCheck.objects.standing().in_bulk(_keys(checks))
    return {
        start: Known(
            [Alike(ours[pk], found) for pk, found in claims[start].items() if pk in ours],
            [Answered(theirs[pk], found) for pk, found in checks[start].items() if pk in theirs],
        )
        for start in claims
    }


def _best(find: Finder, statements: Iterable[str], language: str) -> dict[int, Ranked]:
    """What is worth a look for any of the statements, each at its best, the best first."""
    threshold = policy.current().match_suggest_score
    best: dict[int, Ranked] = {}
    for statement in statements:
        for pk, found in find(statement, language=language or "en", limit=N_MATCHES):
            if found.score >= threshold and (pk not in best or found.score > best[pk].score):
                best[pk] = found
    return dict(sorted(best.items(), key=lambda item: (-item[1].score, item[0]))[:N_MATCHES])


def _keys(found: dict[int, dict[int, Ranked]]) -> list[int]:
    return [pk for ranked in found.values() for pk in ranked]


def _as_json(found: Ranked) -> dict[str, Any]:
    return {
        "score": found.score,
        "relation": found.relation,
        "reasons": list(map(str, found.reasons)),
        "contradictions": list(map(str, found.contradictions)),
    }
