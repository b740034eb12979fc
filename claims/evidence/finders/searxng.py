"""A SearXNG instance: the search engines of the web, asked through a server that the newsroom trusts."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from claims.errors import TryAgain
from claims.evidence.asking import question
from claims.evidence.found import Found, Tools
from claims.evidence.pages import found_on, hits_of
from claims.models import Claim
from claims.text import language as languages
from claims.web import answers

LONGEST_QUERY = 300
N_RESULTS = 20


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """Passages of the first pages that the engines bring up. The instance must allow `format=json`."""
    url = question(
        f"{settings.SEARXNG_URL}/search",
        q=claim.statement[:LONGEST_QUERY],
        format="json",
        language=languages.tag(claim.language) or "all",
        pageno=1,
    )
    return found_on(hits_of(tools.asking.ask(url, _read)), claim, tools)


def _read(answer: answers.Object) -> list[dict[str, str]]:
    answers.refuse_error(answer)
    results = answers.objects(answer, "results", is_promised=True)
    silent = answer.get("unresponsive_engines")
    if not results and silent:
        raise TryAgain("None of the search engines behind SearXNG answered. They are asked again.")
    return [
        {
            "url": answers.text(result, "url", at_most=2000),
            "title": answers.text(result, "title"),
            "day": str(answers.day(result, "publishedDate") or ""),
        }
        for result in results[:N_RESULTS]
    ]
