"""Where information first came from: which archived articles tell the same story, and joining their origins.

Below importing and evidence, which both ask. Reads and writes Origin and StoryMark, and the origin of articles and
sources; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from claims import policy, turns
from claims.models import Article, Origin, Source, StoryMark
from claims.text import copies, fingerprint

#: Of a longer text the beginning is compared: a copy of a whole book is found by its first hundred pages (characters).
N_COMPARED = 200_000
#: Articles that hold one mark. More of them are copies that the first ones stand for, or share a boilerplate (count).
N_HOLDERS = 64
#: Articles that are compared word by word, those with most marks in common first; of one origin at most so many
#: (counts).
N_CANDIDATES, N_PER_ORIGIN = 16, 3
#: Key of an origin whose article says who published it first; such an origin keeps its label when others join it.
TOLD, OWN = "told", "article"
MAX_REASON = 500


@dataclass(frozen=True)
class Copy:
    """An archived article that tells a text's story in its words, and how much of their wording they share."""

    article: Article
    likeness: copies.Likeness

    @property
    def reason(self) -> str:
        """Why the two count once, for a person to read."""
        outlet = f"{self.article.outlet}: " if self.article.outlet else ""
        return f"{round(100 * self.likeness.containment)} % of its wording stands in “{outlet}{self.article}”"


def wait_for_turn() -> None:
    """Until the caller's transaction ends nobody else assigns origins, so two copies never miss each other."""
    turns.wait_for("origins")


def learn(article: Article) -> None:
    """Make an article findable by its wording, in the caller's transaction. Doing it again changes nothing."""
    if StoryMark.objects.filter(article=article).exists():
        return
    wanted = copies.marks(article.text[:N_COMPARED])
    held = StoryMark.objects.filter(value__in=wanted).order_by().values_list("value").annotate(n=Count("pk"))
    full = {value for value, n in held if n >= N_HOLDERS}
    StoryMark.objects.bulk_create(StoryMark(article=article, value=value) for value in wanted if value not in full)


def find_copies(
    text: str, *, agencies: frozenset[str] = frozenset(), outlet: int | None = None, but: Iterable[int] = ()
) -> list[Copy]:
    """Archived articles that tell this text's story in its words, a few of each origin; at most some dozen rows.

    `agencies`: names, case-folded, of who the text says it comes from. `outlet`: the key of who published it: what
    its articles have in common at their ends is no story. `but`: primary keys of articles to leave out.
    """
    text = text[:N_COMPARED]
    own = fingerprint.shingles(text)
    if not own:
        return []
    threshold = policy.current().same_story_score
    found = []
    for article in _candidates(copies.marks(text), set(but)):
        other, same_agency = article.text[:N_COMPARED], bool(agencies & agencies_of(article))
        likeness = copies.likeness(own, fingerprint.shingles(other))
        is_copy = likeness.is_copy(threshold=threshold, same_agency=same_agency)
        if is_copy and outlet is not None and outlet == article.outlet_id:
            is_copy = copies.inner_likeness(text, other).is_copy(threshold=threshold)
        if is_copy:
            found.append(Copy(article, likeness))
    return found


def _candidates(marks: list[int], but: set[int]) -> list[Article]:
    """The articles that share most marks, without those that only repeat an origin which is among them already."""
    holders = (
        StoryMark.objects.filter(value__in=marks, article__duplicate_of=None)
        .order_by()
        .values_list("article", "article__origin")
        .annotate(n=Count("pk"))
        .order_by("-n", "article")
    )
    n_of_origin: dict[int, int] = {}
    chosen: list[int] = []
    for article, origin, _ in holders:
        if article in but:
            continue
        if origin is not None:
            n_of_origin[origin] = n_of_origin.get(origin, 0) + 1
            if n_of_origin[origin] > N_PER_ORIGIN:
                continue
        chosen.append(article)
        if len(chosen) == N_CANDIDATES:
            break
    rows = Article.objects.select_related("origin", "outlet").in_bulk(chosen)
    return [rows[pk] for pk in chosen if pk in rows]


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
