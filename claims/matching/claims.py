"""match_claim: other claims that may say the same. The machine suggests, a person decides, both stay visible."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims import access, audit, policy
from claims.errors import Refused
from claims.matching import similarity
from claims.models import Claim, Match, Role, State, User
from claims.text import overlap

#: Claims that the full-text index brings up to be compared word by word (count).
N_CANDIDATES = 50
#: Matches that are kept for one claim, the best first (count).
N_MATCHES = 20
#: Undecided suggestions that are scored anew in one run (count).
N_REFRESHED = 200


def match_claim(claim_id: int) -> None:
    """Suggest the claims that are like this one; doing it again updates scores and changes no decision.

    One row stands for both directions: `claim` is the newer one, `other` the older.
    """
    claim = Claim.objects.filter(pk=claim_id).exclude(state=State.MERGED).first()
    if claim is None:
        return
    alike = dict(find_alike(claim))
    with transaction.atomic():
        _refresh(claim, alike)
        known = {other_claim_id(match, claim) for match in _matches(claim)}
        fresh = sorted(_pair(claim.pk, pk) for pk in alike.keys() - known)
        if fresh:
            _suggest(claim, {pair: alike[sum(pair) - claim.pk] for pair in fresh})


def find_alike(claim: Claim) -> list[tuple[int, similarity.Similarity]]:
    """(primary key, similarity) of the claims at or above the policy's threshold, the best first. Reads only."""
    language = claim.language or "en"
    ranked = Claim.objects.ranked_ids(overlap.query(claim.statement, language=language), limit=N_CANDIDATES)
    rows = (
        Claim.objects.filter(pk__in=[pk for pk, _ in ranked])
        .exclude(pk=claim.pk)
        .exclude(state=State.MERGED)
        .order_by()
        .values_list("pk", "statement")
    )
    scored = [(pk, similarity.compare(claim.statement, statement, language=language)) for pk, statement in rows]
    threshold = policy.current().match_suggest_score
    good = [(pk, found) for pk, found in scored if found.score >= threshold]
    return sorted(good, key=lambda pair: (-pair[1].score, pair[0]))[:N_MATCHES]


def matches_of(claim: Claim) -> QuerySet[Match]:
    """The matches of a claim in both directions, rejected ones too; see `other_claim`."""
    return _matches(claim).select_related("claim__claimant", "other__claimant", "decided_by")


def other_claim(match: Match, claim: Claim) -> Claim:
    """The claim at the other end."""
    return match.other if match.claim_id == claim.pk else match.claim


def other_claim_id(match: Match, claim: Claim) -> int:
    return match.other_id if match.claim_id == claim.pk else match.claim_id


def confirm_match(match: Match, *, by: User) -> None:
    """A person says: the same claim. Merging them is a transition of its own."""
    _decide(match, Match.Decision.CONFIRMED, by=by)


def reject_match(match: Match, *, by: User) -> None:
    """A person says: different claims. The machine does not suggest this pair again."""
    _decide(match, Match.Decision.REJECTED, by=by)


def _pair(one: int, other: int) -> tuple[int, int]:
    """(newer, older): one row for both directions, so that nobody decides the same thing twice."""
    return max(one, other), min(one, other)


def _suggest(claim: Claim, found: dict[tuple[int, int], similarity.Similarity]) -> None:
    """Rows for new pairs, in one order for everybody: workers that write the same pairs never wait in a circle."""
    with audit.record(claim.pk, verb="find_matches", by=None, is_binding=False) as change:
        Match.objects.bulk_create(
            [
                Match(claim_id=newer, other_id=older, score=one.score, reasons=_told(one))
                for (newer, older), one in found.items()
            ],
            ignore_conflicts=True,
        )
        change.add_detail("matches", None, [sum(pair) - claim.pk for pair in found])


def _refresh(claim: Claim, alike: dict[int, similarity.Similarity]) -> None:
    """Scores of undecided pairs as they are now; a pair that is no longer alike (reworded) is taken back."""
    threshold = policy.current().match_suggest_score
    undecided = _matches(claim).filter(decision=Match.Decision.SUGGESTED).select_related("claim", "other")
    for match in undecided[:N_REFRESHED]:
        other = other_claim(match, claim)
        now = alike.get(other.pk) or similarity.compare(
            claim.statement, other.statement, language=claim.language or "en"
        )
        row = Match.objects.filter(pk=match.pk, decision=Match.Decision.SUGGESTED)
        if now.score < threshold:
            row.delete()
        elif (now.score, _told(now)) != (match.score, match.reasons):
            row.update(score=now.score, reasons=_told(now))


def _told(found: similarity.Similarity) -> list[str]:
    return [*found.reasons, *found.contradictions]


def _matches(claim: Claim) -> QuerySet[Match]:
    return Match.objects.filter(Q(claim=claim) | Q(other=claim)).order_by("-score", "pk")


def _decide(match: Match, decision: str, *, by: User) -> None:
    access.require_role(by, Role.RESEARCHER, Role.EDITOR)
    with audit.record(match.claim_id, verb="decide_match", by=by, is_binding=False) as change:
        before = Match.objects.filter(pk=match.pk).first()
        if before is None:
            raise Refused("This suggestion was taken back, because the statement was worded anew. Load the page again.")
        change.add_detail(f"match with claim {match.other_id}", before.decision, decision)
        Match.objects.filter(pk=match.pk).update(decision=decision, decided_by=by, decided_at=timezone.now())
