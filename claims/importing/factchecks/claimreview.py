"""ClaimReview as it is found in feeds and pages, in all its shapes, to checks. Pure: JSON values in, checks out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from claims.importing.factchecks import ratings, values
from claims.importing.factchecks.check import (
    MAX_APPEARANCES,
    MAX_CLAIMANT,
    MAX_NAME,
    MAX_RATING,
    MAX_STATEMENT,
    MAX_SUMMARY,
    MAX_TITLE,
    BadRow,
    Check,
    by_address,
)
from claims.text import language

#: Objects of one element that are looked at for a ClaimReview; nobody nests more.
MAX_OBJECTS: Final = 2_000
_MAX_DEPTH: Final = 12
_PREFIX: Final = re.compile(r"(?:schema:|https?://schema\.org/)(?=\w)")
Thing = dict[str, Any]


def read(element: Any, *, page: str = "") -> tuple[list[Check], list[str]]:
    """(checks, reasons for those that are none) of one element of a feed, or of one thing that a page declares.

    `page` is the address at which a ClaimReview stands that gives none, or one on somebody else's site.
    """
    checks: list[Check] = []
    refused: list[str] = []
    for review, deleted in find(element):
        try:
            checks.append(_check(review, page=page, is_withdrawn=deleted))
        except BadRow as bad:
            refused.append(bad.reason)
    return checks, refused


def find(element: Any) -> Iterator[tuple[Thing, bool]]:
    """Every ClaimReview in an element, however it is nested, and whether what holds it has been deleted."""
    waiting: list[tuple[Any, bool]] = [(element, False)]
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        value, is_deleted = waiting.pop()
        if isinstance(value, list):
            waiting.extend(
                (each, is_deleted) for each in reversed(value[:MAX_OBJECTS]) if isinstance(each, dict | list)
            )
        elif isinstance(value, dict):
            value = _without_prefixes(value, _MAX_DEPTH)
            is_deleted = is_deleted or bool(_of(value, "dateDeleted"))
            if "ClaimReview" in _types(value):
                yield value, is_deleted
            else:
                waiting.extend((each, is_deleted) for each in value.values() if isinstance(each, dict | list))


def _without_prefixes(value: Any, depth: int) -> Any:
    """The same object with plain names: "schema:author" is "author"."""
    if isinstance(value, list):
        return [_without_prefixes(each, depth - 1) for each in value[:MAX_OBJECTS]] if depth else []
    if not isinstance(value, dict) or not any(":" in name for name in value):
        return value
    return (
        {_PREFIX.sub("", name): _without_prefixes(inner, depth - 1) for name, inner in value.items()} if depth else {}
    )


def _types(thing: Thing) -> list[str]:
    declared = thing.get("@type") or thing.get("type")
    names = declared if isinstance(declared, list) else [declared]
    return [name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)]


def _of(thing: Thing, *names: str) -> Any:
    """The first of these properties that says something."""
    for name in names:
        value = thing.get(name)
        if value or value == 0:
            return value
    return None


def _things(value: Any) -> list[Thing]:
    return [
        each for each in (value[:MAX_APPEARANCES] if isinstance(value, list) else [value]) if isinstance(each, dict)
    ]


def _check(review: Thing, *, page: str, is_withdrawn: bool) -> Check:
    items = _things(_of(review, "itemReviewed"))
    item: Thing = items[0] if items else {}
    statement = values.text(_of(review, "claimReviewed") or _of(item, "text", "name", "description"), MAX_STATEMENT)
    if not statement:
        raise BadRow("It does not say which claim was checked: claimReviewed is missing or empty.")
    url = _url(review, page)
    publisher = _publisher(review) or values.host(url)
    if not url and not publisher:
        raise BadRow("It says neither where it was published nor by whom.")
    rating, value, worst, best = _rating(review)
    title = values.text(_of(review, "headline", "name"), MAX_TITLE)
    return Check(
        identity=by_address(url, publisher, statement),
        statement=statement,
        title="" if title == statement else title,
        summary=values.text(_summary(review), MAX_SUMMARY),
        url=url,
        publisher=publisher,
        site=values.host(url)[:MAX_NAME],
        claimant=values.text(_of(item, "author", "creator"), MAX_CLAIMANT),
        claimed_on=values.day(_of(item, "datePublished", "dateCreated")),
        reviewed_on=values.day(_of(review, "datePublished", "dateCreated", "dateModified")),
        rating=rating,
        outcome=ratings.outcome(rating, value, worst, best),
        rating_value=value,
        worst_value=worst,
        best_value=best,
        language=values.tag(_of(review, "inLanguage")) or language.guess(statement),
        appearances=_appearances(item),
        is_withdrawn=is_withdrawn,
    )


def _url(review: Thing, page: str) -> str:
    """Where the check stands. One that names an address nobody can use is not trusted with a link elsewhere."""
    declared = _of(review, "url")
    found = values.address(declared) or values.address(_of(review, "mainEntityOfPage"))
    if not found and values.names_a_place(declared):
        raise BadRow(values.why_no_address(declared))
    if page and not values.is_within(found, page):  # nobody speaks for somebody else's site
        return page
    return found or values.address(_of(review, "@id"))


def _publisher(review: Thing) -> str:
    """The organisation, since some give the person who wrote the check as its author."""
    author = _of(review, "author", "creator")
    is_person = any("Person" in _types(each) for each in _things(author))
    ways = [author, _of(review, "publisher", "sourceOrganization", "sdPublisher")]
    found = [values.text(each, MAX_NAME) for each in (reversed(ways) if is_person else ways)]
    return next(filter(None, found), "")


def _rating(review: Thing) -> tuple[str, float | None, float | None, float | None]:
    """(words, value, worst, best); a rating may also be given as nothing but a word or a number."""
    declared = _of(review, "reviewRating", "rating")
    things = _things(declared)
    if not things:
        value = values.number(declared)
        return ("" if value is not None else values.text(declared, MAX_RATING)), value, None, None
    rating = things[0]
    value, worst, best = (values.number(_of(rating, name)) for name in ("ratingValue", "worstRating", "bestRating"))
    words = values.text(_of(rating, "alternateName", "name", "ratingExplanation"), MAX_RATING)
    if not words and value is None:  # the verdict stands where the number belongs
        words = values.text(_of(rating, "ratingValue"), MAX_RATING)
    return words, value, worst, best


def _summary(review: Thing) -> Any:
    rating = _things(_of(review, "reviewRating"))
    return _of(review, "description", "abstract", "reviewBody") or (
        _of(rating[0], "ratingExplanation") if rating else ""
    )


def _appearances(item: Thing) -> list[str]:
    """Addresses where the claim was made, the first appearance first; older markup gives the item's own address."""
    found: dict[str, None] = {}
    for declared in (_of(item, "firstAppearance"), _of(item, "appearance"), _of(item, "url"), _of(item, "sameAs")):
        for each in declared[:MAX_APPEARANCES] if isinstance(declared, list) else [declared]:
            url = values.address(each)
            if url:
                found.setdefault(url)
    return list(found)[:MAX_APPEARANCES]
