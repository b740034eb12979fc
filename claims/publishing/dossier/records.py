"""What is known about a claim as plain records, ready for JSON. Reads only; claims.access says who reads a review."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, Q

from claims import access, audit, proof
from claims.models import (
    Appearance,
    AuditSeal,
    CheckMatch,
    Claim,
    ClaimEvent,
    Correction,
    Evidence,
    FinderRun,
    Match,
    OriginDecision,
    ReviewRound,
    Snapshot,
    Source,
    User,
    VerdictRevision,
)
from claims.publishing import revisions

#: Who sent a claim in is nobody's business but the desk's.
_PRIVATE = frozenset({"sent_by_id", "wants_answer"})


def row_of(row: Model, *, but: Collection[str] = ()) -> dict[str, Any]:
    """All columns of a row by their names."""
    fields = (field.attname for field in row._meta.concrete_fields)
    return {name: audit.plain(getattr(row, name)) for name in fields if name not in but}


def rows_of(rows: Iterable[Model], *, but: Collection[str] = ("claim_id",)) -> list[dict[str, Any]]:
    return [row_of(row, but=but) for row in rows]


def claim_record(claim: Claim) -> dict[str, Any]:
    claimant = claim.claimant
    return {
        "id": claim.pk,
        "slug": claim.slug,
        "version": claim.version,
        "state": claim.state,
        "created_at": audit.plain(claim.created_at),
        "changed_at": audit.plain(claim.changed_at),
        "claimant": row_of(claimant) if claimant else None,
        "fields": {name: audit.plain(getattr(claim, name)) for name in audit.tracked_fields() if name not in _PRIVATE},
        "key_elements": rows_of(claim.key_elements.all()),
        "counter_searches": rows_of(claim.counter_searches.all()),
        "reply_requests": rows_of(claim.reply_requests.all()),
        "interests": rows_of(claim.declarations.order_by("pk")),
        "corrections": rows_of(Correction.objects.filter(claim=claim).order_by("pk")),
        "revisions": [
            f"versions/{number:04}.json"
            for number in VerdictRevision.objects.filter(claim=claim)
            .order_by("number")
            .values_list("number", flat=True)
        ],
    }


def event_records(claim: Claim, *, with_notes: bool) -> list[dict[str, Any]]:
    """The whole chain. A note that is not public is left out unless asked for, and the event says so."""
    return [_event(event, with_notes=with_notes) for event in claim.events.order_by("version")]


def _event(event: ClaimEvent, *, with_notes: bool) -> dict[str, Any]:
    content, is_withheld = audit.content_of(event), bool(event.note) and not event.note_is_public and not with_notes
    if is_withheld:
        content["note"] = ""
    return {
        "id": event.pk,
        "content": content,
        "withheld": ["note"] if is_withheld else [],
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def seal_records() -> list[dict[str, Any]]:
    return [
        {"content": proof.content_of_seal(seal), "previous_hash": seal.previous_hash, "hash": seal.hash}
        for seal in AuditSeal.objects.order_by("number")
    ]


def revision_records(claim: Claim) -> dict[str, dict[str, Any]]:
    """{name of its file: the version as it was published}."""
    rows = VerdictRevision.objects.filter(claim=claim).order_by("number")
    return {
        f"versions/{row.number:04}.json": {"content": revisions.content_of(row), "sha256": row.sha256} for row in rows
    }


def review_records(claim: Claim, *, by: User | None) -> list[dict[str, Any]]:
    """Rounds with their frozen drafts, and the reviews that this person may read by now."""
    rounds = ReviewRound.objects.filter(claim=claim).select_related("carried_rating", "decided_rating")
    return [
        {
            **row_of(round_, but=("claim_id",)),
            "carried_rating": round_.carried_rating.slug if round_.carried_rating else "",
            "decided_rating": round_.decided_rating.slug if round_.decided_rating else "",
            "n_asked": round_.assignments.filter(excused_at=None).count(),
            "reviews": [
                {
                    "reviewer": str(review.reviewer) if review.reviewer else "",
                    "is_machine": review.is_machine,
                    "filed_at": audit.plain(review.filed_at),
                    "content": proof.content_of_review(
                        round_id=round_.pk,
                        reviewer_id=review.reviewer_id or 0,
                        rating=review.rating.slug,
                        confidence=review.confidence,
                        reasons=review.reasons,
                        cited=[evidence.pk for evidence in review.cited.all()],
                    ),
                }
                for review in access.visible_reviews(round_, by).prefetch_related("cited")
            ],
        }
        for round_ in rounds.order_by("number")
    ]


def evidence_records(pieces: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {
            **row_of(item, but=("claim_id", "source_id")),
            "source": item.source_id,
            "snapshot": str(item.source.snapshot_id or ""),
        }
        for item in pieces
    ]


def source_records(sources: Iterable[Source]) -> dict[str, dict[str, Any]]:
    return {
        str(source.pk): {**row_of(source), "origin": source.origin.label if source.origin else ""} for source in sources
    }


def appearance_records(rows: Iterable[Appearance]) -> list[dict[str, Any]]:
    return [
        {
            **row_of(row, but=("claim_id", "sentence_id", "article_id")),
            "article": article_name(row),
            "title": row.article.title,
            "url": row.article.url,
            "outlet": str(row.article.outlet or ""),
            "published_on": audit.plain(row.article.published_on),
            "origin": row.article.origin.label if row.article.origin else "",
            "origin_reason": row.article.origin_reason,
            "snapshot": str(row.article.snapshot_id or ""),
        }
        for row in rows
    ]


def article_name(row: Appearance) -> str:
    """The file that holds the text of the article."""
    return f"articles/A{row.article_id}.txt"


def snapshot_record(snapshot: Snapshot) -> dict[str, Any]:
    """`files`: {which hash of the record: the file that has it}."""
    folder = f"snapshots/S{snapshot.pk}"
    names = {"sha256": "bytes.bin", "text_sha256": "text.txt", "warc_sha256": "capture.warc.gz"}
    return {
        **row_of(snapshot, but=("text",)),
        "files": {key: f"{folder}/{name}" for key, name in names.items() if getattr(snapshot, key)},
    }


def relation_records(claim: Claim) -> dict[str, list[dict[str, Any]]]:
    """Other claims and published checks that were suggested or linked, and what the finders looked for."""
    matches = Match.objects.filter(Q(claim=claim) | Q(other=claim)).select_related("claim", "other").order_by("pk")
    checks = CheckMatch.objects.filter(claim=claim).select_related("fact_check").order_by("pk")
    return {
        "claims": [
            {**row_of(row, but=()), "statements": [row.claim.statement, row.other.statement]} for row in matches
        ],
        "checks": [{**row_of(row, but=("claim_id",)), "check": row_of(row.fact_check)} for row in checks],
        "finders": rows_of(FinderRun.objects.filter(claim=claim).order_by("pk")),
        "origin_decisions": rows_of(OriginDecision.objects.filter(claim=claim)),
    }


def names_of(people: Iterable[int | None]) -> dict[str, str]:
    """Names for the numbers that stand in the records."""
    known = {person for person in people if person is not None}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=known).order_by("pk")}
