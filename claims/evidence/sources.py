"""Source rows: the same source is one row, whoever finds or attaches it; but for what only some may read."""

from __future__ import annotations

import secrets

from claims.evidence.found import FoundSource
from claims.evidence.origins import own_origin
from claims.models import Article, Claim, Evidence, Source, User


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


def page_at(identity: str, title: str) -> Source:
    """The source of this address: one we have, an article of the archive, or a new one that is to be fetched."""
    known = Source.objects.select_related("snapshot").filter(identity=identity).first()
    if known is not None:
        return known
    source = _archived(identity)
    if source is not None:
        return source
    source, _ = Source.objects.get_or_create(
        identity=identity, defaults={"kind": Source.Kind.PAGE, "url": identity, "title": title.strip()[:500]}
    )
    return source


def protected_page_at(identity: str, claim: Claim, by: User) -> Source:
    """A row of its own: whoever guesses the address and attaches it openly must not see that it is here already.

    What is in the archive everybody in the desk may find there.
    """
    readable = Evidence.objects.filter(claim=claim).visible_to(by).values("source")
    known = Source.objects.select_related("snapshot").filter(url=identity, pk__in=readable)
    source = known.order_by("pk").first() or _archived(identity)
    return source or Source.objects.create(identity=own_identity(identity), kind=Source.Kind.PAGE, url=identity)


def _archived(identity: str) -> Source | None:
    """The source of the archived article at this address."""
    article = (
        Article.objects.select_related("outlet", "origin", "snapshot", "duplicate_of")
        .filter(identity=identity, snapshot__isnull=False)
        .first()
    )
    return keep_source(source_of_article(article.duplicate_of or article)) if article is not None else None


def own_identity(identity: str) -> str:
    """Of a row that nobody meets by bringing the same source."""
    return f"{identity}:{secrets.token_hex(8)}"
