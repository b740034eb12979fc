"""The public pages. They show the same to everybody: nothing here looks at who asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim
from claims.public.verdict_page import load_page


@require_safe
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """A verdict page, or the notice that stands in the place of a withdrawn one."""
    found = _load_public_claim(slug)
    assert found.current_revision is not None
    page = load_page(found, found.current_revision, is_canonical=True)
    return render(request, "claims/public/verdict.html", {"page": page})


@require_safe
def revision(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """A version of a check as it was published, kept for the record."""
    found = _load_public_claim(slug)
    version = found.revisions.filter(number=n).first()
    if version is None:
        raise Http404(f"This check has no version {n}.")
    return render(request, "claims/public/verdict.html", {"page": load_page(found, version, is_canonical=False)})


def _load_public_claim(slug: str) -> Claim:
    found = Claim.objects.public().select_related("current_revision").filter(slug=slug).first()
    if found is None:
        raise Http404("No check has been published at this address.")
    return found
