"""The ClaimReview of a published check as a plain dictionary for JSON-LD. Pure: no database, no settings.

What is not known is left out, never guessed. A demonstration check carries a ClaimReview like any other, so that it can
be tested, and says `creativeWorkStatus: Demonstration`; its page is kept out of search engines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Google's advice; longer ones are printed whole, because a cut claim would differ from the visible one.
MAX_CLAIM_REVIEWED = 75
MAX_EXPLANATION = 300
_WIKIDATA = re.compile(r"Q[1-9]\d*")
#: Words in the name of a claimant that is no single person.
_BODIES = frozenset(
    """agency alliance army assembly association authority bank board bureau campaign charity church coalition
    commission committee company council court department document federation firm forces foundation fund government
    group inc institute league ltd media ministry movement nations network newspaper office organisation organization
    panel parliament party police report senate service society study survey team think-tank trust union university
    users website""".split()
)


@dataclass(frozen=True)
class Publisher:
    """Who checked, and where its policies stand (absolute addresses)."""

    name: str
    url: str
    corrections_policy: str
    methodology: str
    funding: str
    people: str


@dataclass(frozen=True)
class Rated:
    """The rating: its word, its number (None: off the scale) and all numbers of its scale."""

    label: str
    value: int | None
    scale_values: Sequence[int]


@dataclass(frozen=True)
class Place:
    """Where the claim was made; empty strings are unknown."""

    url: str = ""
    title: str = ""
    outlet: str = ""
    quote: str = ""
    published_on: str = ""


@dataclass(frozen=True)
class Cited:
    """`archived`: the address of a public archive's copy."""

    name: str
    url: str = ""
    publisher: str = ""
    archived: str = ""


@dataclass(frozen=True)
class Corrected:
    at: str
    reason: str


@dataclass(frozen=True)
class Check:
    """One published check in plain values. Times are ISO 8601; places and corrections are oldest first."""

    url: str
    statement: str
    summary: str
    rating: Rated
    published_at: str
    modified_at: str
    claimant: str = ""
    claimant_description: str = ""
    claimant_wikidata: str = ""
    language: str = ""
    places: Sequence[Place] = ()
    citations: Sequence[Cited] = ()
    corrections: Sequence[Corrected] = ()
    is_demonstration: bool = False


def claim_review(check: Check, publisher: Publisher) -> dict[str, Any]:
    """The ClaimReview as schema.org and Google's fact-check documentation describe it."""
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"{check.url}#review",
        "url": check.url,
        "inLanguage": check.language or None,
        "datePublished": check.published_at,
        "dateModified": check.modified_at,
        "claimReviewed": check.statement,
        "itemReviewed": _claim(check),
        "author": _author(publisher),
        "reviewRating": _rating(check),
        "citation": [_citation(cited) for cited in check.citations],
        "correction": [_correction(corrected) for corrected in check.corrections],
        "creativeWorkStatus": "Demonstration" if check.is_demonstration else None,
    }
    return _known(review)


def _author(publisher: Publisher) -> dict[str, Any]:
    return _known(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{publisher.url}#organisation",
            "name": publisher.name,
            "url": publisher.url,
            "correctionsPolicy": publisher.corrections_policy,
            "verificationFactCheckingPolicy": publisher.methodology,
            "ownershipFundingInfo": publisher.funding,
            "masthead": publisher.people,
        }
    )


def _claim(check: Check) -> dict[str, Any]:
    own_host = urlsplit(check.url).hostname
    places = [place for place in check.places if _host(place.url) != own_host and (place.url or place.title)]
    claim: dict[str, Any] = {
        "@type": "Claim",
        "text": next((place.quote for place in places if place.quote), check.statement),
        "author": _claimant(check),
        "datePublished": min((place.published_on for place in places if place.published_on), default=None),
    }
    if places:
        claim["firstAppearance"] = _work(places[0])
        claim["appearance"] = [_work(place) for place in places[1:]]
    return _known(claim)


def _claimant(check: Check) -> dict[str, Any] | None:
    if not check.claimant.strip():
        return None
    is_person = is_a_person(check.claimant, check.claimant_description)
    same_as = f"https://www.wikidata.org/wiki/{check.claimant_wikidata}"
    return _known(
        {
            "@type": "Person" if is_person else "Organization",
            "name": check.claimant,
            "jobTitle": check.claimant_description if is_person else None,
            "description": None if is_person else check.claimant_description,
            "sameAs": same_as if _WIKIDATA.fullmatch(check.claimant_wikidata) else None,
        }
    )


def is_a_person(name: str, description: str = "") -> bool:
    """Whether a claimant reads like one person: schema.org wants it said, and nobody is asked for it."""
    words = name.casefold().replace(",", " ").split()
    if not words or not _BODIES.isdisjoint(words):
        return False
    if words[0] in {"the", "a", "an"} or name.isupper():
        return False
    return len(words) > 1 or bool(description)


def _work(place: Place) -> dict[str, Any]:
    """A page by its address; what was read on paper or pasted by its title."""
    return _known(
        {
            "@type": "CreativeWork",
            "url": place.url if _host(place.url) else None,
            "name": place.title,
            "datePublished": place.published_on,
            "publisher": {"@type": "Organization", "name": place.outlet} if place.outlet else None,
        }
    )


def _rating(check: Check) -> dict[str, Any]:
    """Numbers only for ratings on a scale that search engines understand: from 1 up, nearer the best is truer."""
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": check.rating.label}
    values = check.rating.scale_values
    if check.rating.value is not None and values and 1 <= min(values) < max(values) and check.rating.value in values:
        rating |= {"ratingValue": check.rating.value, "worstRating": min(values), "bestRating": max(values)}
    if check.summary:
        rating["ratingExplanation"] = _shortened(check.summary)
    return rating


def _shortened(text: str) -> str:
    if len(text) <= MAX_EXPLANATION:
        return text
    return text[:MAX_EXPLANATION].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def _citation(cited: Cited) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": cited.publisher} if cited.publisher else None
    url = cited.url if _host(cited.url) else None
    archived = cited.archived if _host(cited.archived) else None
    return _known(
        {"@type": "CreativeWork", "name": cited.name, "url": url, "archivedAt": archived, "publisher": publisher}
    )


def _correction(corrected: Corrected) -> dict[str, Any]:
    return _known({"@type": "CorrectionComment", "datePublished": corrected.at, "text": corrected.reason})


def _host(url: str) -> str:
    """The host of a web address; empty for everything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in {"http", "https"} else ""


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
