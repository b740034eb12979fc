"""Source rows: the same source is one row, whoever finds or attaches it."""

from __future__ import annotations

from claims.evidence.found import FoundSource
from claims.evidence.origins import own_origin
from claims.models import Article, Source


def keep_source(found: FoundSource) -> Source:
    """The Source row of this identity, made when new. An archived article brings its snapshot and its origin of now."""
    article = Article.objects.select_related("origin").filter(pk=found.article.pk).first() if found.article else None
    origin = article.origin if article else found.origin
    source, _ = Source.objects.get_or_create(
        identity=found.identity,
        defaults={
            "kind": found.kind,
            "title": found.title[:500],
            "url": found.url,
            "publisher": found.publisher[:200],
            "author": found.author[:300],
            "published_on": found.published_on,
            "article": article,
            "revision": found.revision,
            "snapshot": article.snapshot if article else None,
            "origin": origin or own_origin(found.origin_key, found.origin_label),
            "error": found.trouble,
        },
    )
    return source


def source_of_article(article: Article) -> FoundSource:
    """An archived article as a source. Its origin's key is the one that importing would give it."""
    return FoundSource(
        identity=article.identity,
        kind=Source.Kind.ARTICLE,
        title=article.title,
        url=article.url,
        publisher=article.outlet.name if article.outlet else "",
        author=article.byline,
        published_on=article.published_on,
        article=article,
        origin=article.origin,
        origin_key=f"article:{article.pk}",
        origin_label=str(article),
    )
