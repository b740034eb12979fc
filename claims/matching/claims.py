"""match_claim: other claims that may say the same, and published checks of it. The machine proposes, people decide."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from claims import audit
from claims.matching import candidates, checks, crowds, statements
from claims.matching.proposals import Proposal, Renewal, propose, renew, undecided
from claims.matching.similarity import Ranked
from claims.models import CheckMatch, Claim, FactCheck, Match, State
from claims.text import fingerprint

#: Claims that are compared closely, the nearest by words and meaning (count).
N_CANDIDATES = 50
#: Matches of each kind that are proposed for one claim, the best first (count).
N_MATCHES = 20
#: Pairs known already that are compared again in one run (count).
N_COMPARED_AGAIN = 200


def match_claim(claim_id: int) -> None:
    """Propose claims and published checks that are like this claim; doing it again changes no person's decision.

    One row stands for a pair of claims: `claim` is the newer one, `other` the older.
    """
    claim = Claim.objects.filter(pk=claim_id).exclude(state=State.MERGED).first()
    if claim is None:
        return
    matches, check_matches = _renew_matches(claim), _renew_checks(claim)
    with transaction.atomic():
        if not (matches.is_news or check_matches.is_news):
            _apply(matches, check_matches)
            return
        with audit.record(claim.pk, verb="find_matches", by=None, is_binding=False) as change:
            _apply(matches, check_matches)
            for name, found in (("claims", matches), ("checks", check_matches)):
                for detail, before, after in found.told():
                    change.add_detail(f"{name}_{detail}", before, after)


def find_alike(statement: str, *, language: str, limit: int, but: int | None = None) -> list[tuple[int, Ranked]]:
    """(primary key, how it is ranked) of the best `limit` claims, the best first; `but`: the claim itself.

    Of one wording, whatever its signs and spaces, only some: what contradicts it has to find room.
    """
    near = candidates.find_claims(statement, language=language, limit=N_CANDIDATES)
    rows = Claim.objects.filter(pk__in=[one.pk for one in near if one.pk != but]).order_by()
    said = dict(rows.values_list("pk", "statement"))
    ranked = statements.rank(statement, said.items(), language=language)
    some = crowds.thinned(ranked, lambda one: fingerprint.normalise(said[one.pk]))
    return [(one.pk, one) for one in some[:limit]]


def other_claim_id(match: Match, claim: Claim) -> int:
    """The key of the claim at the other end."""
    return match.other_id if match.claim_id == claim.pk else match.claim_id


def _renew_matches(claim: Claim) -> Renewal[Match]:
    language = claim.language or "en"
    ranked = dict(find_alike(claim.statement, language=language, limit=N_MATCHES, but=claim.pk))
    pairs = Match.objects.filter(Q(claim=claim) | Q(other=claim)).order_by("pk")
    known = {*pairs.filter(Q(claim__in=ranked) | Q(other__in=ranked)), *undecided(pairs)[:N_COMPARED_AGAIN]}
    # What was found from the other side may stand too far down here to be among the best
    unseen = {other_claim_id(match, claim) for match in known} - ranked.keys()
    others = Claim.objects.filter(pk__in=unseen).exclude(state=State.MERGED).order_by()
    again = statements.rank(claim.statement, others.values_list("pk", "statement"), language=language)
    ranked |= {one.pk: one for one in again}
    proposals: dict[int, Proposal | None] = {}
    facts = Claim.objects.filter(pk__in=ranked).order_by().values_list("pk", "statement", "is_demonstration")
    for pk, statement, is_demonstration in facts:
        # What is only shown never stands for what was said
        may_link = is_demonstration == claim.is_demonstration
        proposals[pk] = propose(ranked[pk], claim.statement, statement, language=language, may_link=may_link)
    return renew(
        known,
        proposals,
        other_of=lambda match: other_claim_id(match, claim),
        make=lambda pk, now: Match(claim_id=max(claim.pk, pk), other_id=min(claim.pk, pk), **now.values),
    )


def _renew_checks(claim: Claim) -> Renewal[CheckMatch]:
    """Our own verdicts are left out: they are matched as claims, so that nobody decides about one pair twice."""
    language = claim.language or "en"
    ranked = dict(checks.find_checked(claim.statement, language=language, limit=N_MATCHES, others_only=True))
    theirs = FactCheck.objects.filter(pk__in=ranked).order_by().values_list("pk", "statement")
    proposals = {
        pk: propose(ranked[pk], claim.statement, words, language=language, is_check=True) for pk, words in theirs
    }
    # A check that its publisher withdrew stays, shown as withdrawn: somebody may have read it here
    known = CheckMatch.objects.filter(claim=claim, fact_check__withdrawn_at=None).order_by("pk")
    return renew(
        known,
        proposals,
        other_of=lambda match: match.fact_check_id,
        make=lambda pk, now: CheckMatch(claim=claim, fact_check_id=pk, **now.values),
    )


def _apply(matches: Renewal[Match], check_matches: Renewal[CheckMatch]) -> None:
    matches.apply(Match.objects.all())
    check_matches.apply(CheckMatch.objects.all())
