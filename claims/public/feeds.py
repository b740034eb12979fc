"""The Atom feed of checks: entries keep their id for ever, change their time only when something new was said, and
withdrawn checks leave a tombstone (RFC 4287, RFC 6721).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims.models import Claim, Correction, VerdictRevision
from claims.public.page_cache import kept
from claims.publishing.newsroom import absolute, stamp
from claims.publishing.standing import standing_checks

N_ENTRIES = 50
#: Characters that XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: For a feed in which nothing has ever been published.
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True)
class Entry:
    tag: str
    url: str
    title: str
    summary: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Tombstone:
    tag: str
    at: datetime
    reason: str


def tag_of(claim: Claim) -> str:
    """RFC 4151: host, day and number never change, whatever becomes of the slug."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{claim.created_at.date().isoformat()}:claim/{claim.pk}"


@require_safe
@kept
def atom(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_xml(_entries(), _tombstones()), content_type="application/atom+xml; charset=utf-8")


def _entries() -> list[Entry]:
    """The checks that changed last, those of which something new was said first. A minor correction is not news."""
    revisions = VerdictRevision.objects.filter(claim=OuterRef("claim")).order_by("number")
    news = revisions.filter(Q(correction=None) | ~Q(correction__correction_class=Correction.Class.MINOR))
    rows = (
        standing_checks()
        .select_related("claim")
        .annotate(
            label=F("content__rating__label"),
            first_at=Subquery(revisions.values("published_at")[:1]),
            news_at=Subquery(news.reverse().values("published_at")[:1]),
        )
        .defer("content", "text", "unknowns", "mind")[:N_ENTRIES]
    )
    newest_first = sorted(rows, key=lambda row: (row.news_at, row.pk), reverse=True)
    return [
        Entry(
            tag=tag_of(row.claim),
            url=absolute(row.claim.get_absolute_url()),
            title=_title(row.label, row.statement, is_demonstration=row.claim.is_demonstration),
            summary=row.summary,
            published_at=row.first_at,
            updated_at=row.news_at,
        )
        for row in newest_first
    ]


def _title(rating: str, statement: str, *, is_demonstration: bool) -> str:
    return _marked(f"{rating}: {statement}", is_demonstration=is_demonstration)


def _marked(text: str, *, is_demonstration: bool) -> str:
    return f"Demonstration. {text}" if is_demonstration else text


def _tombstones() -> list[Tombstone]:
    rows = (
        Correction.objects.filter(correction_class=Correction.Class.WITHDRAWAL)
        .filter(claim__current_revision=F("replaced"))
        .select_related("claim")
        .order_by("-corrected_at")[:N_ENTRIES]
    )
    return [
        Tombstone(tag_of(row.claim), row.corrected_at, _marked(row.reason, is_demonstration=row.claim.is_demonstration))
        for row in rows
    ]


def _xml(entries: Iterable[Entry], tombstones: Iterable[Tombstone]) -> str:
    entries, tombstones = list(entries), list(tombstones)
    updated_at = max([it.updated_at for it in entries] + [it.at for it in tombstones], default=BEGINNING)
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(
        "feed", AttributesImpl({"xmlns": ATOM, "xmlns:at": TOMBSTONES, "xml:lang": settings.LANGUAGE_CODE})
    )
    xml.addQuickElement("id", absolute(reverse("public:atom")))
    xml.addQuickElement("title", settings.SITE_NAME)
    xml.addQuickElement("updated", stamp(updated_at))
    xml.addQuickElement("link", attrs={"rel": "self", "href": absolute(reverse("public:atom"))})
    xml.addQuickElement("link", attrs={"rel": "alternate", "href": absolute(reverse("public:home"))})
    xml.startElement("author", AttributesImpl({}))
    xml.addQuickElement("name", settings.SITE_NAME)
    xml.endElement("author")
    for tombstone in tombstones:
        _add_tombstone(xml, tombstone)
    for entry in entries:
        _add_entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue()


def legal(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def _add_entry(xml: SimplerXMLGenerator, entry: Entry) -> None:
    xml.startElement("entry", AttributesImpl({}))
    xml.addQuickElement("id", entry.tag)
    xml.addQuickElement("title", legal(entry.title))
    xml.addQuickElement("updated", stamp(entry.updated_at))
    xml.addQuickElement("published", stamp(entry.published_at))
    xml.addQuickElement("link", attrs={"rel": "alternate", "type": "text/html", "href": entry.url})
    xml.addQuickElement("summary", legal(entry.summary))
    xml.endElement("entry")


def _add_tombstone(xml: SimplerXMLGenerator, tombstone: Tombstone) -> None:
    xml.startElement("at:deleted-entry", AttributesImpl({"ref": tombstone.tag, "when": stamp(tombstone.at)}))
    xml.addQuickElement("at:comment", legal(tombstone.reason))
    xml.endElement("at:deleted-entry")
