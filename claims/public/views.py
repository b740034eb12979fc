"""The public pages. They show the same to everybody: nothing here looks at who asks."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims import policy
from claims.models import Claim, Correction, PolicyPage, RatingScale
from claims.public.finding import Finder
from claims.public.page_cache import kept
from claims.public.verdict_page import VerdictPage, load_page
from claims.public.versions import changes_of
from claims.publishing import markdown
from claims.publishing.newsroom import POLICY_PAGES, absolute

N_PER_PAGE = 20


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """The published checks, newest first, with search and filters."""
    finder = Finder(request.GET)
    found = (
        finder.results()
        .select_related("claim")
        .annotate(printed=F("content__rating"))
        .defer("content", "text", "unknowns", "mind")
    )
    return render(
        request,
        "claims/public/home.html",
        {"finder": finder, "section": "checks", "canonical": absolute(request.path), **_one_page(found, request)},
    )


def _one_page(rows: QuerySet[Any], request: HttpRequest) -> dict[str, Any]:
    """One page of a list, and the query string that keeps the search when turning pages."""
    asked = request.GET.copy()
    number = asked.pop("page", ["1"])[-1]
    return {"rows": Paginator(rows, N_PER_PAGE).get_page(number), "asked": asked.urlencode()}


@require_safe
@kept
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """A verdict page, or the notice that stands in the place of a withdrawn one."""
    found = _load_public_claim(slug)
    assert found.current_revision is not None
    return _verdict(request, load_page(found, found.current_revision, is_canonical=True))


@require_safe
@kept
def revision(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """A version of a check as it was published, kept for the record."""
    found = _load_public_claim(slug)
    version = found.revisions.filter(number=n).first()
    if version is None:
        raise Http404(f"This check has no version {n}.")
    return _verdict(request, load_page(found, version, is_canonical=False))


def _verdict(request: HttpRequest, page: VerdictPage) -> HttpResponse:
    response = render(request, "claims/public/verdict.html", {"page": page})
    response.headers["Last-Modified"] = http_date(page.last_said_at.timestamp())
    return response


def _load_public_claim(slug: str) -> Claim:
    found = (
        Claim.objects.public()
        .select_related("current_revision", "merged_into__current_revision")
        .defer("merged_into__current_revision__content")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404("No check has been published at this address.")
    return found


@require_safe
@kept
def corrections(request: HttpRequest) -> HttpResponse:
    """The log of all corrections and withdrawals, newest first."""
    rows = Correction.objects.select_related("claim", "revision", "replaced").defer(
        "revision__content", "revision__text", "replaced__content", "replaced__text"
    )
    context = _one_page(rows, request)
    entries = [(row, changes_of(row)) for row in context["rows"]]
    return render(
        request,
        "claims/public/corrections.html",
        {"entries": entries, "section": "corrections", "canonical": absolute(request.path), **context},
    )


@require_safe
@kept
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A policy page in its newest version. The five that every footer leads to answer even before they are written."""
    newest = PolicyPage.objects.filter(slug=slug).order_by("-version").first()
    if newest is None and slug not in POLICY_PAGES:
        raise Http404("There is no page at this address.")
    context: dict[str, Any] = {
        "page": newest,
        "section": slug,
        "title": newest.title if newest else POLICY_PAGES[slug],
        "body": markdown.render(newest.body, {}) if newest else "",
        "canonical": absolute(request.path),
    }
    if slug == "methodology":
        context |= {"scale": _current_scale(), "policy": policy.current()}
    if slug == "report-an-error":
        context["about"] = (
            Claim.objects.public().select_related("current_revision").filter(slug=request.GET.get("check", "")).first()
        )
    return render(request, "claims/public/page.html", context)


def _current_scale() -> RatingScale | None:
    valid = RatingScale.objects.filter(valid_from_at__isnull=False)
    return valid.prefetch_related("levels").order_by("-version").first()
