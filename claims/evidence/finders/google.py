"""Google's Fact Check Tools: published checks by their ClaimReview markup (claims:search of the v1alpha1 API)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings

from claims.errors import TryAgain
from claims.evidence import verdicts
from claims.evidence.asking import question
from claims.evidence.finders.checks import told_by
from claims.evidence.found import Found, Tools
from claims.evidence.pages import Hit, found_on
from claims.models import Claim, Source
from claims.text import language as languages
from claims.web import answers

#: Google allows 100 in an answer; ten answers' worth of checks is more than anybody reads (counts).
PAGE_SIZE, N_PAGES = 10, 2
#: A statement that shares less than this with the claim is about something else (likeness, 0 to 1).
MIN_LIKENESS = 0.25
LONGEST_QUERY = 300


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """Checks of statements like the claim: the page of each is opened, and what Google tells of it is noted."""
    near = sorted(_hits(claim, tools), key=lambda pair: -pair[0])
    return found_on([hit for _, hit in near], claim, tools)


def _hits(claim: Claim, tools: Tools) -> Iterator[tuple[float, Hit]]:
    """(likeness of the statements, the page of the check)."""
    language = claim.language or "en"
    for review in _reviews(claim, tools):
        relation, likeness, against = verdicts.relation_of(claim.statement, review["statement"], language=language)
        if likeness < MIN_LIKENESS:
            continue
        note = told_by(review["publisher"], review["statement"], review["claimant"], review["rating"])
        outcome = tools.neighbours.outcome_of(review["rating"])
        yield (
            likeness,
            Hit(
                url=review["url"],
                title=review["title"],
                publisher=review["publisher"],
                published_on=date.fromisoformat(review["day"]) if review["day"] else None,
                note=f"{note} As Google’s Fact Check Tools tell.",
                stance=verdicts.stance_of(note, outcome, relation=relation, score=likeness, against=against),
                kind=Source.Kind.CHECK,
            ),
        )


def _reviews(claim: Claim, tools: Tools) -> Iterator[dict[str, str]]:
    asked: dict[str, str | int] = {"query": claim.statement[:LONGEST_QUERY], "pageSize": PAGE_SIZE}
    if languages.tag(claim.language):
        asked["languageCode"] = languages.tag(claim.language)
    address = f"{settings.GOOGLE_FACT_CHECK_URL}/v1alpha1/claims:search"
    token = ""
    for _ in range(N_PAGES):
        more: dict[str, str | int] = {"pageToken": token} if token else {}
        url = question(address, **asked, **more, key=settings.GOOGLE_FACT_CHECK_KEY)
        answer = tools.asking.ask(url, _read)
        yield from answer["reviews"]
        token = answer["token"]
        if not token:
            return


def _read(answer: answers.Object) -> dict[str, Any]:
    """The reviews of one answer, flat; an answer without any is `{}`."""
    code = answers.number(answers.inner(answer, "error"), "code") or 0
    if code == 429 or code >= 500:
        raise TryAgain(f"Google’s Fact Check Tools ask us to come back later and say: {answers.error_of(answer)}.")
    answers.refuse_error(answer)
    reviews = [
        {
            "statement": answers.text(claim, "text", at_most=1000),
            "claimant": answers.text(claim, "claimant", at_most=200),
            "url": answers.text(review, "url", at_most=2000),
            "title": answers.text(review, "title"),
            "publisher": answers.text(answers.inner(review, "publisher"), "name", at_most=200)
            or answers.text(answers.inner(review, "publisher"), "site", at_most=200),
            "rating": answers.text(review, "textualRating", at_most=300),
            "day": _iso(answers.day(review, "reviewDate")),
        }
        for claim in answers.objects(answer, "claims")
        for review in answers.objects(claim, "claimReview")
    ]
    return {"reviews": reviews, "token": answers.text(answer, "nextPageToken", at_most=1000)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
