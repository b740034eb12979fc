"""What is known about a claim as plain records, ready for JSON. Reads only; claims.access says who reads a review."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from django.db.models import Model, Q

from claims import access, audit, proof
from claims.models import (
    Appearance,
    ArchiveCopy,
    Article,
    AuditSeal,
    CheckMatch,
    Claim,
    ClaimEvent,
    Correction,
    Evidence,
    FinderRun,
    Match,
    OriginDecision,
    Recheck,
    ReviewRound,
    SeenRecheck,
    Snapshot,
    Source,
    User,
    VerdictRevision,
)
from claims.protection import ORIGIN, Hidden, inner_reasons
from claims.publishing import revisions
from claims.publishing.dossier import verify


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
        "fields": {
            name: audit.plain(getattr(claim, name)) for name in audit.tracked_fields() if name not in verify.SENDER
        },
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


def event_records(claim: Claim, *, by: User | None, with_notes: bool, hidden: Hidden) -> list[dict[str, Any]]:
    """The whole chain. What is not for everybody is left out, and the event says so.

    That is who sent the claim in, always; and the hash of a review while its round is blind, but for whoever filed
    it: who guesses a short review could try it against its hash. A note that is not public is left out unless asked
    for; the event is whole without it, but for those of the first format, whose own hash covers the note. And what
    is told of evidence that is `hidden`. For people outside, who before and why others may read a piece too.
    """
    blind = _blind_rounds(claim)
    return [
        _event(event, by=by, with_notes=with_notes, blind=blind, hidden=hidden)
        for event in claim.events.order_by("version")
    ]


def _event(
    event: ClaimEvent, *, by: User | None, with_notes: bool, blind: Collection[int], hidden: Hidden
) -> dict[str, Any]:
    content, private = audit.content_of(event), []
    shows_note = bool(event.note) and (event.note_is_public or with_notes)
    if not shows_note:
        private.append("note")
    if event.verb == "send_in":
        private += verify.SENDER
    if event.verb == "file_review" and event.changes["round"][1] in blind and (by is None or event.by_id != by.pk):
        private += verify.BLIND_REVIEW
    withheld = [name for name in private if name in event.changes or content.get(name)]
    protected = hidden.names_in(event)
    if by is None and not with_notes:
        protected = protected or inner_reasons(event)
    content["changes"] = {
        name: pair for name, pair in event.changes.items() if name not in withheld and name not in protected
    }
    # The name of such a change may be that of the source
    withheld += [verify.ORIGIN if name.startswith(ORIGIN) else name for name in protected]
    content |= {name: None if name == "by" else "" for name in withheld if name in content}
    return {
        "id": event.pk,
        "content": content,
        "note": {"text": event.note, "salt": event.note_salt} if shows_note and event.note_salt else None,
        "name": {"text": event.by_name, "salt": event.name_salt}
        if event.name_sha256 and "by" not in withheld
        else None,
        "withheld": withheld,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def _blind_rounds(claim: Claim) -> frozenset[int]:
    """Numbers of the rounds whose reviews claims.access shows to nobody but their reviewers."""
    if claim.state not in access.MAY_BE_REVIEWED_AGAIN:
        return frozenset()
    return frozenset(ReviewRound.objects.filter(claim=claim, completed_at=None).values_list("number", flat=True))


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


def review_records(claim: Claim, *, by: User | None, hidden: Hidden) -> list[dict[str, Any]]:
    """Rounds with their frozen drafts, and the reviews that this person may read by now.

    A draft in which stands what was protected later is left out: its hash could not be made from a part of it.
    """
    rounds = ReviewRound.objects.filter(claim=claim).select_related("carried_rating", "decided_rating")
    names: dict[int | None, str] = dict(
        claim.events.filter(verb="file_review").order_by("version").values_list("by", "by_name")
    )
    return [
        {
            **row_of(round_, but=("claim_id",)),
            "frozen": round_.frozen if hidden.draft(round_.frozen) is round_.frozen else None,
            "carried_rating": round_.carried_rating.slug if round_.carried_rating else "",
            "decided_rating": round_.decided_rating.slug if round_.decided_rating else "",
            "n_asked": round_.assignments.filter(excused_at=None).count(),
            "reviews": [
                {
                    "reviewer": names.get(review.reviewer_id, ""),
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


def snapshot_record(snapshot: Snapshot, *, with_originals: bool) -> dict[str, Any]:
    """`files`: {which hash of the record: the file that has it}.

    An uploaded file is kept back unless `with_originals`, and so is its name: its details tell who made it and with
    what. Its text is there, and of a PDF a copy without them (`copy`).
    """
    folder, keeps_back = f"snapshots/S{snapshot.pk}", is_kept_back(snapshot, with_originals=with_originals)
    names = {"sha256": "bytes.bin", "text_sha256": "text.txt", "warc_sha256": "capture.warc.gz"}
    there = {"text_sha256"} if keeps_back else names.keys()
    record = row_of(snapshot, but=("text",))
    return {
        **record,
        "filename": "" if keeps_back else record["filename"],
        "files": {key: f"{folder}/{name}" for key, name in names.items() if key in there and getattr(snapshot, key)},
        "is_original_kept_back": keeps_back,
    }


def is_kept_back(snapshot: Snapshot, *, with_originals: bool) -> bool:
    return snapshot.how == Snapshot.How.FILE and not with_originals


def left_out_record(
    hidden: Hidden, events: Iterable[dict[str, Any]], reviews: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """What is not in the dossier, and why: pieces of evidence by number, drafts by that of their round, and who could
    read a piece by that of the event."""
    told = [event["content"] for event in events if event["withheld"]]
    return {
        "drafts": [round_["number"] for round_ in reviews if round_["frozen"] is None],
        "who_may_read": {
            "events": [content["version"] for content in told if content["verb"] == "change_visibility"],
            "why": "Who could read a piece of evidence before, and why more people may, stays in the newsroom.",
        },
        "evidence": [
            {"id": pk, "visibility": visibility}
            for visibility, pks in hidden.by_visibility.items()
            for pk in sorted(pks)
        ],
        "why": "The newsroom protects where these pieces come from. No verdict rests on them: only public evidence "
        "counts, is cited and printed.",
    }


def capture_ids(claim: Claim, sources: Iterable[Source], articles: Iterable[Article], *, hidden: Hidden) -> set[int]:
    """Every capture behind the claim: what is cited, what its events pin, what was printed, what later looks found."""
    cited = {source.snapshot_id for source in sources} | {article.snapshot_id for article in articles}
    told = (hidden.changes_of(event) for event in claim.events.filter(changes__has_key="snapshot"))
    pinned = {changes["snapshot"][1]["id"] for changes in told if "snapshot" in changes}
    looks = Recheck.objects.filter(source__in=sources).values_list("cited", "fresh")
    wanted = {pk for pk in (*cited, *pinned, *chain.from_iterable(looks)) if pk is not None}
    earlier = Snapshot.objects.filter(pk__in=wanted, revisit_of__isnull=False).values_list("revisit_of", flat=True)
    wanted |= {pk for pk in earlier if pk is not None}
    printed = {
        item["snapshot_sha256"]
        for revision in VerdictRevision.objects.filter(claim=claim)
        for item in revision.content.get("evidence", [])
    } - {"", *Snapshot.objects.filter(pk__in=wanted).values_list("sha256", flat=True)}
    return wanted | set(Snapshot.objects.filter(sha256__in=printed).values_list("pk", flat=True))


def recheck_records(claim: Claim, sources: Iterable[Source]) -> list[dict[str, Any]]:
    """What later looks found where the cited pages were, and who of this claim took note of it when."""
    seen = {row.recheck_id: row for row in SeenRecheck.objects.filter(claim=claim)}
    return [
        {
            **row_of(look),
            "seen": row_of(seen[look.pk], but=("id", "claim_id", "recheck_id")) if look.pk in seen else None,
        }
        for look in Recheck.objects.filter(source__in=sources).order_by("pk")
    ]


def copy_records(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """The copies of cited pages in a public archive, or why there is none."""
    return rows_of(ArchiveCopy.objects.filter(source__in=sources).order_by("pk"), but=("job_id",))


def relation_records(claim: Claim, sources: Iterable[Source], *, hidden: Hidden) -> dict[str, list[dict[str, Any]]]:
    """Other claims and published checks that were suggested or linked, and what the finders looked for.

    `sources`: those in the dossier; of others no decision is told.
    """
    known = {source.pk for source in sources}
    matches = Match.objects.filter(Q(claim=claim) | Q(other=claim)).select_related("claim", "other").order_by("pk")
    checks = CheckMatch.objects.filter(claim=claim).select_related("fact_check").order_by("pk")
    return {
        "claims": [
            {**row_of(row, but=()), "statements": [row.claim.statement, row.other.statement]} for row in matches
        ],
        "checks": [{**row_of(row, but=("claim_id",)), "check": row_of(row.fact_check)} for row in checks],
        "finders": [
            row_of(run, but=("claim_id",)) | {"n_found": hidden.n_shown(run.finder, run.n_found)}
            for run in FinderRun.objects.filter(claim=claim).order_by("pk")
        ],
        "origin_decisions": rows_of(
            row
            for row in OriginDecision.objects.filter(claim=claim)
            if {row.source_id, row.joined_with_id or row.source_id} <= known
        ),
    }


def names_of(people: Iterable[int | None]) -> dict[str, str]:
    """Names for the numbers that stand in the records."""
    known = {person for person in people if person is not None}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=known).order_by("pk")}
