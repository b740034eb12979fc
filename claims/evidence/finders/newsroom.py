"""The newsroom's own search: its archive, its wire services, its documents, behind a small agreement in JSON.

Asked: GET address?q=STATEMENT&language=en&limit=20. Answered: {"results": [{"url": ..., and if known "title",
"publisher", "published": "2026-01-31"}]}, the best first, or {"error": "a sentence"}. Each url is opened as a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from claims.evidence.asking import question
from claims.evidence.found import Found, Tools
from claims.evidence.pages import found_on, hits_of
from claims.models import Claim
from claims.web import answers

N_RESULTS = 20


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """Passages of the first pages that the search brings up."""
    url = question(
        settings.NEWSROOM_SEARCH_URL, q=claim.statement[:1000], language=claim.language or "en", limit=N_RESULTS
    )
    return found_on(hits_of(tools.asking.ask(url, _read)), claim, tools)


def _read(answer: answers.Object) -> list[dict[str, str]]:
    answers.refuse_error(answer)
    return [
        {
            "url": answers.text(result, "url", at_most=2000),
            "title": answers.text(result, "title"),
            "publisher": answers.text(result, "publisher", at_most=200),
            "day": str(answers.day(result, "published") or ""),
        }
        for result in answers.objects(answer, "results", is_promised=True)[:N_RESULTS]
    ]
