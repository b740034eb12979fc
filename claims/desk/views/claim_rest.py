"""What is left out of the long lists of a claim's page: fetched into their folds, or page by page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from claims import access
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_review import load_round
from claims.desk.web import DeskRequest, desk_view, render_part, whole_number


@require_safe
@desk_view
def claim_rest(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """The rows of one list from `?from=` on."""
    found = access.load_claim(pk, by=request.user)
    number = name.partition("-")[2]
    round_ = load_round(found, whole_number(number)) if number else None
    screen = ClaimScreen(found, request.user, round_=round_)
    part = screen.rest.part(name, whole_number(request.GET.get("from", "")))
    context = {"claim": found, "screen": screen, "list": part, "page": part}
    return render_part(request, "claims/desk/claim/list_page.html", "claims/desk/claim/_list.html", context)
