"""The newsroom as readers know it: its name, its address, its policy pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from claims.publishing.claimreview import Publisher


@dataclass(frozen=True)
class PageKind:
    """A page that the codes of practice ask for. `asks`: what has to stand on it, for whoever writes it."""

    title: str
    asks: str


#: Pages that every page's footer leads to, in this order, by slug.
PAGE_KINDS = {
    "about": PageKind(
        "About us",
        "Who runs the newsroom: legal form, registration number, owner or parent organisation, what it is for, and "
        "that no state, party or politician controls it.",
    ),
    "methodology": PageKind(
        "How we check",
        "How claims are chosen, researched, rated, published and corrected. The rating scale and the numbers of the "
        "workflow are printed below your text by themselves.",
    ),
    "non-partisanship": PageKind(
        "Non-partisanship",
        "That the same standard of evidence holds whoever made the claim, that the newsroom takes no side, and what "
        "staff may not do in politics.",
    ),
    "funding": PageKind(
        "Funding",
        "Every source of income above one per cent of last year's revenue or 5,000 euros, with year and sum, and how "
        "those who pay are kept out of what is checked and how it is rated. Renew it every year.",
    ),
    "people": PageKind(
        "People",
        "Who has a say in what is published: names, roles, short biographies, and who holds editorial control.",
    ),
    "corrections-policy": PageKind(
        "Corrections policy",
        "What is corrected and how, what counts as substantial, how to complain, and where readers can turn if they "
        "are not satisfied: of a signatory of the IFCN or a member of the EFCSN, to that network, with a link.",
    ),
    "report-an-error": PageKind(
        "Report an error",
        "How to tell the newsroom about a mistake, and how soon an answer comes.",
    ),
    "privacy": PageKind(
        "Privacy",
        "What is stored about readers and about people who send something in, for how long, and whom to ask.",
    ),
}
#: slug -> words of the link
POLICY_PAGES = {slug: kind.title for slug, kind in PAGE_KINDS.items()}
#: What every page's footer must lead to (rule J8).
REQUIRED = ("corrections-policy", "report-an-error", "methodology", "funding", "people")
#: The funding page says the sums of a year; older than this it is out of date (days).
FUNDING_AGE_DAYS = 400


def absolute(path: str) -> str:
    """The public address of a path of this site, whatever host the request came to."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def policy_url(slug: str) -> str:
    return absolute(reverse("public:page", args=[slug]))


def required_links() -> list[str]:
    return [reverse("public:page", args=[slug]) for slug in REQUIRED]


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
