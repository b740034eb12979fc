"""The origin of an article: copies of one wire story share one, so that they count once as evidence."""

from __future__ import annotations

from django.db import transaction

from claims import origins
from claims.models import Article, Origin, Source

MAX_LABEL = 300


def assign_origin(article: Article, *, origin_outlet: str = "") -> Origin:
    """The article's origin, shared with every archived article that tells the same story in the same words.

    Call it when the text is read, with who published it first if the text says so, and once more when the article's
    sentences are in the archive: of two copies that are imported at the same moment, the later call sees the other.
    Calling it again changes nothing.
    """
    with transaction.atomic():
        origins.wait_for_turn()
        fresh = Article.objects.select_related("origin", "outlet").get(pk=article.pk)
        own = fresh.origin or _make(fresh, origin_outlet)
        agencies = frozenset({own.label.partition(":")[0].casefold()}) if own.key.startswith(origins.TOLD) else None
        alike = origins.find_same_story(fresh.text, agencies=agencies or frozenset(), but=[fresh.pk])
        origin = origins.join([own, *(other.origin for other in alike if other.origin is not None)])
        Article.objects.filter(pk=fresh.pk).update(origin=origin)
        Source.objects.filter(article=fresh).exclude(origin=origin).update(origin=origin)
    article.origin = origin
    return origin


def assign_again(article_id: int) -> None:
    """The later look at an article whose sentences are in the archive now."""
    article = Article.objects.filter(pk=article_id, origin__isnull=False).first()
    if article is not None:
        assign_origin(article)


def _make(article: Article, origin_outlet: str) -> Origin:
    """The article's own origin. Its key is the article's, so making it twice is making it once."""
    kind = origins.TOLD if origin_outlet else origins.OWN
    who = origin_outlet or (article.outlet.name if article.outlet else "")
    label = f"{who}: {article.title}" if who and article.title else who or str(article)
    origin, _ = Origin.objects.get_or_create(key=f"{kind}:{article.pk}", defaults={"label": label[:MAX_LABEL]})
    Article.objects.filter(pk=article.pk).update(origin=origin)
    return origin
