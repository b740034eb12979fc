"""The origin of an article: copies of one wire story share one, so that they count once as evidence."""

from __future__ import annotations

from django.db import transaction

from claims import origins
from claims.models import Article, Origin, Source

MAX_LABEL = 300


def assign_origin(article: Article, *, origin_outlet: str = "") -> Origin:
    """The article's own origin, when its text is read, and the marks by which its copies find it.

    `origin_outlet`: who published it first, if the text says so. Copies are looked for by `assign_again`, when this is
    committed: of two copies that are imported at the same moment the later one then sees the other. Calling this again
    changes nothing.
    """
    with transaction.atomic():
        fresh = Article.objects.select_related("origin", "outlet").get(pk=article.pk)
        article.origin = fresh.origin or _make(fresh, origin_outlet)
        origins.learn(fresh)
    return article.origin


def assign_again(article_id: int) -> None:
    """Join the article's origin with those of the archived articles that tell the same story in the same words.

    Calling it again changes nothing.
    """
    article = Article.objects.select_related("origin").filter(pk=article_id, duplicate_of=None).first()
    if article is None or article.origin is None:
        return
    with transaction.atomic():
        origins.wait_for_turn()
        own = Origin.objects.get(articles=article)
        agencies = origins.agencies_of(article)
        found = origins.find_copies(article.text, agencies=agencies, outlet=article.outlet_id, but=[article.pk])
        origins.join([own, *(copy.article.origin for copy in found if copy.article.origin is not None)])
        if found and not article.origin_reason:
            reason = max(found, key=lambda copy: copy.likeness.containment).reason[: origins.MAX_REASON]
            Article.objects.filter(pk=article.pk).update(origin_reason=reason)
            Source.objects.filter(article=article).update(origin_reason=reason)


def _make(article: Article, origin_outlet: str) -> Origin:
    """The article's own origin. Its key is the article's, so making it twice is making it once."""
    kind = origins.TOLD if origin_outlet else origins.OWN
    who = origin_outlet or (article.outlet.name if article.outlet else "")
    label = f"{who}: {article.title}" if who and article.title else who or str(article)
    origin, _ = Origin.objects.get_or_create(key=f"{kind}:{article.pk}", defaults={"label": label[:MAX_LABEL]})
    reason = f"It says that it has it from {origin_outlet}" if origin_outlet else ""
    Article.objects.filter(pk=article.pk).update(origin=origin, origin_reason=reason[: origins.MAX_REASON])
    Source.objects.filter(article=article).update(origin=origin)  # cited before its origin was known
    return origin
