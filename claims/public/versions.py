"""The versions of a published check: when, why, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.models import Correction, VerdictRevision
from claims.publishing.differences import Piece, differences

#: Field of the revision -> what readers call it.
FIELDS = {
    "rating": "Rating",
    "statement": "Claim",
    "claimant": "Claimant",
    "summary": "Summary",
    "text": "Text",
    "evidence": "Evidence",
    "unknowns": "What we could not establish",
    "mind": "What would change our mind",
}


@dataclass(frozen=True)
class Change:
    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Version:
    number: int
    published_at: datetime
    rating: str
    sha256: str
    correction: Correction | None
    changes: tuple[Change, ...]


def changes_of(correction: Correction) -> tuple[Change, ...]:
    """What a correction changed, field by field."""
    found = []
    for name, label in FIELDS.items():
        if name in correction.changes:
            before, after = correction.changes[name]
            found.append(Change(label, tuple(differences(before, after))))
    return tuple(found)


def load_versions(claim_id: int, corrections: Sequence[Correction]) -> list[Version]:
    """All versions of a check, newest first."""
    by_revision = {correction.revision_id: correction for correction in corrections if correction.revision_id}
    rows = VerdictRevision.objects.filter(claim=claim_id).order_by("-number")
    return [
        Version(
            number=number,
            published_at=published_at,
            rating=rating,
            sha256=sha256,
            correction=by_revision.get(pk),
            changes=changes_of(by_revision[pk]) if pk in by_revision else (),
        )
        for pk, number, published_at, rating, sha256 in rows.values_list(
            "pk", "number", "published_at", "content__rating__label", "sha256"
        )
    ]
