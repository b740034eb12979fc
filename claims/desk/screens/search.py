"""Search over everything a person may see: the newest hits of each kind, and one kind page by page. Behind what has
all the words stands that in which the last one is the beginning of a word.

Reviews are never searched, and of notes only those that this person may read (claims.access).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse

from claims import access
from claims.models import Article, Claim, Claimant, Evidence, FactCheck, Note, Sentence, Source, User
from claims.models.search import FITS, N_FEW, Fit
from claims.paging import Page, page_of_parts

N_HITS = 5
PAGE_SIZE = 30
MAX_LENGTH = 200


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it is, its words, and what is said of it beside them."""

    address: str
    text: str
    about: str = ""
    claim: Claim | None = None


@dataclass(frozen=True)
class Kind:
    """What is searched under one heading. `find`: (words, person, fit) -> rows that fit so, and not better."""

    name: str
    label: str
    icon: str
    find: Callable[[str, User, Fit], QuerySet[Any]]
    show: Callable[[Any], Hit]


@dataclass(frozen=True)
class Group:
    kind: Kind
    hits: list[Hit]
    has_more: bool = False


def _claims(words: str, by: User, fit: Fit) -> QuerySet[Claim]:
    return Claim.objects.finding(words, fit).only("slug", "statement", "state", "version")


def _articles(words: str, by: User, fit: Fit) -> QuerySet[Article]:
    """By their headline or by a sentence of their text."""
    found = Article.objects.filter(pk__in=_fitting(_articles_fitting, words, fit)).select_related("outlet")
    return found.only("title", "url", "identity", "published_on", "outlet__name")


def _articles_fitting(words: str, fit: Fit) -> set[int]:
    said = Sentence.objects.matching(words, fit=fit).order_by().values_list("article", flat=True)[: N_FEW + 1]
    named = Article.objects.matching(words, fit=fit).order_by().values_list("pk", flat=True)[: N_FEW + 1]
    return {*said, *named}


def _evidence(words: str, by: User, fit: Fit) -> QuerySet[Evidence]:
    hits = _fitting(_evidence_fitting, words, fit)
    found = Evidence.objects.visible_to(by).filter(pk__in=hits).select_related("source", "claim")
    return found.only(
        "quote", "status", "source__title", "source__url", "source__identity", "claim__statement", "claim__state",
        "claim__slug", "claim__version",
    )  # fmt: skip


def _evidence_fitting(words: str, fit: Fit) -> set[int]:
    sources = Source.objects.matching(words, fit=fit).order_by().values_list("pk", flat=True)[:N_FEW]
    quoted = Evidence.objects.matching(words, fit=fit).order_by().values_list("pk", flat=True)[:N_FEW]
    of_sources = Evidence.objects.filter(source__in=list(sources)).order_by().values_list("pk", flat=True)[:N_FEW]
    return {*quoted, *of_sources}


def _fitting(find: Callable[[str, Fit], set[int]], words: str, fit: Fit) -> set[int]:
    """What two indexes find may fit better in the one than in the other."""
    better = FITS[: FITS.index(fit)]
    return find(words, fit).difference(*(find(words, one) for one in better))


def _checks(words: str, by: User, fit: Fit) -> QuerySet[FactCheck]:
    found = FactCheck.objects.standing().finding(words, fit)
    return found.only("statement", "publisher", "rating", "url", "reviewed_on", "revision_id")


def _claimants(words: str, by: User, fit: Fit) -> QuerySet[Claimant]:
    return Claimant.objects.finding(words, fit).only("name", "description")


def _notes(words: str, by: User, fit: Fit) -> QuerySet[Note]:
    """Sealed and private ones stay out, and are not counted either."""
    hits = Note.objects.finding(words, fit).order_by().values("pk")
    return access.readable_notes(by).filter(pk__in=hits, withdrawn_at=None).select_related("claim", "author")


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "claims", "Claims", "quote", _claims,
            lambda row: Hit(reverse("desk:claim", args=[row.pk]), row.statement, f"Claim {row.pk}", row),
        ),
        Kind(
            "articles", "Articles", "article", _articles,
            lambda row: Hit(row.get_absolute_url(), str(row), row.outlet.name if row.outlet else ""),
        ),
        Kind(
            "evidence", "Sources and evidence", "link", _evidence,
            lambda row: Hit(
                f"{reverse('desk:claim', args=[row.claim_id])}#evidence", row.quote or str(row.source),
                f"{row.source} · {row.get_status_display()}", row.claim,
            ),
        ),
        Kind(
            "checks", "Published checks", "check", _checks,
            lambda row: Hit(row.url, row.statement, " · ".join(filter(None, (row.publisher, row.rating)))),
        ),
        Kind(
            "claimants", "Claimants", "person", _claimants,
            lambda row: Hit(
                f"{reverse('desk:claims')}?{_query(claimant=row.name)}", row.name, row.description
            ),
        ),
        Kind(
            "notes", "Notes", "note", _notes,
            lambda row: Hit(
                f"{reverse('desk:claim', args=[row.claim_id])}#notes", row.text, f"Note by {row.author}", row.claim
            ),
        ),
    )
}  # fmt: skip


def _query(**values: str) -> str:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query[name] = value
    return query.urlencode()


def words_of(asked: QueryDict) -> str:
    """What is searched for; empty where there is nothing to search by."""
    words = asked.get("q", "").strip()[:MAX_LENGTH]
    return words if any(sign.isalnum() for sign in words) else ""


def everything(words: str, *, by: User) -> list[Group]:
    """The newest hits of each kind that has any; the claim with this number first."""
    access.require_desk_member(by)
    groups = []
    for kind in KINDS.values():
        rows: list[Model] = _numbered(words) if kind.name == "claims" else []
        for fit in FITS:
            if len(rows) <= N_HITS:
                fitting = kind.find(words, by, fit).order_by("-pk")[: N_HITS + 1]
                rows += [row for row in fitting if row not in rows]
        if rows:
            groups.append(Group(kind, [kind.show(row) for row in rows[:N_HITS]], has_more=len(rows) > N_HITS))
    return groups


def _numbered(words: str) -> list[Model]:
    number = words.removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return []
    return list(Claim.objects.filter(pk=int(number)))


def one_kind(kind: Kind, words: str, asked: QueryDict, *, by: User) -> tuple[Page[Any], list[Hit]]:
    access.require_desk_member(by)
    parts = [partial(kind.find, words, by, fit) for fit in FITS]
    page: Page[Any] = page_of_parts(parts, ("pk",), asked, size=PAGE_SIZE)
    return page, [kind.show(row) for row in page.rows]
