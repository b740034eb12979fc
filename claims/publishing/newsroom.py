"""The newsroom as readers know it: its name, its address, its policy pages."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from claims.publishing.claimreview import Publisher

#: Pages that every page's footer leads to, in this order (slug -> words of the link).
POLICY_PAGES = {
    "corrections-policy": "Corrections policy",
    "report-an-error": "Report an error",
    "methodology": "How we check",
    "funding": "Funding",
    "people": "People",
}


def absolute(path: str) -> str:
    """The public address of a path of this site, whatever host the request came to."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def policy_url(slug: str) -> str:
    return absolute(reverse("public:page", args=[slug]))


def publisher() -> Publisher:
    return Publisher(
        name=settings.SITE_NAME,
        url=absolute("/"),
        corrections_policy=policy_url("corrections-policy"),
        methodology=policy_url("methodology"),
        funding=policy_url("funding"),
        people=policy_url("people"),
    )


def stamp(at: datetime) -> str:
    """A moment to the second, as it stands in `<time datetime>`, in the feed and in the ClaimReview."""
    return at.replace(microsecond=0).isoformat()
