"""What the list of imports and the page of one article read; the text is cut into paragraphs, sentences and marks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from claims.detection import boilerplate, checkability
from claims.models import Appearance, Article, Claim, Sentence
from claims.paging import Page, page_of

PAGE_SIZE = 30
#: Characters.
MAX_TAIL = 20
#: A shorter sentence may well be said twice (words).
MIN_REPEATED = 4
_FOR_THE_PAGE = frozenset({"boilerplate", "greeting"})
#: Articles in these stages still change by themselves.
MOVING = (Article.Stage.QUEUED, Article.Stage.FETCHED)
_COLUMNS = (
    "identity",
    "url",
    "title",
    "published_on",
    "stage",
    "error",
    "created_at",
    "is_demonstration",
    "duplicate_of_id",
    "outlet__name",
    "imported_by__username",
    "imported_by__first_name",
    "imported_by__last_name",
)


@dataclass(frozen=True)
class Imports:
    page: Page[Article]

    @property
    def is_moving(self) -> bool:
        return any(article.stage in MOVING for article in self.page.rows)

    @property
    def mark(self) -> str:
        """Changes whenever something that the list shows does; short enough for an address."""
        shown = [(a.pk, str(a.stage), a.error, a.n_claims) for a in self.page.rows]  # type: ignore[attr-defined]
        return f"{zlib.crc32(repr(shown).encode()):08x}"


def imports(asked: QueryDict) -> Imports:
    """The newest imports first, each with the number of claims found in it (`n_claims`)."""
    found = (
        Appearance.objects.filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(n=Count("claim", distinct=True))
        .values("n")
    )
    articles = (
        Article.objects.annotate(n_claims=Coalesce(Subquery(found), 0, output_field=IntegerField()))
        .select_related("outlet", "imported_by")
        .only(*_COLUMNS)
    )
    return Imports(page_of(articles, ("pk",), asked, size=PAGE_SIZE))


@dataclass(frozen=True)
class Chunk:
    """Some words of a sentence; with a claim they are marked."""

    text: str
    claim: Claim | None = None

    @property
    def head(self) -> str:
        """All but the tail, which no line break may part from the button or icon behind it."""
        return self.text[: len(self.text) - len(self.tail)]

    @property
    def tail(self) -> str:
        """The last word, or the end of it where it is as long as an address and has to be broken."""
        return self.text.rpartition(" ")[2][-MAX_TAIL:]


@dataclass(frozen=True)
class Piece:
    """A sentence, or what stands between two (then `sentence` is None).

    `beside`: why it is no part of the report, in two or three words; "" for what is.
    """

    chunks: list[Chunk]
    sentence: Sentence | None = None
    beside: str = ""

    @property
    def has_claim(self) -> bool:
        return any(chunk.claim for chunk in self.chunks)


@dataclass
class Reading:
    """An article to be read: paragraphs of pieces, and its claims in the order in which they appear."""

    article: Article
    paragraphs: list[list[Piece]] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)

    @property
    def is_moving(self) -> bool:
        return self.article.stage in MOVING

    @property
    def n_claims(self) -> int:
        return len({place.claim_id for place in self.appearances})

    @property
    def n_beside(self) -> int:
        return sum(1 for paragraph in self.paragraphs for piece in paragraph if piece.beside)

    @property
    def mark(self) -> str:
        return mark_of(self.article, self.appearances)


def mark_of(article: Article, places: list[Appearance]) -> str:
    """Changes whenever the stage or one of the claims does."""
    versions = sum(place.claim.version for place in places)
    why = zlib.crc32(article.error.encode())
    return f"{article.stage}-{len(places)}-{versions}-{why:x}"


def places_of(article: Article) -> list[Appearance]:
    """Of claims, in the order in which they are read."""
    return list(
        Appearance.objects.filter(article=article)
        .select_related("claim")
        .only(
            "claim_id", "start", "end", "speaker", "speaker_role", "is_direct", "article_id", "sentence_id",
            "claim__statement", "claim__state", "claim__version", "claim__score", "claim__slug",
        )
        .order_by("start", "end", "pk")
    )  # fmt: skip


def reading(article: Article, places: list[Appearance] | None = None) -> Reading:
    """One query, and one more for the places of its claims unless they are given."""
    places = places_of(article) if places is None else places
    sentences = list(article.sentences.order_by("position"))
    return Reading(article, list(_paragraphs(article.text, sentences, places)), places)


def _paragraphs(text: str, sentences: list[Sentence], places: list[Appearance]) -> Iterator[list[Piece]]:
    """Lines that hold something. A sentence never crosses a line end, so each belongs to one line."""
    start, waiting, said = 0, list(reversed(sentences)), set[str]()
    for line in text.splitlines(keepends=True):
        end, pieces, at = start + len(line), [], start
        while waiting and waiting[-1].start < end:
            sentence = waiting.pop()
            if sentence.start > at:
                pieces.append(Piece([Chunk(text[at : sentence.start])]))
            chunks = _chunks(text, sentence.start, sentence.end, places)
            is_claim = any(chunk.claim for chunk in chunks)
            pieces.append(Piece(chunks, sentence, "" if is_claim else _beside(sentence, said)))
            at = sentence.end
        if text[at:end].strip():
            pieces.append(Piece(_chunks(text, at, end, places)))
        if pieces:
            yield pieces
        start = end


def _beside(sentence: Sentence, said: set[str]) -> str:
    """What of the page the importer could not tell from the article: calls to follow it, and what stands there twice.

    `said`: the sentences before, to which this one is added.
    """
    words = " ".join(sentence.text.casefold().split())
    is_repeated = words in said and words.count(" ") + 1 >= MIN_REPEATED
    said.add(words)
    if is_repeated:
        return "Said before"
    if sentence.checkability == checkability.NOT_CHECKABLE and boilerplate.kind(sentence.text) in _FOR_THE_PAGE:
        return "Speaks for the page"
    return ""


def _chunks(text: str, start: int, end: int, places: list[Appearance]) -> list[Chunk]:
    """text[start:end] cut at the borders of the claims in it; where claims overlap, the one that begins first wins."""
    inside = [
        (max(start, place.start), _last_of(place, text, end), place.claim)
        for place in places
        if place.start < end and place.end > start
    ]
    cuts = sorted({start, end, *(left for left, _, _ in inside), *(right for _, right, _ in inside)})
    chunks = []
    for left, right in pairwise(cuts):
        over = next((claim for begin, stop, claim in inside if begin <= left and stop >= right), None)
        chunks.append(Chunk(text[left:right], over))
    return chunks


def _last_of(place: Appearance, text: str, end: int) -> int:
    """Where its mark ends: a full stop that is all that is left of the sentence is not left outside."""
    rest = text[place.end : end]
    return min(place.end, end) if any(char.isalnum() for char in rest) else end
