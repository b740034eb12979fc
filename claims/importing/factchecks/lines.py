"""Checks as lines: JSON objects {id, claim, title, url, publisher, rating, date ...}, and what such names mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from claims.importing.factchecks import claimreview, ratings, values
from claims.importing.factchecks.check import (
    MAX_APPEARANCES,
    MAX_CLAIMANT,
    MAX_ID,
    MAX_NAME,
    MAX_RATING,
    MAX_STATEMENT,
    MAX_SUMMARY,
    MAX_TITLE,
    BadRow,
    Check,
    Row,
    by_address,
    by_number,
)
from claims.text import language
from claims.web import answers

#: Bytes of one line; no check is longer.
MAX_LINE: Final = 4_000_000
#: What each of our fields is called elsewhere, the likeliest name first.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "check_id", "external_id", "vclaim_id", "doc_id", "docid", "_id"),
    "statement": ("claim", "vclaim", "statement", "claim_text", "claimreviewed", "claim_reviewed", "text"),
    "title": ("title", "headline", "review_title", "name"),
    "summary": ("subtitle", "summary", "description", "text", "body", "explanation", "review"),
    "url": ("url", "link", "review_url", "fact_check_url", "article_url"),
    "publisher": ("publisher", "review_publisher", "source", "fact_checker", "factchecker", "organisation"),
    "claimant": ("claimant", "speaker", "claim_author", "said_by"),
    "rating": ("rating", "truth_label", "verdict", "label", "textual_rating", "textualrating", "review_rating"),
    "value": ("rating_value", "ratingvalue"),
    "worst": ("worst_value", "worst_rating", "worstrating"),
    "best": ("best_value", "best_rating", "bestrating"),
    "reviewed": ("date", "reviewed_on", "review_date", "published", "published_on", "date_published", "datepublished"),
    "claimed": ("claimed_on", "claim_date", "claimdate"),
    "language": ("language", "lang", "inlanguage", "languagecode"),
    "appearances": ("appearances", "appearance", "claim_url", "first_appearance"),
    "withdrawn": ("withdrawn", "datedeleted", "date_deleted", "deleted"),
}  # fmt: skip
#: Sites that rate what was said give the day on which it was said: "stated on October 22, 2019 in ...".
_SAID: Final = re.compile(r"\s*(?:stated|said|posted|claimed|made)\s+on\b", re.IGNORECASE)
NO_REVIEW = "It holds no ClaimReview."
_TOO_LONG = "The line is longer than 4 MB, which no check is."
_NO_OBJECT = 'It is no JSON object such as {"id": "7", "claim": "...", "url": "https://..."}.'
_NO_JSON = "It is no JSON that can be read ({error})."
_TOO_DEEP = "It is nested too deeply to be read."
_NO_CLAIM = 'It does not say which claim was checked: it needs a "claim".'
_AN_ERROR = "It is no check but the error that a service sent in its place: {said}. Fetch it again later."
_NO_IDENTITY = 'It has neither an "id" nor a "url" nor a "publisher", so that it could not be told from others.'


def rows(pieces: Iterable[bytes], *, feed: str) -> Iterator[Row]:
    """A row for each line that is not empty, numbered as an editor numbers lines. `feed` owns ids without publisher."""
    for number, raw in numbered(pieces):
        if raw is None:
            yield Row(number, [], [_TOO_LONG])
        elif line := decoded(raw).strip("\ufeff\x00 \t\r\n"):
            yield _json_row(number, line, feed)


def numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """(number, line); None for a line that is too long, of which nothing is kept."""
    number, rest, is_too_long = 1, b"", False
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield number, None if is_too_long or len(line) > MAX_LINE else line
            number, is_too_long = number + 1, False
        if len(rest) > MAX_LINE:
            rest, is_too_long = b"", True
    if rest or is_too_long:
        yield number, None if is_too_long else rest


def decoded(raw: bytes) -> str:
    """A line as UTF-8, or as the Western character set that older programs write."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _json_row(number: int, line: str, feed: str) -> Row:
    try:
        value = json.loads(line, strict=False)
    except RecursionError:
        return Row(number, [], [_TOO_DEEP])
    except ValueError as error:
        return Row(number, [], [_NO_JSON.format(error=str(error)[:200])])
    if not isinstance(value, dict):
        return Row(number, [], [_NO_OBJECT])
    if "@type" not in value:
        return row(number, value, feed)
    checks, refused = claimreview.read(value)
    return Row(number, checks, refused if checks or refused else [NO_REVIEW])


