"""gather_evidence: every finder in turn, then one short write. What machines find is a proposal and stays one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from claims import access, audit, jobs
from claims.errors import Refused, TryAgain
from claims.evidence.finders import FINDERS
from claims.evidence.found import Finder, Found
from claims.evidence.quotes import quote_key
from claims.evidence.sources import keep_source
from claims.models import Claim, Evidence, FinderRun, User

log = logging.getLogger(__name__)


@dataclass
class Look:
    """What one finder brought back, or the sentence that says why it could not look."""

    finder: Finder
    found: list[Found] = field(default_factory=list)
    error: str = ""
    trouble: TryAgain | None = None


def gather_evidence(claim_id: int) -> None:
    """Look for evidence everywhere; doing it again changes nothing that is known.

    Works in every state: what is found for a frozen claim waits as a proposal. Raises TryAgain at the end, when all
    other finders have been heard, if some finder asked to be tried again.
    """
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None:
        return
    looks = [look(finder, claim) for finder in FINDERS]
    _keep(claim, looks)
    troubles = [one.trouble for one in looks if one.trouble is not None]
    if troubles:
        waits = [trouble.after_s for trouble in troubles if trouble.after_s is not None]
        raise TryAgain(" ".join(trouble.sentence for trouble in troubles), after_s=max(waits, default=None))


def ask_to_gather(claim: Claim, *, by: User) -> None:
    """Look again, now: the Retry of a finder that failed, or a person who wants a fresh look."""
    access.require_desk_member(by)
    with transaction.atomic():
        jobs.enqueue("gather_evidence", claim.pk)


def look(finder: Finder, claim: Claim) -> Look:
    """One finder's answer. Whatever goes wrong in it is kept as a sentence and hurts only this finder."""
    try:
        return Look(finder, found=list(finder.find(claim)))
    except TryAgain as trouble:
        return Look(finder, error=trouble.sentence, trouble=trouble)
    except Refused as refusal:
        return Look(finder, error=refusal.sentence)
    except Exception as error:
        log.exception("Finder %s failed for claim %s", finder.name, claim.pk)
        sentence = (
            f"{finder.label} could not be searched ({type(error).__name__}: {error}). Retry, or tell the operator."
        )
        return Look(finder, error=sentence)


class _NothingNew(Exception):
    """Somebody else wrote the same rows first; rolls the event back."""


def _keep(claim: Claim, looks: list[Look]) -> None:
    """The runs, and the passages that are not known yet, in one transaction."""
    with transaction.atomic():
        # Each run's row is locked by its update: of two gatherers of one claim, the second sees what the first wrote.
        for one in looks:
            FinderRun.objects.update_or_create(
                claim=claim,
                finder=one.finder.name,
                defaults={"n_found": len(one.found), "error": one.error, "ran_at": timezone.now()},
            )
        fresh = _unknown(claim, looks)
        if not fresh:
            return
        try:
            with audit.record(claim.pk, verb="find_evidence", by=None, is_binding=False) as change:
                added = [evidence for name, found in fresh for evidence in _add(claim, name, found)]
                if not added:
                    raise _NothingNew
                for evidence in added:
                    change.add_detail(f"E{evidence.pk}", None, f"{evidence.found_by}: {evidence.source}")
        except _NothingNew:
            return


def _unknown(claim: Claim, looks: list[Look]) -> list[tuple[str, Found]]:
    """(finder, passage) not yet proposed for this claim, rejected ones being known; in the order of their sources.

    One order for everybody: two gatherers that write the same new sources never wait for each other in a circle.
    """
    known = set(Evidence.objects.filter(claim=claim).values_list("source__identity", "quote_key"))
    fresh: dict[tuple[str, str], tuple[str, Found]] = {}
    for one in looks:
        for found in one.found:
            key = (found.source.identity, quote_key(found.quote))
            if key not in known:
                fresh.setdefault(key, (one.finder.name, found))
    return [fresh[key] for key in sorted(fresh)]


def _add(claim: Claim, finder: str, found: Found) -> list[Evidence]:
    """The new row, or none when a person attached the very same passage in the meantime."""
    evidence, is_new = Evidence.objects.get_or_create(
        claim=claim,
        source=keep_source(found.source),
        quote_key=quote_key(found.quote),
        defaults={
            "quote": found.quote,
            "selector": found.selector,
            "proposed_stance": found.stance.label,
            "proposed_stance_score": found.stance.score,
            "proposed_stance_reasons": found.stance.reasons,
            "relevance_score": found.relevance_score,
            "no_snapshot_reason": found.no_snapshot_reason,
            "found_by": finder,
        },
    )
    return [evidence] if is_new else []
