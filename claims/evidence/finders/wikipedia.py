"""Wikipedia in the claim's language: its search, the plain text of the best articles, cited by their revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote as percent

from django.conf import settings

from claims import policy
from claims.errors import Refused, TryAgain
from claims.evidence import stance
from claims.evidence.asking import question
from claims.evidence.captures import Capture, best_passage
from claims.evidence.found import Found, FoundSource, Tools
from claims.models import Claim, Source
from claims.text import anchors, overlap
from claims.text import language as languages
from claims.web import answers, urls

#: Words that are searched for, any of them; more add nothing (count).
N_WORDS = 10
#: So much of an article is read (characters).
MAX_EXTRACT = 400_000
_PASSING = frozenset({"ratelimited", "maxlag", "readonly", "internal_api_error_DBQueryError"})


@dataclass(frozen=True)
class Extract:
    """The plain text of an article: what captures reads from other pages."""

    title: str
    text: str
    outlet: str = "Wikipedia"
    byline: str = ""
    published: date | None = None


def find(claim: Claim, tools: Tools) -> Iterator[Found]:
    """The best passage of each of the first articles that say something about the claim."""
    language = languages.tag(claim.language) or "en"
    base = settings.WIKIPEDIA_URL.replace("{language}", language)
    words = overlap.query(claim.statement, language=language).split()[:N_WORDS]
    search = question(
        f"{base}/w/api.php", action="query", format="json", formatversion=2, generator="search", prop="info",
        gsrsearch=" OR ".join(words) or claim.statement[:300], gsrlimit=policy.current().n_pages_per_finder,
    )  # fmt: skip
    for article in tools.asking.ask(search, _read_search):
        try:
            source, text = _article(base, language, article, tools)
        except (Refused, TryAgain) as trouble:
            tools.asking.remarks.append(f"“{article['title']}” could not be read. {trouble.sentence}")
            continue
        passage = best_passage(claim, text)
        if passage is not None:
            quote = text[passage.start : passage.end]
            yield Found(
                source=source,
                quote=quote,
                selector=dict(anchors.selector(text, passage.start, passage.end)),
                stance=stance.propose(claim.statement, quote, language=language),
                relevance_score=round(passage.relevance, 3),
            )


def _article(base: str, language: str, article: answers.Object, tools: Tools) -> tuple[FoundSource, str]:
    """The article as a source and its text: as it was captured earlier, or as it is now."""
    known = _permanent(base, article["title"], article["revision"])
    kept = Source.objects.select_related("snapshot").filter(identity=known, snapshot__isnull=False).first()
    if kept is not None and kept.snapshot is not None:
        return _source(known, language, article["title"]), kept.snapshot.text
    url = question(
        f"{base}/w/api.php", action="query", format="json", formatversion=2, prop="extracts|info", explaintext=1,
        exsectionformat="plain", pageids=article["id"],
    )  # fmt: skip
    fetched, (revision, text) = tools.asking.read(url, _read_extract)
    capture = Capture(fetched, Extract(article["title"], text), has_origin=True)
    return _source(_permanent(base, article["title"], revision), language, article["title"], capture), text


def _source(permanent: str, language: str, title: str, capture: Capture | None = None) -> FoundSource:
    return FoundSource(
        identity=permanent,
        kind=Source.Kind.PAGE,
        title=title,
        url=permanent,
        publisher="Wikipedia",
        origin_key=f"wikipedia:{language}:{title}",
        origin_label=f"Wikipedia ({language}): {title}",
        capture=capture,
    )


def _permanent(base: str, title: str, revision: int) -> str:
    """The link to one revision, which never changes."""
    return urls.canonical(f"{base}/w/index.php?title={percent(title.replace(' ', '_'), safe='')}&oldid={revision}")


def _read_search(answer: answers.Object) -> list[answers.Object]:
    """[{id, title, revision}], the best first; nothing found is an answer without "query"."""
    _refuse_errors(answer)
    pages = answers.objects(answers.inner(answer, "query"), "pages")
    pages.sort(key=lambda page: answers.number(page, "index") or 0)
    return [
        {"id": pk, "title": answers.text(page, "title"), "revision": answers.number(page, "lastrevid") or 0}
        for page in pages
        if (pk := answers.number(page, "pageid")) is not None
    ]


def _read_extract(answer: answers.Object) -> tuple[int, str]:
    """(revision, plain text) of the one page that was asked for."""
    _refuse_errors(answer)
    page = next(iter(answers.objects(answers.inner(answer, "query"), "pages")), {})
    revision, text = answers.number(page, "lastrevid"), answers.prose(page, "extract", at_most=MAX_EXTRACT)
    if revision is None or not text:
        raise answers.BadAnswer("It sent an article without its text or its revision.")
    return revision, text


def _refuse_errors(answer: answers.Object) -> None:
    """MediaWiki answers 200 with an error inside."""
    if answers.text(answers.inner(answer, "error"), "code") in _PASSING:
        raise TryAgain(f"Wikipedia asks us to come back later and says: {answers.error_of(answer)}.")
    answers.refuse_error(answer)
