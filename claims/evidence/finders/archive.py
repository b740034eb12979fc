"""Passages in other articles of our archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery

from claims import policy
from claims.evidence import passages, stance
from claims.evidence.found import Found, Tools
from claims.evidence.origins import origins_of_appearances
from claims.evidence.sources import source_of_article
from claims.models import Article, Claim, Sentence
from claims.text import anchors, overlap

#: Sentences that the full-text index brings up. Many more than are read: of what a thousand articles copied from each
#: other, all but a few copies are left out, and so are the articles in which the claim was made (count).
N_RANKED = 1200
#: Sentences that are read and scored (count).
N_CANDIDATES = 120
#: So that one long article, or one much copied story, does not crowd out the others (counts).
N_PER_ARTICLE, N_PER_ORIGIN = 2, 3
#: Sentences of one article and of one origin that are read: the best passage need not stand at the best rank (counts).
N_READ_PER_ARTICLE, N_READ_PER_ORIGIN = 4, 12


def find(claim: Claim, tools: Tools) -> Iterable[Found]:
    """The best passages, the nearest first.

    The articles in which the claim appears are no evidence for it, nor are copies of them: they only show that it
    was made. Copies of any other story are proposed, a few of each, and share their origin.
    """
    language = claim.language or "en"
    candidates = _candidates(claim, language)
    if not candidates:
        return []
    wanted = overlap.traits(claim.statement, language=language)
    around = [_passage(wanted, one) for one in candidates]
    best = list(_best([one for one in around if one is not None]))
    articles = Article.objects.select_related("outlet", "origin").in_bulk([one.sentence.article_id for one in best])
    return [_found(claim, articles[one.sentence.article_id], one.passage) for one in best]


@dataclass(frozen=True)
class Candidate:
    """A sentence and the passage around it, whose places count from the beginning of the article."""

    sentence: Sentence
    passage: passages.Passage

    def overlaps(self, other: Candidate) -> bool:
        is_same_article = self.sentence.article_id == other.sentence.article_id
        return is_same_article and self.passage.start < other.passage.end and other.passage.start < self.passage.end


def _candidates(claim: Claim, language: str) -> list[Sentence]:
    """The sentences worth reading, in no order. Two short queries: which they are, then their texts."""
    ranked = Sentence.objects.ranked_ids(overlap.query(claim.statement, language=language), limit=N_RANKED)
    articles, origins = origins_of_appearances(claim)
    places = {
        pk: (article, origin)
        for pk, article, origin, copied in Sentence.objects.filter(pk__in=[pk for pk, _ in ranked])
        .order_by()  # in any order: SQLite would otherwise walk the whole table to spare itself the sorting
        .values_list("pk", "article", "article__origin", "article__duplicate_of")
        if copied is None and article not in articles and origin not in origins
    }
    n_of_article: Counter[int] = Counter()
    n_of_origin: Counter[int] = Counter()
    chosen: list[int] = []
    for pk, _ in ranked:
        if pk not in places or len(chosen) == N_CANDIDATES:
            continue
        article, origin = places[pk]
        if n_of_article[article] == N_READ_PER_ARTICLE or (origin and n_of_origin[origin] == N_READ_PER_ORIGIN):
            continue
        n_of_article[article] += 1
        n_of_origin[origin or 0] += 1
        chosen.append(pk)
    return _read(chosen)


def _read(chosen: list[int]) -> list[Sentence]:
    """The sentences with what their passages need: of the sentence before its text and end, of the article little."""
    before = Sentence.objects.filter(article=OuterRef("article"), position=OuterRef("position") - 1).order_by()
    rows = Sentence.objects.filter(pk__in=chosen).order_by().select_related("article")
    return list(
        rows.annotate(before_text=Subquery(before.values("text")), before_end=Subquery(before.values("end"))).only(
            "text", "start", "end", "article__origin", "article__language", "article__published_on"
        )
    )


def _passage(wanted: overlap.Traits, sentence: Sentence) -> Candidate | None:
    """The passage around a sentence. Long articles stay where they are: it is told from the two sentences alone."""
    before: tuple[str | None, int | None] = (sentence.before_text, sentence.before_end)  # type: ignore[attr-defined]
    text, offset, span_before = sentence.text, sentence.start, None
    if before[0] and before[1] is not None and 0 <= sentence.start - before[1] <= passages.NEAR:
        text, offset = before[0] + " " * (sentence.start - before[1]) + text, before[1] - len(before[0])
        span_before = (0, len(before[0]))
    span = (sentence.start - offset, sentence.end - offset)
    found = passages.passage_at(wanted, text, span, span_before, language=sentence.article.language or wanted.language)
    if found is None:
        return None
    return Candidate(sentence, replace(found, start=found.start + offset, end=found.end + offset))


def _best(found: list[Candidate]) -> Iterator[Candidate]:
    """The nearest passages, without overlaps, a few of each article and of each origin; the earliest copy first."""
    n_of_article: Counter[int] = Counter()
    n_of_origin: Counter[int] = Counter()
    taken: list[Candidate] = []
    for one in sorted(found, key=_rank):
        article, origin = one.sentence.article_id, one.sentence.article.origin_id
        if len(taken) == policy.current().n_passages_per_finder:
            return
        if any(one.overlaps(other) for other in taken):
            continue
        if n_of_article[article] == N_PER_ARTICLE or (origin and n_of_origin[origin] == N_PER_ORIGIN):
            continue
        n_of_article[article] += 1
        n_of_origin[origin or 0] += 1
        taken.append(one)
        yield one


def _rank(one: Candidate) -> tuple[float, str, int, int]:
    published = one.sentence.article.published_on
    day = published.isoformat() if published else "9999"
    return -round(one.passage.relevance, 3), day, one.sentence.article_id, one.passage.start


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