def is_row(value: Any) -> bool:
    """Whether an object names a claim under one of the plainer names, as the rows of lists do."""
    return isinstance(value, dict) and any(str(name).casefold() in NAMES["statement"][:-1] for name in value)


def why_none(value: Any, *, otherwise: str) -> str:
    """Why an object holds no check: what went wrong at the service, if that is what it tells, or else `otherwise`."""
    said = answers.error_of(value) if isinstance(value, dict) else ""
    return _AN_ERROR.format(said=said) if said else otherwise


def row(number: int, fields: dict[str, Any], feed: str) -> Row:
    """The check in one object, by the names of its fields."""
    try:
        return Row(number, [_check(fields, feed)], [])
    except BadRow as bad:
        return Row(number, [], [bad.reason])


def _check(fields: dict[str, Any], feed: str) -> Check:
    known = {str(name).strip().casefold(): value for name, value in fields.items() if value not in (None, "", [], {})}

    def of(field: str) -> Any:
        return next((known[name] for name in NAMES[field] if name in known), None)

    statement = values.text(of("statement"), MAX_STATEMENT)
    if not statement:
        raise BadRow(why_none(fields, otherwise=_NO_CLAIM))
    url, day = _url(of("url")), of("reviewed")
    publisher = values.text(of("publisher"), MAX_NAME)
    title, summary = values.text(of("title"), MAX_TITLE), values.text(of("summary"), MAX_SUMMARY)
    rating, value = values.text(of("rating"), MAX_RATING), values.number(of("value"))
    worst, best = values.number(of("worst")), values.number(of("best"))
    is_of_claim = isinstance(day, str) and _SAID.match(day) is not None
    return Check(
        identity=_identity(values.text(of("id"), MAX_ID), url, publisher, statement, feed),
        external_id=values.text(of("id"), MAX_ID),
        statement=statement,
        title="" if title == statement else title,
        summary="" if summary == statement else summary,
        url=url,
        publisher=publisher or values.host(url)[:MAX_NAME],
        site=values.host(url)[:MAX_NAME],
        claimant=values.text(of("claimant"), MAX_CLAIMANT),
        claimed_on=values.day(day if is_of_claim else of("claimed")),
        reviewed_on=None if is_of_claim else values.day(day),
        rating=rating,
        outcome=ratings.outcome(rating, value, worst, best),
        rating_value=value,
        worst_value=worst,
        best_value=best,
        language=values.tag(of("language")) or language.guess(statement),
        appearances=_appearances(of("appearances")),
        is_withdrawn=bool(of("withdrawn")) and str(of("withdrawn")).casefold() not in ("false", "0", "no"),
    )


def _url(given: Any) -> str:
    """The address of the check; a path without its site leads nowhere and is left out."""
    found = values.address(given)
    if not found and values.names_a_place(given):
        raise BadRow(values.why_no_address(given))
    return found


def _identity(number: str, url: str, publisher: str, statement: str, feed: str) -> str:
    if number:
        return by_number(url or f"{feed} {publisher.casefold()}".strip(), number)
    if not url and not publisher:
        raise BadRow(_NO_IDENTITY)
    return by_address(url, publisher, statement)


def _appearances(given: Any) -> list[str]:
    each = given if isinstance(given, list) else str(given or "").split()
    found = (values.address(one) for one in each[:MAX_APPEARANCES])
    return list(dict.fromkeys(filter(None, found)))
