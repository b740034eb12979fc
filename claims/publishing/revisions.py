"""Freezing a verdict for the public. A revision holds all that readers see, and is never changed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from claims import access
from claims.audit import canonical_json, plain
from claims.models import Claim, Correction, RatingLevel, ReviewRound, User, VerdictRevision
from claims.publishing.evidence_list import evidence_groups

#: Changes of these fields are shown in the corrections log.
TEXTS = ("statement", "summary", "text", "unknowns", "mind")
#: Goes from the round's frozen draft (claims.publishing.drafts) into the revision's content as it is.
PRINTED = (
    "language",
    "topic",
    "claimant_wikidata",
    "selection_reason",
    "key_elements",
    "evidence",
    "appearances",
    "counter_searches",
    "replies",
    "reply_exemption",
)


def freeze(claim: Claim, round: ReviewRound, *, by: User) -> VerdictRevision:
    """Revision n+1 of a decided claim, from the round's frozen draft and its decided rating."""
    frozen = round.frozen
    return _save(
        claim=claim,
        rating=round.decided_rating,
        statement=frozen["statement"],
        claimant=frozen["claimant"],
        claimant_description=frozen["claimant_description"],
        summary=frozen["summary"],
        text=frozen["text"],
        unknowns=frozen["unknowns"],
        mind=frozen["mind"],
        content=_content(claim, round, by),
        by=by,
    )


def drafted(
    claim: Claim, frozen: Mapping[str, Any], rating: RatingLevel | None, levels: Sequence[RatingLevel]
) -> VerdictRevision:
    """What `freeze` would print of this draft today, for a preview: never saved, without a round, number 0.

    `frozen`: as a round keeps it (claims.publishing.drafts); `levels`: the scale of the rating.
    """
    content = {
        **{name: frozen[name] for name in PRINTED},
        "lapsed": _lapsed(frozen["replies"]),
        "rating": _rating(rating, levels) if rating is not None else None,
        "people": [{"role": "Research", "name": str(claim.researcher)}] if claim.researcher is not None else [],
    }
    return VerdictRevision(
        claim=claim, number=0, claimant=frozen["claimant"], claimant_description=frozen["claimant_description"],
        **{name: frozen[name] for name in TEXTS}, content=content,
    )  # fmt: skip


def freeze_corrected(replaced: VerdictRevision, texts: dict[str, str], *, by: User) -> VerdictRevision:
    """Revision n+1 with other texts; rating and evidence stay, and whoever corrects it is named with the others."""
    corrector = {"role": "Correction", "name": str(by)}
    people = replaced.content.get("people", [])
    return _save(
        claim=replaced.claim,
        rating=replaced.rating,
        statement=replaced.statement,
        claimant=replaced.claimant,
        claimant_description=replaced.claimant_description,
        content=replaced.content | {"people": people if corrector in people else [*people, corrector]},
        by=by,
        **texts,
    )


def record_correction(
    revision: VerdictRevision | None,
    replaced: VerdictRevision,
    *,
    correction_class: str,
    reason: str,
    by: User,
) -> Correction:
    """The public record of why `replaced` no longer stands; `revision` None is a withdrawal."""
    changes: dict[str, Any] = {}
    if revision is not None:
        pairs = {name: [getattr(replaced, name), getattr(revision, name)] for name in TEXTS}
        pairs["rating"] = [replaced.rating.label, revision.rating.label]
        pairs["claimant"] = [_claimant(replaced), _claimant(revision)]
        pairs["evidence"] = [_evidence(replaced), _evidence(revision)]
        changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return Correction.objects.create(
        claim=replaced.claim,
        revision=revision,
        replaced=replaced,
        correction_class=correction_class,
        reason=reason,
        changes=changes,
        corrected_by=by,
        corrected_at=timezone.now(),
    )


def hash_of(revision: VerdictRevision) -> str:
    """sha256, hexadecimal, of the canonical JSON of everything readers see."""
    return hashlib.sha256(canonical_json(content_of(revision))).hexdigest()


