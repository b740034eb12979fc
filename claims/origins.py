"""Where information first came from: which archived articles tell the same story, and joining their origins.

Below importing and evidence, which both ask. Reads and writes Origin, and the origin of articles and sources; nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from claims import policy, turns
from claims.models import Article, Origin, Sentence, Source
from claims.text import copies, fingerprint

#: Sentences of the archive that one clue may bring up (count).
N_CANDIDATES = 30
#: Of a longer text the beginning is compared: a copy of a whole book is found by its first hundred pages (characters).
N_COMPARED = 200_000
#: Key of an origin whose article says who published it first; such an origin keeps its label when others join it.
TOLD, OWN = "told", "article"


def wait_for_turn() -> None:
    """Until the caller's transaction ends nobody else assigns origins, so two copies never miss each other."""
    turns.wait_for("origins")


def find_same_story(text: str, *, agencies: frozenset[str] = frozenset(), but: Iterable[int] = ()) -> list[Article]:
    """Archived articles that tell this text's story in its words; at most a few dozen rows are read.

    `agencies`: names, case-folded, of who the text says it comes from. `but`: primary keys of articles to leave out.
    """
    own = fingerprint.shingles(text[:N_COMPARED])
    if not own:
        return []
    candidates = (
        Article.objects.filter(pk__in=_articles_with(copies.clues(text[:N_COMPARED])), duplicate_of=None)
        .exclude(pk__in=list(but))
        .select_related("origin", "outlet")
        .order_by("pk")
    )
    threshold = policy.current().same_story_score
    return [
        article
        for article in candidates
        if copies.likeness(own, fingerprint.shingles(article.text[:N_COMPARED])).is_copy(
            threshold=threshold, same_agency=bool(agencies & agencies_of(article))
        )
    ]


def _articles_with(clues: list[copies.Clue]) -> set[int]:
    """Articles of which some sentence is probably one of these; their texts are read only then."""
    found = set()
    for clue in clues:
        ids = [pk for pk, _ in Sentence.objects.ranked_ids(clue.query, limit=N_CANDIDATES, any_word=False)]
        rows = Sentence.objects.filter(pk__in=ids).order_by().values_list("article", "text")
        found |= {article for article, sentence in rows if clue.is_in(sentence)}
    return found


def agencies_of(article: Article) -> frozenset[str]:
    """Who the article says it comes from besides its own outlet, case-folded: from its origin's label."""
    if article.origin is None or not article.origin.key.startswith(TOLD):
        return frozenset()
    return frozenset({article.origin.label.partition(":")[0].casefold()})


def join(origins: Iterable[Origin]) -> Origin:
    """Make several origins one. One that was told wins, then the oldest; the others stay as empty rows.

    They are not deleted: a finder that runs at the same moment may still name one of them.
    """
    first, *others = sorted(
        {origin.pk: origin for origin in origins}.values(), key=lambda o: (not o.key.startswith(TOLD), o.pk)
    )
    if others:
        with transaction.atomic():
            Article.objects.filter(origin__in=others).update(origin=first)
            Source.objects.filter(origin__in=others).update(origin=first)
    return first
