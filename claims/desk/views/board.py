"""The board: claims by state, newest first, and the whole list of one state."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.access import NotFound
from claims.desk import screens_board
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new, poll_query, render_part
from claims.models import State


@desk_view
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """All columns, or with `?state=` one state page by page. A poll gets 204 as long as no claim has changed."""
    mark = screens_board.mark()
    if has_seen(request, mark):
        return nothing_new()
    numbers = screens_board.counts_by_state()
    context: dict[str, Any] = {"mark": mark, "poll": poll_query(request, mark)}
    context |= {"tabs": list(numbers.items()), "state": None}
    asked_for = request.GET.get("state")
    if asked_for is None:
        context["columns"] = screens_board.board(numbers)
    elif asked_for in State.values:
        context |= {"state": State(asked_for), "page": screens_board.state_page(State(asked_for), request.GET)}
    else:
        raise NotFound("There is no such state. Choose one of those on the board.")
    return render_part(request, "claims/desk/board.html", "claims/desk/_board.html", context)
