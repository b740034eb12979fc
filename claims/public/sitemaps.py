"""For crawlers: which pages there are and which not to visit."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims.models import PolicyPage
from claims.public.finding import standing_checks
from claims.public.page_cache import kept
from claims.publishing.newsroom import absolute, policy_url, stamp

#: The sitemap protocol's limit; the newest checks are listed.
MAX_URLS = 50_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Standing checks (no demonstrations), policy pages and the two lists, each with the time of its last change."""
    rows = list(
        standing_checks()
        .filter(claim__is_demonstration=False)
        .values_list("claim__slug", "published_at")[: MAX_URLS - 100]
    )
    newest = max((published_at for _, published_at in rows), default=None)
    pages: list[tuple[str, datetime | None]] = [
        (absolute(reverse("public:home")), newest),
        (absolute(reverse("public:corrections")), newest),
    ]
    pages += [(policy_url(slug), at) for slug, at in _policy_pages()]
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
def robots(request: HttpRequest) -> HttpResponse:
    """Old versions stay open to crawlers: only so can they read that those pages ask not to be indexed."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /admin/",
        f"Sitemap: {absolute(reverse('public:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
