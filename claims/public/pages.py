"""The newsroom's own pages (methodology, funding, people ...), their versions and what each version changed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import policy
from claims.models import PolicyPage, RatingScale
from claims.public.page_cache import kept
from claims.publishing import markdown
from claims.publishing.differences import differences
from claims.publishing.newsroom import PAGE_KINDS, POLICY_PAGES, absolute

#: So many versions are compared on one page, the newest first; older ones are read one by one.
N_COMPARED = 20


@require_safe
@kept
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A policy page in its newest version. Those that every footer leads to answer even before they are written."""
    newest = PolicyPage.objects.select_related("written_by").filter(slug=slug).first()
    if newest is None and slug not in POLICY_PAGES:
        raise Http404("There is no page at this address.")
    context: dict[str, Any] = {
        "page": newest,
        "section": slug,
        "title": newest.title if newest else POLICY_PAGES[slug],
        "body": markdown.render(newest.body, {}, level=markdown.ON_ITS_OWN) if newest else "",
        "asks": PAGE_KINDS[slug].asks if slug in PAGE_KINDS else "",
        "canonical": absolute(request.path),
    }
    if slug == "methodology":
        context |= {"scale": _current_scale(), "policy": policy.current()}
    return render(request, "claims/public/page.html", context)


@require_safe
@kept
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of a policy page: who wrote it, when, why, and what it changed."""
    rows = list(PolicyPage.objects.select_related("written_by").filter(slug=slug)[: N_COMPARED + 1])
    if not rows:
        raise Http404("There is no page at this address.")
    pairs = zip(rows, [*rows[1:], None], strict=True)
    compared = [(row, differences(before.body, row.body) if before else []) for row, before in pairs]
    context = {
        "versions": compared[:N_COMPARED],
        "has_older": len(rows) > N_COMPARED,
        "newest": rows[0],
        "section": slug,
        "canonical": absolute(request.path),
    }
    return render(request, "claims/public/page_versions.html", context)


@require_safe
@kept
def version(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """A policy page as it once stood, kept for the record."""
    found = PolicyPage.objects.select_related("written_by").filter(slug=slug, version=n).first()
    if found is None:
        raise Http404(f"This page has no version {n}.")
    newest = PolicyPage.objects.filter(slug=slug).values_list("version", flat=True).first()
    context = {
        "page": found,
        "section": slug,
        "title": found.title,
        "body": markdown.render(found.body, {}, level=markdown.ON_ITS_OWN),
        "canonical": absolute(f"/{slug}/"),
        "is_old": found.version != newest,
    }
    return render(request, "claims/public/page.html", context)


def _current_scale() -> RatingScale | None:
    valid = RatingScale.objects.filter(valid_from_at__isnull=False)
    return valid.prefetch_related("levels").order_by("-version").first()
