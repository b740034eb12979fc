"""How well the machine's suggestions do, by what the desk made of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.desk.screens_insights import Insights
from claims.desk.web import DeskRequest, desk_view, render_part, whole_number
from claims.models import DismissReason

PERIODS = {4: "the last 4 weeks", 12: "the last 12 weeks", 52: "the last year"}
DEFAULT = 12


@desk_view
@require_GET
def insights(request: DeskRequest) -> HttpResponse:
    n_weeks = whole_number(request.GET.get("weeks", ""))
    screen = Insights(
        n_weeks=n_weeks if n_weeks in PERIODS else DEFAULT, with_demonstration="demonstration" in request.GET
    )
    context = {
        "screen": screen,
        "periods": PERIODS,
        "period": PERIODS[screen.n_weeks],
        "dismiss_reasons": DismissReason.choices,
    }
    return render_part(request, "claims/desk/insights.html", "claims/desk/_insights.html", context)
