"""A cited page is fetched and kept: bytes and text as a snapshot, and the quotes found again in that text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import transaction

from claims import access, audit, jobs, origins, protection, quotas, snapshots
from claims.errors import Refused
from claims.evidence import passages, stance
from claims.evidence.origins import Twins, origin_of_capture
from claims.evidence.quotes import place_of, quote_key
from claims.models import EDITABLE_STATES, Claim, Evidence, Source, User
from claims.text import anchors, overlap, reasons, sentences
from claims.web import fetch

#: A cut capture of a long page is worth more than none: the cut is noted in the snapshot.
LIMITS = fetch.Limits(keep_truncated=True)
#: So much of a page is searched for the passage that a person did not name (characters).
N_SEARCHED = 200_000


class Reading(Protocol):
    """What is read from captured bytes; what could not be told is "" or None."""

    @property
    def title(self) -> str: ...
    @property
    def outlet(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def published(self) -> date | None: ...
    @property
    def text(self) -> str: ...


class Reader(Protocol):
    """Reads an article from bytes, or raises Refused: importing's extraction, handed in by the interface that calls.

    Evidence and importing are neighbours that do not know each other.
    """

    def __call__(self, body: bytes, *, content_type: str = "", url: str = "", filename: str = "") -> Reading: ...


@dataclass(frozen=True)
class Capture:
    """A page that was fetched and read, and is not kept yet. `error`: why its text could not be read, as a sentence.

    `has_origin`: the source's origin is known by other means than its wording.
    """

    fetched: fetch.Fetched
    reading: Reading | None
    error: str = ""
    has_origin: bool = False


def capture_source(source_id: int, *, read: Reader) -> None:
    """Fetch a cited page and keep it. Doing it again when it is done changes nothing.

    Raises Refused when the page cannot be had, TryAgain when it may be had later.
    """
    source = Source.objects.filter(pk=source_id, snapshot=None).first()
    if source is None or not can_be_fetched(source):
        return
    _keep(source, read_page(snapshots.take(source.url, limits=LIMITS), read))


def can_be_fetched(source: Source) -> bool:
    """Pages, and checks that others have published; our own verdicts are frozen where they are."""
    return bool(source.url) and source.kind in (Source.Kind.PAGE, Source.Kind.CHECK) and source.revision_id is None


def keep_capture(source: Source, capture: Capture) -> None:
    """Keep a page that a finder has read, unless its source has a snapshot by now. Never inside an audit record."""
    if source.snapshot_id is None:
        _keep(source, capture)


def give_up_capturing(source_id: int, sentence: str) -> None:
    """The source shows why it could not be captured; `ask_to_capture` tries anew."""
    Source.objects.filter(pk=source_id, snapshot=None).update(error=sentence)


def ask_to_capture(source: Source, *, by: User) -> None:
    """Try again to fetch a page that could not be captured."""
    access.require_desk_member(by)
    if not can_be_fetched(source) or source.snapshot_id is not None:
        raise Refused("Only a page that has no snapshot yet can be fetched. This source has what it needs.")
    with transaction.atomic():
        quotas.count_fetch(by)
        Source.objects.filter(pk=source.pk).update(error="")
        jobs.enqueue("capture_source", source.pk)


def details_of(reading: Reading | None, source: Source) -> dict[str, Any]:
    """Fields of a Source that its text tells and nobody has filled in."""
    if reading is None:
        return {}
    told: dict[str, Any] = {
        "title": reading.title[:500],
        "publisher": reading.outlet[:200],
        "author": reading.byline[:300],
        "published_on": reading.published,
    }
    return {name: value for name, value in told.items() if value and not getattr(source, name)}


def read_page(fetched: fetch.Fetched, read: Reader) -> Capture:
    """What a fetched page says, or the sentence about what it does not say. A source need not be an article."""
    content_type = "; charset=".join(filter(None, (fetched.content_type, fetched.charset)))
    try:
        return Capture(fetched, read(fetched.body, content_type=content_type, url=fetched.final_url))
    except Refused as refusal:
        # Of a page behind a paywall the teaser comes with the refusal; quotes may stand in it.
        teaser = getattr(refusal, "extracted", None)
        return Capture(fetched, teaser, f"The page is kept, but its text could not be read. {refusal.sentence}")


def _keep(source: Source, capture: Capture) -> None:
    """Snapshot, origin, quotes, and an event for every claim that cites the source, in one short write."""
    fetched, reading = capture.fetched, capture.reading
    text = reading.text if reading else ""
    kept = snapshots.keep(fetched, text=text)
    twins = Twins(text) if text and not capture.has_origin else None
    if twins is not None:
        twins.of(source)  # compared now, so that nobody waits for it in the turn
    with transaction.atomic():
        origins.wait_for_turn()
        if not Source.objects.filter(pk=source.pk, snapshot=None).update(error=capture.error):
            return
        snapshot = snapshots.store(kept)
        Source.objects.filter(pk=source.pk).update(snapshot=snapshot, **details_of(reading, source))
        fresh = Source.objects.get(pk=source.pk)
        if twins is not None:
            joins = not protection.hidden_sources(None).filter(pk=source.pk).exists()
            origin = origin_of_capture(fresh, text, str(fresh), twins=twins, joins=joins)
            Source.objects.filter(pk=source.pk).update(origin=origin)
        by_claim: dict[int, list[Evidence]] = {}
        for evidence in Evidence.objects.filter(source=source).order_by("claim", "pk"):
            by_claim.setdefault(evidence.claim_id, []).append(evidence)
        for claim_id, pieces in by_claim.items():
            with audit.record(claim_id, verb="capture_source", by=None, is_binding=False) as change:
                change.add_detail("snapshot", None, snapshots.pinned(snapshot))
                _place_quotes(change.claim, pieces, text)


def _place_quotes(claim: Claim, pieces: Iterable[Evidence], text: str) -> None:
    """Give each quote its place in the captured text. Decided evidence of a frozen claim is left as it is."""
    for evidence in pieces:
        if not text or (claim.state not in EDITABLE_STATES and not evidence.is_proposal):
            continue
        if evidence.quote:
            placed = place_of(evidence.quote, text)
            if placed is not None:
                Evidence.objects.filter(pk=evidence.pk).update(selector=placed)
        elif evidence.is_proposal:
            _propose_passage(claim, evidence, text)


def _propose_passage(claim: Claim, evidence: Evidence, text: str) -> None:
    """The person named no passage: propose the one that says most about the claim, if any does."""
    best = best_passage(claim, text)
    if best is None:
        return
    quote = text[best.start : best.end]
    if Evidence.objects.filter(claim=claim, source=evidence.source_id, quote_key=quote_key(quote)).exists():
        return
    proposal = stance.propose(claim.statement, quote, language=claim.language or "en")
    Evidence.objects.filter(pk=evidence.pk).update(
        quote=quote,
        quote_key=quote_key(quote),
        selector=dict(anchors.selector(text, best.start, best.end)),
        proposed_stance=proposal.label,
        proposed_stance_score=proposal.score,
        proposed_stance_reasons=reasons.to_json(proposal.reasons),
        relevance_score=round(best.relevance, 3),
    )


def best_passage(claim: Claim, text: str) -> passages.Passage | None:
    """The passage of a whole text that says most about the claim; None when no passage is about it."""
    wanted = overlap.traits(claim.statement, language=claim.language or "en")
    return passages.best_of(wanted, text, sentences.split(text[:N_SEARCHED]))
