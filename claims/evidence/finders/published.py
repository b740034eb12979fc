"""Checks that our own newsroom has already published."""

from __future__ import annotations

from collections.abc import Iterable

from claims import policy
from claims.evidence import passages
from claims.evidence.found import Found, FoundSource
from claims.evidence.stance import Label, Stance
from claims.models import Claim, RatingLevel, Source, State, VerdictRevision
from claims.text import anchors, contradiction, overlap

N_CANDIDATES = 40
#: A check of a statement that shares at least this much with the claim speaks about the claim itself (0 to 1).
SAME_STATEMENT = 0.7
#: On a scale from 0 (worst) to 1 (best): ratings from here up support a claim, those below the other refute it.
SUPPORTS_FROM, REFUTES_BELOW = 0.6, 0.4
FROZEN = "Our own published verdict: the revision itself is frozen and cannot be changed."


def find(claim: Claim) -> Iterable[Found]:
    """Current verdicts about statements near this claim; withdrawn ones and this claim's own are left out."""
    language = claim.language or "en"
    wanted = overlap.traits(claim.statement, language=language)
    ranked = VerdictRevision.objects.ranked_ids(overlap.query(claim.statement, language=language), limit=N_CANDIDATES)
    revisions = (
        VerdictRevision.objects.filter(pk__in=[pk for pk, _ in ranked], claim__current_revision__pk__isnull=False)
        .exclude(claim=claim)
        .exclude(claim__merged_into=claim)
        .exclude(claim__state=State.RETRACTED)
        .select_related("claim", "rating__scale")
        .order_by()
    )
    found = []
    for revision in revisions:
        if revision.claim.current_revision_id != revision.pk:
            continue
        checked = overlap.traits(revision.statement, language=revision.claim.language or language)
        relevance, _ = passages.score(wanted, f"{revision.statement} {revision.summary}", language=language)
        if relevance >= passages.MIN_RELEVANCE:
            likeness = overlap.compare(wanted, checked).likeness
            found.append(_found(revision, relevance, stance_of(wanted, checked, likeness, revision)))
    found.sort(key=lambda one: (-one.relevance_score, one.source.identity))
    return found[: policy.current().n_passages_per_finder]


def stance_of(wanted: overlap.Traits, checked: overlap.Traits, likeness: float, revision: VerdictRevision) -> Stance:
    """By the rating, when the very same statement was checked; else the check only mentions the matter."""
    verdict = f"the published verdict on “{revision.statement}” is {revision.rating.label}"
    if likeness < SAME_STATEMENT:
        return Stance("mentions", round(1 - likeness, 2), [verdict, "but that is another statement"])
    against = contradiction.signs(wanted, checked)
    if against:
        return Stance("mentions", 0.6, [verdict, "but the statements differ", *(sign.reason() for sign in against)])
    return Stance(_label(revision.rating), round(likeness, 2), [verdict])


def _label(rating: RatingLevel) -> Label:
    if rating.value is None:
        return "mentions"
    values = [level.value for level in rating.scale.levels.all() if level.value is not None]
    place = (rating.value - min(values)) / ((max(values) - min(values)) or 1)
    if place >= SUPPORTS_FROM:
        return "supports"
    return "refutes" if place < REFUTES_BELOW else "mentions"


def _found(revision: VerdictRevision, relevance: float, stance: Stance) -> Found:
    return Found(
        source=FoundSource(
            identity=f"urn:verdict:{revision.pk}",
            kind=Source.Kind.CHECK,
            title=f"{revision.rating.label}: {revision.statement}"[:500],
            publisher="Our newsroom",
            published_on=revision.published_at.date(),
            revision=revision,
            origin_key=f"check:{revision.claim_id}",
            origin_label=f"Our verdict on: {revision.statement}"[:300],
        ),
        quote=revision.summary,
        selector=dict(anchors.selector(revision.summary, 0, len(revision.summary))) if revision.summary else {},
        stance=stance,
        relevance_score=round(relevance, 3),
        no_snapshot_reason=FROZEN,
    )
