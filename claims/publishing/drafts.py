"""The draft as it is frozen for a review round: everything that will be printed, as plain JSON. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from claims.audit import plain
from claims.models import Claim, Evidence, KeyElement

#: What people typed or decided about the claim -> how a refusal names it.
_TYPED = {
    "statement": "the statement",
    "claimant": "the claimant",
    "rating": "the rating",
    "rating_scale": "the rating's scale",
    "summary": "the summary",
    "text": "the text",
    "unknowns": "what could not be established",
    "mind": "what would change our mind",
    "selection_reason": "why the claim was chosen",
    "reply_exemption": "why the claimant was not asked",
    "key_elements": "the key elements",
}
#: The same for a piece of evidence. Its source is not among them: it may be captured again at any time.
_TYPED_OF_EVIDENCE = {
    "stance": "stance",
    "quote": "quote",
    "note": "note",
    "key_element": "key element",
    "source_type": "source type",
    "secondary_reason": "reason for a secondary source",
    "interest": "interest of the source",
    "accessed_on": "date of access",
    "no_snapshot_reason": "reason for having no snapshot",
}


def draft_of(claim: Claim, key_elements: Iterable[KeyElement], accepted: Iterable[Evidence]) -> dict[str, Any]:
    """What the researcher wrote and decided, with the sources as they are now. No query when all of it is loaded."""
    claimant, rating = claim.claimant, claim.draft_rating
    return {
        "statement": claim.statement,
        "claimant": claimant.name if claimant else "",
        "claimant_description": claimant.description if claimant else "",
        "claimant_wikidata": claimant.wikidata if claimant else "",
        "language": claim.language,
        "topic": claim.topic,
        "rating": rating.slug if rating else "",
        "rating_scale": rating.scale_id if rating else None,
        "summary": claim.draft_summary,
        "text": claim.draft_text,
        "unknowns": claim.draft_unknowns,
        "mind": claim.draft_mind,
        "selection_reason": claim.selection_reason,
        "reply_exemption": claim.reply_exemption,
        "key_elements": [
            {"id": element.pk, "text": element.text, "single_source_reason": element.single_source_reason}
            for element in key_elements
        ],
        "evidence": [_evidence(item) for item in accepted],
    }


def surroundings_of(claim: Claim) -> dict[str, Any]:
    """Where the claim was made, where the other side was sought, and what the claimant replied. Three queries."""
    return {
        "appearances": _appearances(claim),
        "counter_searches": [
            {
                "place": row.place,
                "query": row.query,
                "result": row.result,
                "on": plain(row.searched_at.date()),
            }
            for row in claim.counter_searches.all()
        ],
        "replies": [
            {
                "channel": row.channel,
                "asked_on": plain(row.asked_on),
                "deadline_on": plain(row.deadline_on),
                "reply": row.reply,
                "replied_on": plain(row.replied_on),
            }
            for row in claim.reply_requests.all()
        ],
    }


def changes_since(frozen: Mapping[str, Any], draft: Mapping[str, Any]) -> list[str]:
    """What people changed between a frozen draft and today's, in words: "the summary", "the stance of E12".

    What arrives by itself (another capture, a joined origin, a further appearance) is not a change.
    """
    changes = [words for name, words in _TYPED.items() if frozen.get(name) != draft[name]]
    before = {item["id"]: item for item in frozen.get("evidence", [])}
    after = {item["id"]: item for item in draft["evidence"]}
    for number in sorted(before.keys() | after.keys()):
        if number not in after:
            changes.append(f"E{number}, which is no longer accepted")
        elif number not in before:
            changes.append(f"E{number}, which was not accepted then")
        else:
            changes += [
                f"the {words} of E{number}"
                for name, words in _TYPED_OF_EVIDENCE.items()
                if before[number].get(name) != after[number][name]
            ]
    return changes


def _evidence(item: Evidence) -> dict[str, Any]:
    source = item.source
    return {
        "id": item.pk,
        "stance": item.stance,
        "quote": item.quote,
        "note": item.note,
        "selector": plain(item.selector),
        "key_element": item.key_element_id,
        "source": {
            "kind": source.kind,
            "title": str(source),
            "url": source.url,
            "publisher": source.publisher,
            "author": source.author,
            "published_on": plain(source.published_on),
            "origin": source.origin.label if source.origin else "",
            "origin_id": source.origin_id,
        },
        "source_type": item.source_type,
        "secondary_reason": item.secondary_reason,
        "interest": item.interest,
        "accessed_on": plain(item.accessed_on),
        "snapshot_sha256": source.snapshot.sha256 if source.snapshot else "",
        "captured_at": plain(source.snapshot.captured_at) if source.snapshot else None,
        "no_snapshot_reason": item.no_snapshot_reason,
    }


def _appearances(claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "quote": row.quote,
            "speaker": row.speaker,
            "title": row.article.title,
            "outlet": row.article.outlet.name if row.article.outlet else "",
            "url": row.article.url,
            "language": row.article.language,
            "published_on": plain(row.article.published_on),
        }
        for row in claim.appearances.select_related("article__outlet").order_by("article__published_on", "pk")
    ]
