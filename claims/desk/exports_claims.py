"""The list of claims as rows to take away: what every desk member may see. No draft, no note, no review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from claims.models import Priority, State, Tip
from claims.models.claims import ClaimQuerySet
from claims.publishing.newsroom import absolute

N_AT_ONCE = 1000
_COLUMNS = (
    "pk", "slug", "statement", "claimant__name", "claimant__description", "state", "priority", "score", "checkability",
    "topic", "language", "researcher__first_name", "researcher__last_name", "researcher__username", "due_on",
    "embargo_until", "created_at", "changed_at", "dismiss_reason", "merged_into", "is_demonstration",
    "current_revision__number", "current_revision__rating__label", "current_revision__published_at",
)  # fmt: skip
NAMES = (
    "number", "statement", "claimant", "claimant_description", "state", "priority", "score", "checkability", "topic",
    "language", "researcher", "due_on", "embargo_until", "came_in_at", "changed_at", "dismiss_reason", "merged_into",
    "is_demonstration", "sent_by_reader", "published_version", "published_rating", "published_at", "desk_address",
    "public_address",
)  # fmt: skip


def rows(claims: ClaimQuerySet) -> Iterator[tuple[Any, ...]]:
    """The newest first, a thousand at a time by key: 100,000 claims need no more memory than those."""
    sent = Exists(Tip.objects.filter(claim=OuterRef("pk"), decision=Tip.Decision.ACCEPTED))
    found = claims.order_by("-pk").annotate(by_reader=sent).values(*_COLUMNS, "by_reader")
    last: int | None = None
    while batch := list((found if last is None else found.filter(pk__lt=last))[:N_AT_ONCE]):
        yield from map(_row, batch)
        last = batch[-1]["pk"]


def _row(claim: dict[str, Any]) -> tuple[Any, ...]:
    person = f"{claim['researcher__first_name'] or ''} {claim['researcher__last_name'] or ''}".strip()
    version = claim["current_revision__number"]
    return (
        claim["pk"], claim["statement"], claim["claimant__name"], claim["claimant__description"],
        State(claim["state"]).label, Priority(claim["priority"]).label, round(claim["score"], 3), claim["checkability"],
        claim["topic"], claim["language"], person or claim["researcher__username"], claim["due_on"],
        claim["embargo_until"], claim["created_at"], claim["changed_at"], claim["dismiss_reason"],
        claim["merged_into"], claim["is_demonstration"], claim["by_reader"], version,
        claim["current_revision__rating__label"], claim["current_revision__published_at"],
        absolute(reverse("desk:claim", args=[claim["pk"]])),
        absolute(reverse("public:claim", args=[claim["slug"]])) if version else "",
    )  # fmt: skip
