"""How the newsroom works and how well the machine suggests, in pictures and tables."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.desk.insights.period import DEFAULT, PERIODS, Period
from claims.desk.insights.screen import screen
from claims.desk.web import DeskRequest, desk_view, render_part, whole_number
from claims.models import DismissReason


@desk_view
@require_GET
def insights(request: DeskRequest) -> HttpResponse:
    n_weeks = whole_number(request.GET.get("weeks", ""))
    period = Period(n_weeks if n_weeks in PERIODS else DEFAULT, with_demonstration="demonstration" in request.GET)
    context = {"screen": screen(period), "periods": PERIODS, "dismiss_reasons": DismissReason.choices}
    return render_part(request, "claims/desk/insights.html", "claims/desk/_insights.html", context)
