"""Our own published verdicts among the published checks, so that the desk finds what it has checked itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from claims.models import Claim, FactCheck, State, VerdictRevision
from claims.publishing.newsroom import absolute


def keep(revision: VerdictRevision) -> None:
    """The verdict stands as this revision says, in the transaction that publishes it."""
    FactCheck.objects.update_or_create(
        revision__claim_id=revision.claim_id, defaults={**_values(revision), "feed": None, "withdrawn_at": None}
    )


def withdraw(claim: Claim) -> None:
    """The verdict stands no longer, in the transaction that retracts it."""
    FactCheck.objects.filter(revision__claim=claim).update(withdrawn_at=timezone.now())


def rebuild() -> int:
    """Index every published verdict anew, also those from before there was an index. How many there are."""
    claims = Claim.objects.public().select_related("current_revision__rating__scale", "current_revision__claim")
    n_kept = 0
    for claim in claims.order_by("pk").iterator(chunk_size=500):
        assert claim.current_revision is not None
        keep(claim.current_revision)
        if claim.state == State.RETRACTED:
            withdraw(claim)
        n_kept += 1
    return n_kept


def _identity(claim_id: int) -> str:
    """One that no feed can form: theirs hold a space or a number sign (importing.factchecks.check)."""
    return f"verdict:{claim_id}"


def _values(revision: VerdictRevision) -> dict[str, Any]:
    url = absolute(revision.claim.get_absolute_url())
    content = revision.content
    rating = content.get("rating", {})
    scale = [level["value"] for level in rating.get("levels", []) if level["value"] is not None]
    worst, best = (min(scale), max(scale)) if scale else (None, None)
    appearances = [place.get("url", "") for place in content.get("appearances", [])]
    return {
        "identity": _identity(revision.claim_id),
        "revision": revision,
        "external_id": str(revision.claim_id),
        "statement": revision.statement,
        "summary": revision.summary,
        "url": url,
        "publisher": settings.SITE_NAME[:200],
        "site": urlsplit(url).hostname or "",
        "claimant": revision.claimant,
        "reviewed_on": timezone.localdate(revision.published_at),
        "rating": rating.get("label", ""),
        "outcome": _outcome(rating.get("value"), worst, best),
        "rating_value": rating.get("value"),
        "worst_value": worst,
        "best_value": best,
        "language": content.get("language", ""),
        "appearances": [place for place in appearances if place],
    }


def _outcome(value: int | None, worst: int | None, best: int | None) -> str:
    """The ends of our scale are true and false, everything between is a mixture, and what is off it is other."""
    if value is None:
        return FactCheck.Outcome.OTHER
    return {best: FactCheck.Outcome.TRUE, worst: FactCheck.Outcome.FALSE}.get(value, FactCheck.Outcome.MIXTURE)
