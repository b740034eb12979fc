"""What the machine proposes about a pair: a relation with its score and reasons, and whether it links the two itself.

The rows of people are left alone here; see decisions.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import QuerySet

from claims import policy
from claims.matching.similarity import Ranked
from claims.models import CheckMatch, Match
from claims.text import overlap
from claims.text.reasons import Reason

Row = TypeVar("Row", Match, CheckMatch)

SUGGESTED, LINKED = Match.Decision.SUGGESTED.value, Match.Decision.LINKED.value


@dataclass(frozen=True, slots=True)
class Proposal:
    """The machine's part of a Match or CheckMatch, by the names of its fields."""

    score: float
    relation: str
    reasons: list[Reason]
    contradictions: list[Reason]
    decision: str

    @property
    def values(self) -> dict[str, Any]:
        return asdict(self)  # with the reasons as reasons.to_json has them

    def is_of(self, row: models.Model) -> bool:
        """Whether the row says so already."""
        return all(getattr(row, name) == value for name, value in self.values.items())


def propose(
    found: Ranked, ours: str, theirs: str, *, language: str, may_link: bool = True, is_check: bool = False
) -> Proposal | None:
    """What to propose about two texts that were ranked so, or None when it is not worth a person's time.

    Only what says the same is ever linked; short texts and pairs with anything against them never are.
    """
    rules = policy.current()
    if found.score < rules.match_suggest_score:
        return None
    is_clear = found.relation == Match.Relation.SAME and not found.contradictions
    n_words = min(len(overlap.traits(text, language=language).words) for text in (ours, theirs))
    link_score = rules.check_link_score if is_check else rules.match_link_score
    links = may_link and is_clear and found.score >= link_score and n_words >= rules.n_words_to_link
    return Proposal(found.score, found.relation, found.reasons, found.contradictions, LINKED if links else SUGGESTED)


@dataclass
class Renewal(Generic[Row]):
    """How the machine's rows about one claim have to change. Rows that a person decided are in none of the lists."""

    other_of: Callable[[Row], int]
    fresh: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Proposal]] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        """Whether history should tell of it: another score alone is no news."""
        return any(True for _ in self.told())

    def told(self) -> Iterator[tuple[str, list[int], list[int]]]:
        """(what, before, after) for the claim's history: which were proposed and which linked, by their keys."""
        for name, decision in (("suggested", SUGGESTED), ("linked", LINKED)):
            before = [row for row in self.gone if row.decision == decision]
            after = [row for row in self.fresh if row.decision == decision]
            for row, now in self.changed:
                if row.decision != now.decision:
                    before += [row] if row.decision == decision else []
                    after += [row] if now.decision == decision else []
            if before or after:
                yield name, sorted(map(self.other_of, before)), sorted(map(self.other_of, after))

    def apply(self, rows: QuerySet[Row]) -> None:
        """Write it, in one order for everybody, so that workers never wait in a circle. `rows`: any of the table."""
        for row, now in sorted(self.changed, key=lambda pair: pair[0].pk):
            undecided(rows).filter(pk=row.pk).update(**now.values)
        undecided(rows).filter(pk__in=[row.pk for row in self.gone]).delete()
        rows.bulk_create(self.fresh, ignore_conflicts=True)


def undecided(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those about which no person has ever decided: what a person took back is not the machine's to link again."""
    return rows.filter(decided_at=None)


def renew(
    known: Iterable[Row],
    proposals: Mapping[int, Proposal | None],
    *,
    other_of: Callable[[Row], int],
    make: Callable[[int, Proposal], Row],
) -> Renewal[Row]:
    """Compare the rows of a claim with what is proposed now, by the key of what stands at the other end."""
    by_other = {other_of(row): row for row in known}
    found = Renewal(other_of)
    found.fresh = [make(pk, now) for pk, now in sorted(proposals.items()) if now and pk not in by_other]
    for pk, row in by_other.items():
        now = proposals.get(pk)
        if row.decided_at is not None:
            continue
        if now is None:
            found.gone.append(row)
        elif not now.is_of(row):
            found.changed.append((row, now))
    return found
