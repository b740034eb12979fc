"""From what a search brought up to passages: pages are opened, read, and quoted from. A snippet is never a quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from claims import policy
from claims.errors import Refused, TryAgain
from claims.evidence import stance
from claims.evidence.asking import without_advice
from claims.evidence.captures import Capture, best_passage, read_page
from claims.evidence.found import Found, FoundSource, Tools
from claims.evidence.sources import source_of_article
from claims.evidence.stance import Stance
from claims.models import Appearance, Article, Claim, Source
from claims.text import anchors
from claims.web import urls

#: So many pages that could not be read are told of by name.
N_TOLD = 2
#: What a finding without a passage of its own is worth (0 to 1): a person has to look anyway.
RELEVANCE_UNREAD = 0.5


@dataclass(frozen=True)
class Hit:
    """One result of a search. `stance` and `note` where the service itself says what the page finds: then the hit is
    worth proposing even when the page cannot be read."""

    url: str
    title: str = ""
    publisher: str = ""
    published_on: date | None = None
    note: str = ""
    stance: Stance | None = None
    kind: Source.Kind = Source.Kind.PAGE


def found_on(hits: Iterable[Hit], claim: Claim, tools: Tools) -> Iterator[Found]:
    """The best passage of each page, at most `n_pages_per_finder` pages in the order of the hits.

    Left out: our own site, the articles in which the claim was made, pages that say nothing about it.
    """
    closed = _made_in(claim)
    unread: list[str] = []
    for hit in _worth_opening(hits, closed):
        page = _page_of(hit, tools, unread)
        passage = best_passage(claim, page.text) if page.text else None
        if passage is not None:
            quote = page.text[passage.start : passage.end]
            proposed = stance.propose(
                claim.statement, quote, language=claim.language or "en", written_on=page.source.published_on
            )
            yield Found(
                source=page.source,
                quote=quote,
                selector=dict(anchors.selector(page.text, passage.start, passage.end)),
                stance=hit.stance or proposed,
                relevance_score=round(passage.relevance, 3),
                note=hit.note,
            )
        elif hit.stance is not None:
            yield Found(page.source, "", {}, hit.stance, RELEVANCE_UNREAD, note=hit.note)
    if unread:
        n = len(unread)
        told = " ".join(unread[:N_TOLD])
        tools.asking.remarks.append(f"{n} page{'s' if n > 1 else ''} could not be read. {told}")


@dataclass(frozen=True)
class _Page:
    source: FoundSource
    text: str


def _worth_opening(hits: Iterable[Hit], closed: set[str]) -> Iterator[Hit]:
    """Each page once, none that is closed to us as evidence, so many in all."""
    seen = set(closed)
    n_left = policy.current().n_pages_per_finder
    for hit in hits:
        try:
            identity = urls.canonical(hit.url)
        except Refused:
            continue
        if identity in seen or identity.startswith(f"{settings.SITE_URL}/"):
            continue
        if n_left <= 0:
            return
        seen.add(identity)
        n_left -= 1
        yield hit


def _made_in(claim: Claim) -> set[str]:
    """The addresses at which the claim was made: they are no evidence for it."""
    made = Appearance.objects.filter(claim=claim).values_list("article__identity", flat=True)
    return set(made) | set(Appearance.objects.filter(home_claim=claim).values_list("article__identity", flat=True))


def _page_of(hit: Hit, tools: Tools, unread: list[str]) -> _Page:
    """The page with its text: from the archive, from an earlier capture, or opened now."""
    identity = urls.canonical(hit.url)
    article = Article.objects.select_related("outlet", "origin", "duplicate_of__outlet", "duplicate_of__origin")
    kept = article.filter(identity=identity, snapshot__isnull=False).first()
    if kept is not None:
        kept = kept.duplicate_of or kept
        return _Page(source_of_article(kept), kept.text)
    source = FoundSource(
        identity=identity,
        kind=hit.kind,
        title=hit.title,
        url=identity,
        publisher=hit.publisher,
        published_on=hit.published_on,
        origin_key=f"page:{identity}",
        origin_label=hit.title or identity,
    )
    known = Source.objects.select_related("snapshot").filter(identity=identity, snapshot__isnull=False).first()
    if known is not None and known.snapshot is not None:
        return _Page(source, known.snapshot.text)
    capture, trouble = _opened(identity, tools)
    if trouble:
        unread.append(trouble)
    text = capture.reading.text if capture and capture.reading else ""
    return _Page(replace(source, capture=capture, trouble=trouble), text)


def _opened(url: str, tools: Tools) -> tuple[Capture | None, str]:
    """The page as it is now, and the sentence about what could not be read of it."""
    try:
        fetched = tools.asking.take(url)
    except (Refused, TryAgain) as trouble:
        return None, without_advice(trouble, host=urls.parse(url).host)
    capture = read_page(fetched, tools.neighbours.read)
    return capture, capture.error


def hits_of(results: Iterable[dict[str, str]]) -> list[Hit]:
    """Hits out of plain {url, title, and if known publisher and day}."""
    return [
        Hit(
            url=result["url"],
            title=result["title"],
            publisher=result.get("publisher", ""),
            published_on=date.fromisoformat(result["day"]) if result["day"] else None,
        )
        for result in results
    ]
