"""How the newsroom works and how well the machine suggests, in pictures and tables."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from claims import access
from claims.desk import exports
from claims.desk.insights.screen import screen
from claims.desk.web import DeskRequest, desk_view, render_part, require_post, whole_number
from claims.errors import Refused
from claims.insights.period import DEFAULT, PERIODS, Period
from claims.models import DismissReason


@desk_view
@require_GET
def insights(request: DeskRequest) -> HttpResponse:
    """At a large newsroom what was counted last; when nothing is kept, the page says so and asks for it (`?count`)."""
    period = _period(request.GET)
    context = {
        "screen": screen(period, now="count" in request.GET),
        "period": period,
        "query": _query_of(period),
        "periods": PERIODS,
        "dismiss_reasons": DismissReason.choices,
    }
    return render_part(request, "claims/desk/insights.html", "claims/desk/_insights.html", context)


@require_post
@desk_view
def download_figure(request: DeskRequest, name: str) -> HttpResponse:
    """The table of one figure as a file."""
    period = _period(request.POST)
    found = screen(period)
    if found is None:
        raise Refused("The figures are being counted. Open the page of insights, then take this one away.")
    figure = next((one for one in found.figures if one.name == name), None)
    if figure is None:
        raise access.NotFound("There is no such figure. Choose one on the page of insights.")
    answer = exports.download(
        f"insights-{name}", figure.heads, figure.rows, format="csv", by=request.user, query=_query_of(period)
    )
    return cast("HttpResponse", answer)  # streamed, which is all that differs


def _query_of(period: Period) -> str:
    return f"weeks={period.n_weeks}{'&demonstration=1' if period.with_demonstration else ''}"


def _period(asked: QueryDict) -> Period:
    n_weeks = whole_number(asked.get("weeks", ""))
    return Period(n_weeks if n_weeks in PERIODS else DEFAULT, with_demonstration="demonstration" in asked)
