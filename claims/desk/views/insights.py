"""How the newsroom works and how well the machine suggests, in pictures and tables."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from claims import access
from claims.desk import exports
from claims.desk.insights.screen import screen
from claims.desk.web import DeskRequest, desk_view, render_part, require_post, whole_number
from claims.insights.period import DEFAULT, PERIODS, Period
from claims.models import DismissReason


@desk_view
@require_GET
def insights(request: DeskRequest) -> HttpResponse:
    context = {
        "screen": screen(_period(request.GET)),
        "periods": PERIODS,
        "dismiss_reasons": DismissReason.choices,
    }
    return render_part(request, "claims/desk/insights.html", "claims/desk/_insights.html", context)


@require_post
@desk_view
def download_figure(request: DeskRequest, name: str) -> HttpResponse:
    """The table of one figure as a file."""
    period = _period(request.POST)
    figure = next((one for one in screen(period).figures if one.name == name), None)
    if figure is None:
        raise access.NotFound("There is no such figure. Choose one on the page of insights.")
    query = f"weeks={period.n_weeks}{'&demonstration=1' if period.with_demonstration else ''}"
    answer = exports.download(f"insights-{name}", figure.heads, figure.rows, format="csv", by=request.user, query=query)
    return cast("HttpResponse", answer)  # streamed, which is all that differs


def _period(asked: QueryDict) -> Period:
    n_weeks = whole_number(asked.get("weeks", ""))
    return Period(n_weeks if n_weeks in PERIODS else DEFAULT, with_demonstration="demonstration" in asked)
