"""Search over everything a person may see: the newest hits of each kind, and one kind page by page. Behind what has
all the words stands that in which the last one is the beginning of a word.

Reviews are never searched; of notes and of evidence only what this person may read (claims.access), and of people
outside what they are asked and answer, not who they are. All else in it is open to everybody in the desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format

from claims import access
from claims.models import (
    Article,
    Claim,
    Claimant,
    CounterSearch,
    Evidence,
    FactCheck,
    GuestLink,
    KeyElement,
    Note,
    ReplyRequest,
    Sentence,
    User,
    VerdictRevision,
)
from claims.models.search import FITS, N_FEW, Fit, first_hits, hit_indexes
from claims.paging import Page, page_of_parts
from claims.publishing.standing import standing_checks

N_HITS = 5
PAGE_SIZE = 30
MAX_LENGTH = 200
#: Of a long text so much is shown around a word that was searched for, and so much of it stands before it (characters).
EXCERPT = 200
LEAD = 60


_OF_CLAIM = ("claim__statement", "claim__state", "claim__slug", "claim__version")
_OF_DRAFT = (
    "draft_summary", "draft_text", "draft_unknowns", "draft_mind", "selection_reason", "reply_exemption",
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it is, its words, and what is said of it beside them. `is_long`: the words are
    shown from where they are those that were searched for."""

    address: str
    text: str
    about: str = ""
    claim: Claim | None = None
    is_long: bool = False


@dataclass(frozen=True)
class Kind:
    """What is searched under one heading. `find`: (words, person, fit) -> rows that fit so, and not better;
    none where no row of `indexes` fits so."""

    name: str
    label: str
    icon: str
    find: Callable[[str, User, Fit], QuerySet[Any]]
    show: Callable[[Any], Hit]
    indexes: tuple[str, ...]


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
    said = Sentence.objects.among(first_hits("claims_sentence", words, fit, limit=N_FEW + 1)).order_by()
    named = first_hits("claims_article", words, fit, limit=N_FEW + 1)
    return {*said.values_list("article", flat=True), *named}


def _evidence(words: str, by: User, fit: Fit) -> QuerySet[Evidence]:
    hits = _fitting(_evidence_fitting, words, fit)
    found = Evidence.objects.visible_to(by).filter(pk__in=hits).select_related("source", "claim")
    return found.only(
        "quote", "status", "secondary_reason", "interest", "no_snapshot_reason", "reject_reason", "source__title",
        "source__url", "source__identity", *_OF_CLAIM,
    )  # fmt: skip


def _evidence_fitting(words: str, fit: Fit) -> set[int]:
    own = (first_hits(index, words, fit, limit=N_FEW) for index in ("claims_evidence", "claims_evidence_reasons"))
    sources = first_hits("claims_source", words, fit, limit=N_FEW)
    of_sources = Evidence.objects.filter(source__in=sources).order_by().values_list("pk", flat=True)[:N_FEW]
    return {*chain.from_iterable(own), *of_sources}


def _fitting(find: Callable[[str, Fit], set[int]], words: str, fit: Fit) -> set[int]:
    """What two indexes find may fit better in the one than in the other."""
    better = FITS[: FITS.index(fit)]
    return find(words, fit).difference(*(find(words, one) for one in better))


def _drafts(words: str, by: User, fit: Fit) -> QuerySet[Claim]:
    """What stands in the workbench, frozen or not; reviewers read the same."""
    return Claim.objects.finding(words, fit, index="claims_claim_draft").only(
        "slug", "statement", "state", "version", *_OF_DRAFT
    )


def _elements(words: str, by: User, fit: Fit) -> QuerySet[KeyElement]:
    return (
        KeyElement.objects.finding(words, fit).select_related("claim").only("text", "single_source_reason", *_OF_CLAIM)
    )


def _searches(words: str, by: User, fit: Fit) -> QuerySet[CounterSearch]:
    found = CounterSearch.objects.finding(words, fit).select_related("claim")
    return found.only("place", "query", "result", *_OF_CLAIM)


def _replies(words: str, by: User, fit: Fit) -> QuerySet[ReplyRequest]:
    found = ReplyRequest.objects.finding(words, fit).select_related("claim")
    return found.only("channel", "asked_on", "reply", "replied_on", *_OF_CLAIM)


def _answers(words: str, by: User, fit: Fit) -> QuerySet[GuestLink]:
    found = GuestLink.objects.finding(words, fit).select_related("claim")
    return found.only("kind", "question", "text", "answered_at", "revoked_at", *_OF_CLAIM)


def _own_checks(words: str, by: User, fit: Fit) -> QuerySet[VerdictRevision]:
    """As readers find them: what is published and was not withdrawn."""
    found = standing_checks(words, fit).select_related("claim", "rating")
    return found.only("statement", "summary", "text", "unknowns", "mind", "rating__label", *_OF_CLAIM)


