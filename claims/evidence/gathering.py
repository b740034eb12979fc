"""Asking the finders, and one short write for what they bring. What machines find is a proposal and stays one.

Those that read the database are asked in one job for a claim; each of those outside has a job of its own, so that
nobody waits for it and its trouble is nobody else's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import access, audit, jobs
from claims.errors import Refused, TryAgain
from claims.evidence.asking import Asking
from claims.evidence.captures import keep_capture
from claims.evidence.finders import FINDERS
from claims.evidence.found import Finder, Found, Neighbours, Tools
from claims.evidence.quotes import place_again, quote_key
from claims.evidence.sources import keep_source
from claims.models import Claim, Evidence, FinderRun, Source, User
from claims.text import reasons

log = logging.getLogger(__name__)


@dataclass
class Look:
    """What one finder brought back, and the sentence about what went wrong; `trouble` when it should be asked again."""

    finder: Finder
    found: list[Found] = field(default_factory=list)
    error: str = ""
    trouble: TryAgain | None = None


def gather_evidence(claim_id: int, *, neighbours: Neighbours) -> None:
    """Owe a look to every finder outside, and look in our own database; doing it again changes nothing that is known.

    Works in every state: what is found for a frozen claim waits as a proposal. Raises TryAgain at the end, when all
    others have been heard, if some finder asked to be tried again.
    """
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None:
        return
    _owe_looks_outside(claim)
    looks = [look(finder, claim, neighbours) for finder in FINDERS if not finder.is_outside]
    _keep(claim, looks)
    troubles = [one.trouble for one in looks if one.trouble is not None]
    if troubles:
        waits = [trouble.after_s for trouble in troubles if trouble.after_s is not None]
        raise TryAgain(" ".join(trouble.sentence for trouble in troubles), after_s=max(waits, default=None))


def ask_finder(run_id: int, *, neighbours: Neighbours) -> None:
    """One finder's look for one claim. Raises TryAgain when it asks to be tried again; nobody else waits for that."""
    run = FinderRun.objects.select_related("claim").filter(pk=run_id).first()
    finder = next((one for one in FINDERS if run is not None and one.name == run.finder), None)
    if run is None or finder is None or not finder.is_set_up:
        return
    answer = look(finder, run.claim, neighbours, is_again=bool(run.error))
    _keep(run.claim, [answer])
    if answer.trouble is not None:
        raise answer.trouble


def give_up_asking(run_id: int, sentence: str) -> None:
    """The run shows why its finder was not heard; `ask_again` tries anew."""
    FinderRun.objects.filter(pk=run_id).update(error=sentence, ran_at=timezone.now())


def ask_to_gather(claim: Claim, *, by: User) -> None:
    """Look again, now, everywhere."""
    access.require_desk_member(by)
    with transaction.atomic():
        jobs.enqueue("gather_evidence", claim.pk)


def ask_again(run: FinderRun, *, by: User) -> None:
    """Ask one finder again, now: the Retry of one that failed."""
    access.require_desk_member(by)
    with transaction.atomic():
        jobs.enqueue("ask_finder", run.pk)


def look(finder: Finder, claim: Claim, neighbours: Neighbours, *, is_again: bool = False) -> Look:
    """One finder's answer. Whatever goes wrong in it is kept as a sentence and hurts only this finder.

    `is_again`: after a look that failed; nothing that was answered before is taken for the answer.
    """
    asking = Asking(finder.name, finder.label, variable=finder.variable, is_again=is_again)
    try:
        found = list(finder.find(claim, Tools(neighbours, asking)))
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
    return Look(finder, found=found, error=" ".join(asking.remarks))


def _owe_looks_outside(claim: Claim) -> None:
    """A row for each finder outside that is set up, and its job."""
    names = [finder.name for finder in FINDERS if finder.is_outside and finder.is_set_up]
    if not names:
        return
    with transaction.atomic():
        FinderRun.objects.bulk_create((FinderRun(claim=claim, finder=name) for name in names), ignore_conflicts=True)
        runs = FinderRun.objects.filter(claim=claim, finder__in=names)
        jobs.enqueue_all("ask_finder", list(runs.values_list("pk", flat=True)))


class _NothingNew(Exception):
    """Somebody else wrote the same rows first; rolls the event back."""


def _keep(claim: Claim, looks: list[Look]) -> None:
    """The pages that were read, then the runs and the passages that are not known yet, in one transaction."""
    for one in looks:
        for found in one.found:
            if found.source.capture is not None:
                keep_capture(keep_source(found.source), found.source.capture)
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
    sources = {identity for identity, _ in known}  # one that is there already needs no row without words
    fresh: dict[tuple[str, str], tuple[str, Found]] = {}
    for one in looks:
        for found in one.found:
            key = (found.source.identity, quote_key(found.quote))
            if key not in known and (found.quote or found.source.identity not in sources):
                fresh.setdefault(key, (one.finder.name, found))
    return [fresh[key] for key in sorted(fresh)]


def _add(claim: Claim, finder: str, found: Found) -> list[Evidence]:
    """The new row, or none when a person attached the very same passage in the meantime."""
    source = keep_source(found.source)
    evidence, is_new = Evidence.objects.get_or_create(
        claim=claim,
        source=source,
        quote_key=quote_key(found.quote),
        defaults={
            "quote": found.quote,
            "note": found.note,
            "selector": _selector(found, source),
            "proposed_stance": found.stance.label,
            "proposed_stance_score": found.stance.score,
            "proposed_stance_reasons": reasons.to_json(found.stance.reasons),
            "relevance_score": found.relevance_score,
            "no_snapshot_reason": found.no_snapshot_reason,
            "found_by": finder,
        },
    )
    return [evidence] if is_new else []


def _selector(found: Found, source: Source) -> dict[str, Any]:
    """The place of the quote in the snapshot that is cited: another worker may have captured the page before us."""
    if found.source.capture is None or source.snapshot is None or not found.selector:
        return found.selector
    return place_again(found.selector, source.snapshot.text)
