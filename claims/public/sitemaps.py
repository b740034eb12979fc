"""For crawlers: which pages there are and which not to visit."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import F, Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims.models import Correction, PolicyPage
from claims.public.feeds import legal
from claims.public.page_cache import kept
from claims.public.topics import load_topics
from claims.publishing.newsroom import absolute, policy_url, stamp
from claims.publishing.standing import standing_checks

#: The sitemap protocol's limit; the newest checks are listed.
MAX_URLS = 50_000
MAX_TOPICS = 1_000
#: What a news sitemap may hold: articles of the last two days, so many of them.
NEWS_DAYS, MAX_NEWS = 2, 1_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Standing checks (no demonstrations), policy pages and the two lists, each with the time of its last change."""
    rows = list(
        standing_checks()
        .filter(claim__is_demonstration=False)
        .values_list("claim__slug", "published_at")[: MAX_URLS - MAX_TOPICS - 100]
    )
    withdrawn = Correction.objects.filter(correction_class=Correction.Class.WITHDRAWAL, claim__is_demonstration=False)
    told = [*(published_at for _, published_at in rows), withdrawn.aggregate(last=Max("corrected_at"))["last"]]
    newest = max((at for at in told if at is not None), default=None)
    pages: list[tuple[str, datetime | None]] = [
        (absolute(reverse("public:home")), newest),
        (absolute(reverse("public:corrections")), newest),
    ]
    pages += [(absolute(reverse("public:topics")), newest)]
    pages += [(policy_url(slug), at) for slug, at in _policy_pages()]
    pages += [(absolute(topic.path), None) for topic in load_topics()[:MAX_TOPICS]]
    pages += [(absolute(reverse("public:claim", args=[slug])), at) for slug, at in rows]
    return HttpResponse(_xml(pages), content_type="application/xml; charset=utf-8")


def _policy_pages() -> list[tuple[str, datetime]]:
    rows = PolicyPage.objects.order_by("slug").values("slug").annotate(at=Max("written_at"))
    return list(rows.values_list("slug", "at"))


def _xml(pages: list[tuple[str, datetime | None]]) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE}))
    for url, at in pages:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", url)
        if at is not None:
            xml.addQuickElement("lastmod", stamp(at))
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue()


@require_safe
@kept
def news(request: HttpRequest) -> HttpResponse:
    """Checks that were first published within the last two days, for news search; usually short, often empty."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    rows = (
        standing_checks()
        .filter(claim__is_demonstration=False, claim__revisions__number=1, claim__revisions__published_at__gte=since)
        .annotate(label=F("content__rating__label"), spoken=F("content__language"))
        .values_list("claim__slug", "claim__revisions__published_at", "label", "statement", "spoken")[:MAX_NEWS]
    )
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE, "xmlns:news": NEWS}))
    for slug, published_at, label, statement, spoken in rows:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", absolute(reverse("public:claim", args=[slug])))
        xml.startElement("news:news", AttributesImpl({}))
        xml.startElement("news:publication", AttributesImpl({}))
        xml.addQuickElement("news:name", settings.SITE_NAME)
        xml.addQuickElement("news:language", (spoken or settings.LANGUAGE_CODE).partition("-")[0])
        xml.endElement("news:publication")
        xml.addQuickElement("news:publication_date", stamp(published_at))
        xml.addQuickElement("news:title", legal(f"{label}: {statement}"))
        xml.endElement("news:news")
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(out.getvalue(), content_type="application/xml; charset=utf-8")


@require_safe
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Old versions stay open to crawlers: only so can they read that those pages ask not to be indexed."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /admin/",
        f"Sitemap: {absolute(reverse('public:sitemap'))}",
        f"Sitemap: {absolute(reverse('public:news'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
