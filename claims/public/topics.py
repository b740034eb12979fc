"""The topics of published checks, by the words that were printed; one address for all ways of writing a topic."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.text import slugify

from claims.models import Claim, State, VerdictRevision
from claims.public.page_cache import KEEP_S
from claims.publishing import edition

log = logging.getLogger(__name__)

#: A page of more topics than these is read by nobody; the search finds the checks of all others.
MAX_LISTED = 300


@dataclass(frozen=True)
class Topic:
    """`names`: all ways in which it was written; `n_checks`: standing checks."""

    slug: str
    name: str
    names: tuple[str, ...]
    n_checks: int

    @property
    def path(self) -> str:
        return f"/topics/{quote(self.slug)}/"

    def checks(self, found: QuerySet[VerdictRevision]) -> QuerySet[VerdictRevision]:
        """Those of `found` on this topic: the claim leads there quickly, the printed word decides.

        The desk may give a claim that is checked again another topic; readers see that once it is published.
        """
        return of_topics(found, self.names)


def of_topics(found: QuerySet[VerdictRevision], names: Collection[str]) -> QuerySet[VerdictRevision]:
    # What is not null is said for the database: the index of topics holds public claims only
    public = found.filter(claim__current_revision__isnull=False, claim__topic__in=names)
    return public.filter(content__topic__in=names)


def slug_of(name: str) -> str:
    return slugify(name, allow_unicode=True)


def load_topics() -> list[Topic]:
    """Topics of published checks, those with most of them first; counted once in each edition, as pages are kept."""
    key = f"public-topics.{edition.current()}"
    try:
        topics: list[Topic] | None = cache.get(key)
        if topics is None:
            topics = _count_topics()
            cache.set(key, topics, timeout=KEEP_S)
    except edition.CACHE_TROUBLE as trouble:
        log.warning("The cache cannot be reached, so the topics are counted anew: %s", trouble)
        topics = _count_topics()
    return topics


def _count_topics() -> list[Topic]:
    """One query.

    The topic of a claim that is checked again may have been changed since: then it is not public yet.
    """
    is_public = Q(state=State.PUBLISHED) | Q(printed_topic=F("topic"))
    public = Claim.objects.public().exclude(topic="").exclude(state=State.RETRACTED)
    public = public.annotate(printed_topic=KeyTextTransform("topic", "current_revision__content")).filter(is_public)
    rows = public.order_by().values_list("topic").annotate(n=Count("pk"))
    names: dict[str, list[tuple[int, str]]] = {}
    for name, n in rows:
        if slug := slug_of(name):
            names.setdefault(slug, []).append((n, name))
    topics = [
        Topic(slug, max(found)[1], tuple(sorted(name for _, name in found)), sum(n for n, _ in found))
        for slug, found in names.items()
    ]
    return sorted(topics, key=lambda topic: (-topic.n_checks, topic.name))