def content_of(revision: VerdictRevision) -> dict[str, Any]:
    """What a revision says, as it is hashed."""
    return {
        "claim": revision.claim_id,
        "number": revision.number,
        "rating": revision.rating_id,
        "statement": revision.statement,
        "claimant": revision.claimant,
        "claimant_description": revision.claimant_description,
        "summary": revision.summary,
        "text": revision.text,
        "unknowns": revision.unknowns,
        "mind": revision.mind,
        "content": revision.content,
        "published_by": revision.published_by_id,
        "published_at": revision.published_at.isoformat(),
    }


def _save(*, claim: Claim, by: User, **values: Any) -> VerdictRevision:
    last = VerdictRevision.objects.filter(claim=claim).order_by("-number").values_list("number", flat=True).first()
    revision = VerdictRevision(
        claim=claim, number=(last or 0) + 1, published_by=by, published_at=timezone.now(), **values
    )
    revision.sha256 = hash_of(revision)
    revision.save(force_insert=True)
    return revision


def _content(claim: Claim, round: ReviewRound, by: User) -> dict[str, Any]:
    """What reviewers read, word for word, and what only came after it: rating, people, interests, the round."""
    return {
        **{name: round.frozen[name] for name in PRINTED},
        "lapsed": _lapsed(round.frozen["replies"]),
        "rating": _decided(round),
        "people": _people(claim, round, by),
        "interests": [
            {"person": str(row.person), "statement": row.statement}
            for row in claim.declarations.select_related("person")
            if row.has_interest
        ],
        "undeclared": _undeclared(claim),
        "round": {
            "number": round.number,
            "opened_at": plain(round.opened_at),
            "completed_at": plain(round.completed_at),
            "split": round.split,
            "adjudication": round.adjudication,
        },
    }


def _claimant(revision: VerdictRevision) -> str:
    return ", ".join(filter(None, (revision.claimant, revision.claimant_description)))


def _evidence(revision: VerdictRevision) -> str:
    """What is said of each piece in the fewest words, a line for each, in the order of printing."""
    lines = []
    for group in evidence_groups(revision.content):
        for item in group.exhibits:
            quote = f": “{item.frozen['quote']}”" if item.frozen["quote"] else ""
            lines.append(f"{group.heading}: {item.source['title']}{quote}")
    return "\n".join(lines)


def _lapsed(replies: Iterable[Mapping[str, Any]]) -> list[str]:
    """Deadlines of requests for a reply that passed without one by now: ISO dates."""
    today = plain(timezone.localdate())
    silent = {row["deadline_on"] for row in replies if not row["reply"] and row["deadline_on"] < today}
    return sorted(silent)


def _decided(round: ReviewRound) -> dict[str, Any]:
    level = round.decided_rating
    assert level is not None  # only decided rounds are frozen
    return _rating(level, level.scale.levels.all())


def _rating(level: RatingLevel, levels: Iterable[RatingLevel]) -> dict[str, Any]:
    """The rating with its whole scale, so that an edit of the scale's words never changes what was printed."""
    return {
        "scale": str(level.scale),
        "slug": level.slug,
        "label": level.label,
        "definition": level.definition,
        "value": level.value,
        "icon": level.icon,
        "colour": level.colour,
        "levels": [{"slug": other.slug, "label": other.label, "value": other.value} for other in levels],
    }


def _undeclared(claim: Claim) -> list[str]:
    """Who wrote at it, has left the newsroom and never answered; everybody else had to."""
    answered = claim.declarations.values("person")
    left = User.objects.filter(pk__in=access.authors_of(claim), is_active=False).exclude(pk__in=answered)
    return [str(person) for person in left]


def _people(claim: Claim, round: ReviewRound, by: User) -> list[dict[str, str]]:
    people = []
    if claim.researcher is not None:
        people.append({"role": "Research", "name": str(claim.researcher)})
    filed = round.reviews.filter(withdrawn_at=None, is_machine=False).select_related("reviewer")
    people += [{"role": "Review", "name": str(review.reviewer)} for review in filed]
    if round.decided_by is not None:
        people.append({"role": "Decision", "name": str(round.decided_by)})
    return [*people, {"role": "Publication", "name": str(by)}]
