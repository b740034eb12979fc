"""Passages in other articles of our archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from claims import policy
from claims.evidence import passages, stance
from claims.evidence.found import Found, Tools
from claims.evidence.origins import origins_of_appearances
from claims.evidence.sources import source_of_article
from claims.models import Article, Claim, Sentence
from claims.text import anchors, overlap

#: Sentences that the full-text index brings up to be rescored (count).
N_CANDIDATES = 120
#: So that one long article, or one much copied story, does not crowd out the others (counts).
N_PER_ARTICLE, N_PER_ORIGIN = 2, 3


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """The best passages, the nearest first.

    The articles in which the claim appears are no evidence for it, nor are copies of them: they only show that it
    was made. Copies of any other story are proposed, a few of each, and share their origin.
    """
    language = claim.language or "en"
    wanted = overlap.traits(claim.statement, language=language)
    ranked = Sentence.objects.ranked_ids(overlap.query(claim.statement, language=language), limit=N_CANDIDATES)
    if not ranked:
        return []
    articles, origins = origins_of_appearances(claim)
    candidates = (
        Sentence.objects.filter(pk__in=[pk for pk, _ in ranked])
        .exclude(article__in=articles)
        .exclude(article__origin__in=origins)
        .select_related("article__outlet", "article__origin")
        .order_by()  # in any order: SQLite would otherwise walk the whole table to spare itself the sorting
    )
    before = _spans_before(candidates)
    found = []
    for sentence in candidates:
        article = sentence.article
        if article.duplicate_of_id is not None:
            continue
        passage = passages.passage_at(
            wanted,
            article.text,
            (sentence.start, sentence.end),
            before.get((article.pk, sentence.position)),
            language=article.language or language,
        )
        if passage is not None:
            found.append((article, passage))
    return [_found(claim, article, passage) for article, passage in _best(found)]


def _spans_before(candidates: Iterable[Sentence]) -> dict[tuple[int, int], passages.Span]:
    """(article, position) -> the place of the sentence before that one."""
    wanted = {(sentence.article_id, sentence.position - 1) for sentence in candidates}
    rows = (
        Sentence.objects.filter(
            article__in={article for article, _ in wanted}, position__in={position for _, position in wanted}
        )
        .order_by()
        .values_list("article", "position", "start", "end")
    )
    return {(article, position + 1): (start, end) for article, position, start, end in rows}


def _best(found: list[tuple[Article, passages.Passage]]) -> Iterator[tuple[Article, passages.Passage]]:
    """The nearest passages, without overlaps, a few of each article and of each origin; the earliest copy first."""
    n_of_article: Counter[int] = Counter()
    n_of_origin: Counter[int] = Counter()
    taken: list[tuple[int, int, int]] = []
    for article, passage in sorted(found, key=_rank):
        if len(taken) == policy.current().n_passages_per_finder:
            return
        if any(pk == article.pk and passage.start < end and start < passage.end for pk, start, end in taken):
            continue
        if n_of_article[article.pk] == N_PER_ARTICLE or n_of_origin[article.origin_id or 0] == N_PER_ORIGIN:
            continue
        n_of_article[article.pk] += 1
        if article.origin_id is not None:
            n_of_origin[article.origin_id] += 1
        taken.append((article.pk, passage.start, passage.end))
        yield article, passage


def _rank(item: tuple[Article, passages.Passage]) -> tuple[float, str, int, int]:
    article, passage = item
    published = article.published_on.isoformat() if article.published_on else "9999"
    return -round(passage.relevance, 3), published, article.pk, passage.start


def _found(claim: Claim, article: Article, passage: passages.Passage) -> Found:
    quote = article.text[passage.start : passage.end]
    return Found(
        source=source_of_article(article),
        quote=quote,
        selector=dict(anchors.selector(article.text, passage.start, passage.end)),
        stance=stance.propose(
            claim.statement, quote, language=article.language or "en", written_on=article.published_on
        ),
        relevance_score=round(passage.relevance, 3),
    )
