"""The public pages. They show the same to everybody: nothing here looks at who asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.models import Claim, Correction
from claims.paging import page_of
from claims.public.finding import N_PER_PAGE, Finder, count, one_page
from claims.public.page_cache import kept
from claims.public.verdict_page import VerdictPage, load_page
from claims.public.versions import changes_of
from claims.publishing.newsroom import absolute

#: What stands in the log beside each correction, and is heavy without being shown.
_HEAVY = tuple(f"{row}__{name}" for row in ("revision", "replaced") for name in ("content", "text", "unknowns", "mind"))


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """The published checks, newest first, with search and filters."""
    finder = Finder(request.GET)
    found = finder.results()
    context = {
        "finder": finder,
        "n_found": count(*found),
        "page": one_page(request, *found),
        "section": "checks",
        "canonical": absolute(request.path),
    }
    return render(request, "claims/public/home.html", context)


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
    rows = Correction.objects.select_related("claim", "revision", "replaced").defer(*_HEAVY)
    kind = request.GET.get("kind", "")
    if kind in Correction.Class.values:
        rows = rows.filter(correction_class=kind)
    page = page_of(rows, ("corrected_at", "pk"), request.GET, size=N_PER_PAGE)
    context = {
        "entries": [(row, changes_of(row)) for row in page.rows],
        "page": page,
        "kind": kind,
        "kinds": Correction.Class.choices,
        "section": "corrections",
        "canonical": absolute(request.path),
    }
    return render(request, "claims/public/corrections.html", context)
