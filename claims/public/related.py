"""Other checks for the reader of one: of the same claim in other words, of the same claimant, on the same topic."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from claims.models import Claim, Match, VerdictRevision
from claims.public import topics
from claims.public.claimants import checks_of
from claims.public.finding import as_listed
from claims.publishing.standing import standing_checks

#: So many are shown in all, and of each kind.
N_SHOWN, N_OF_A_KIND = 5, 3


@dataclass(frozen=True)
class Related:
    """Another check and why it is shown."""

    row: VerdictRevision
    reason: str


def related_checks(revision: VerdictRevision, claimant_names: list[str]) -> list[Related]:
    """At most N_SHOWN checks, the closest first, each once; standing ones only. Four queries."""
    relations = _relations(revision.claim)
    found = _family(relations)
    if revision.claimant:
        rows = checks_of(claimant_names or [revision.claimant])
        found += [Related(row, f"Also said by {revision.claimant}") for row in _some(rows, revision)]
    if topic := revision.content["topic"]:
        rows = topics.of_topics(standing_checks(), [topic])
        found += [Related(row, f"Also on {topic}") for row in _some(rows, revision)]
    shown: dict[int, Related] = {}
    for each in found:
        shown.setdefault(each.row.claim_id, each)
    return list(shown.values())[:N_SHOWN]


def topic_path(revision: VerdictRevision, *, is_standing: bool) -> str:
    """Where the checks on its topic are listed; empty when none of them stands. One query, where the check does not."""
    topic = revision.content["topic"]
    slug = topics.slug_of(topic)
    if not slug:
        return ""
    # The claim may have another topic since this was printed
    is_listed = is_standing and revision.claim.topic == topic
    if not is_listed and not topics.of_topics(standing_checks(), [topic]).exists():
        return ""
    return topics.Topic(slug, "", (), 0).path


def _some(rows: QuerySet[VerdictRevision], revision: VerdictRevision) -> list[VerdictRevision]:
    return list(as_listed(rows.exclude(claim=revision.claim_id))[:N_OF_A_KIND])


def _relations(claim: Claim) -> dict[int, str]:
    """Claims that people found to say the same or the contrary, by number."""
    pairs = Match.objects.filter(Q(claim=claim) | Q(other=claim), decision=Match.Decision.CONFIRMED)
    found = {}
    for one, other, relation, decided in pairs.values_list("claim", "other", "relation", "decided_relation"):
        found[other if one == claim.pk else one] = decided or relation
    return found


def _family(relations: dict[int, str]) -> list[Related]:
    words = {Match.Relation.SAME: "The same claim in other words", Match.Relation.CONTRADICTS: "The contrary claim"}
    rows = as_listed(standing_checks().filter(claim__in=relations))[:N_OF_A_KIND] if relations else ()
    return [Related(row, words[Match.Relation(relations[row.claim_id])]) for row in rows]