def _checks(words: str, by: User, fit: Fit) -> QuerySet[FactCheck]:
    """Of other newsrooms."""
    found = FactCheck.objects.standing().filter(revision=None).finding(words, fit)
    return found.only("statement", "publisher", "rating", "url", "reviewed_on")


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
            ("claims_claim",),
        ),
        Kind(
            "articles", "Articles", "article", _articles,
            lambda row: Hit(row.get_absolute_url(), str(row), row.outlet.name if row.outlet else ""),
            ("claims_sentence", "claims_article"),
        ),
        Kind(
            "evidence", "Sources and evidence", "link", _evidence,
            lambda row: Hit(
                _at(row.claim_id, "evidence"), row.quote or str(row.source),
                _joined(
                    str(row.source), row.get_status_display(), row.secondary_reason, row.interest,
                    row.no_snapshot_reason, row.reject_reason,
                ),
                row.claim,
            ),
            ("claims_evidence", "claims_evidence_reasons", "claims_source"),
        ),
        Kind(
            "drafts", "Drafts", "edit", _drafts,
            lambda row: Hit(
                _at(row.pk, "verdict"), "\n".join(getattr(row, name) for name in _OF_DRAFT), row.statement, row, True
            ),
            ("claims_claim_draft",),
        ),
        Kind(
            "elements", "Key elements", "flag", _elements,
            lambda row: Hit(
                _at(row.claim_id, "evidence"), _joined(row.text, row.single_source_reason), row.claim.statement,
                row.claim, True,
            ),
            ("claims_keyelement",),
        ),
        Kind(
            "searches", "Searches for the other side", "search", _searches,
            lambda row: Hit(
                _at(row.claim_id, "sides"), _joined(row.place, row.query, row.result), row.claim.statement, row.claim,
                True,
            ),
            ("claims_countersearch",),
        ),
        Kind(
            "replies", "Right of reply", "quote", _replies,
            lambda row: Hit(
                _at(row.claim_id, "sides"), _joined(row.channel, row.reply),
                _joined(
                    f"Replied on {date_format(row.replied_on)}" if row.replied_on else
                    f"Asked on {date_format(row.asked_on)}, no reply yet",
                    row.claim.statement,
                ),
                row.claim, True,
            ),
            ("claims_replyrequest",),
        ),
        Kind(
            "answers", "Questions to people outside", "people", _answers,
            lambda row: Hit(
                _at(row.claim_id, "guests"), _joined(row.text, row.question),
                _joined(
                    row.get_kind_display(),
                    "Answered" if row.answered_at else "Called off" if row.revoked_at else "No answer yet",
                    row.claim.statement,
                ),
                row.claim, True,
            ),
            ("claims_guestlink",),
        ),
        Kind(
            "verdicts", "Our checks", "published", _own_checks,
            lambda row: Hit(
                row.claim.get_absolute_url(),
                f"{row.summary}\n{row.text}\n{row.unknowns}\n{row.mind}", _joined(row.rating.label, row.statement),
                row.claim, True,
            ),
            ("claims_verdictrevision_text",),
        ),
        Kind(
            "checks", "Checks of other newsrooms", "check", _checks,
            lambda row: Hit(row.url, row.statement, " · ".join(filter(None, (row.publisher, row.rating)))),
            ("claims_factcheck",),
        ),
        Kind(
            "claimants", "Claimants", "person", _claimants,
            lambda row: Hit(
                f"{reverse('desk:claims')}?{_query(claimant=row.name)}", row.name, row.description
            ),
            ("claims_claimant",),
        ),
        Kind(
            "notes", "Notes", "note", _notes,
            lambda row: Hit(
                _at(row.claim_id, "notes"), row.text, f"Note by {row.author}", row.claim, True
            ),
            ("claims_note",),
        ),
    )
}  # fmt: skip


def _at(claim: int, part: str) -> str:
    return f"{reverse('desk:claim', args=[claim])}#{part}"


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))


def _shown(kind: Kind, rows: Iterable[Any], words: str) -> list[Hit]:
    hits = [kind.show(row) for row in rows]
    return [replace(hit, text=excerpt(hit.text, words)) if hit.is_long else hit for hit in hits]


def excerpt(text: str, words: str) -> str:
    """A piece of the text where the longest of these words stands in it, or begins; else its beginning."""
    text = " ".join(text.split())
    for word in sorted(re.findall(r"\w+", words), key=len, reverse=True):
        # Other forms of a word are found too: its first letters are theirs
        found = re.search(rf"\b{re.escape(word[: max(3, len(word) - 3)])}", text, re.IGNORECASE)
        if found:
            begin = text.find(" ", found.start() - LEAD) + 1 if found.start() > LEAD else 0
            break
    else:
        begin = 0
    piece = text[begin : begin + EXCERPT]
    return f"{'…' if begin else ''}{piece}{'…' if begin + EXCERPT < len(text) else ''}"


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
    # Most of what is asked has no answer: that is asked at once for all kinds
    all_indexes = [index for kind in KINDS.values() for index in kind.indexes]
    hit = cache(lambda fit: hit_indexes(all_indexes, words, fit))
    groups = []
    for kind in KINDS.values():
        rows: list[Model] = _numbered(words) if kind.name == "claims" else []
        for fit in FITS:
            if len(rows) <= N_HITS and not hit(fit).isdisjoint(kind.indexes):
                fitting = kind.find(words, by, fit).order_by("-pk")[: N_HITS + 1]
                rows += [row for row in fitting if row not in rows]
        if rows:
            groups.append(Group(kind, _shown(kind, rows[:N_HITS], words), has_more=len(rows) > N_HITS))
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
    return page, _shown(kind, page.rows, words)
