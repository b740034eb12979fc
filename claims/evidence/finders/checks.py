"""Statements that newsrooms have checked, ours included, as matching finds them."""

from __future__ import annotations

from collections.abc import Iterable

from claims import policy
from claims.errors import Refused
from claims.evidence import verdicts
from claims.evidence.found import Found, FoundSource, RankedCheck, Tools
from claims.models import Claim, FactCheck, Source, VerdictRevision
from claims.text import anchors
from claims.web import urls

#: On a scale from 0 (worst) to 1 (best): ratings from here up speak for a statement, those below the other against it.
FOR_FROM, AGAINST_BELOW = 0.6, 0.4
FROZEN = "Our own published verdict: the revision itself is frozen and cannot be changed."


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """Standing checks of statements near this claim, the nearest first; the claim's own verdict is left out."""
    rules = policy.current()
    ranked = tools.neighbours.find_checked(
        claim.statement, language=claim.language or "en", limit=2 * rules.n_passages_per_finder
    )
    near = {pk: check for pk, check in ranked if check.score >= rules.match_suggest_score}
    rows = (
        FactCheck.objects.standing()
        .filter(pk__in=near)
        .exclude(revision__claim=claim)
        .exclude(revision__claim__merged_into=claim)
        .select_related("revision__claim")
        .order_by()
    )
    best = sorted(rows, key=lambda check: (-near[check.pk].score, check.pk))[: rules.n_passages_per_finder]
    return [found for check in best if (found := _found(check, near[check.pk])) is not None]


def _found(check: FactCheck, ranked: RankedCheck) -> Found | None:
    """The check as evidence; None when it says neither where it was published nor is our own."""
    verdict = f"the published verdict on “{check.statement}” is “{check.rating}”"
    source = _our_verdict(check, check.revision) if check.revision else _page_of(check)
    if source is None:
        return None
    quote = check.revision.summary if check.revision else ""
    return Found(
        source=source,
        quote=quote,
        selector=dict(anchors.selector(quote, 0, len(quote))) if quote else {},
        stance=verdicts.stance_of(
            verdict, _leaning(check), relation=ranked.relation, score=ranked.score, against=ranked.contradictions
        ),
        relevance_score=round(ranked.score, 3),
        no_snapshot_reason=FROZEN if check.revision else "",
        note="" if check.revision else told_by(check.publisher, check.statement, check.claimant, check.rating),
    )


def _leaning(check: FactCheck) -> str:
    """The outcome, with "mostly true" for true and "mostly false" for false where the rating is a value of a scale."""
    value, worst, best = check.rating_value, check.worst_value, check.best_value
    if value is None or worst is None or best is None or worst == best:
        return check.outcome
    place = (value - worst) / (best - worst)
    if place >= FOR_FROM:
        return FactCheck.Outcome.TRUE
    return FactCheck.Outcome.FALSE if place < AGAINST_BELOW else FactCheck.Outcome.MIXTURE


def told_by(publisher: str, statement: str, claimant: str, rating: str) -> str:
    """One sentence that says what a check found, for the note: the check's own words are not quoted by it."""
    by = f", said by {claimant}," if claimant else ""
    return f"{publisher or 'Another newsroom'} rated the statement “{statement}”{by} as “{rating or 'not rated'}”."


def _our_verdict(check: FactCheck, revision: VerdictRevision) -> FoundSource:
    return FoundSource(
        identity=f"urn:verdict:{revision.pk}",
        kind=Source.Kind.CHECK,
        title=f"{check.rating}: {revision.statement}"[:500],
        publisher="Our newsroom",
        published_on=revision.published_at.date(),
        revision=revision,
        origin_key=f"check:{revision.claim_id}",
        origin_label=f"Our verdict on: {revision.statement}"[:300],
    )


def _page_of(check: FactCheck) -> FoundSource | None:
    """Where the check can be read. It is fetched when somebody accepts it."""
    try:
        identity = urls.canonical(check.url)
    except Refused:
        return None
    return FoundSource(
        identity=identity,
        kind=Source.Kind.CHECK,
        title=check.title or str(check),
        url=identity,
        publisher=check.publisher,
        published_on=check.reviewed_on,
        origin_key=f"page:{identity}",
        origin_label=check.title or str(check),
    )
