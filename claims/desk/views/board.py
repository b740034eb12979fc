"""The board: claims by state, newest first, and the whole list of one state."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.access import NotFound
from claims.desk.screens import board as board_screen
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new, poll_query, render_part
from claims.models import State


@desk_view
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """All columns, or with `?state=` one state page by page. A poll gets 204 as long as no claim has changed."""
    mark = board_screen.mark()
    if has_seen(request, mark):
        return nothing_new()
    numbers = board_screen.counts_by_state()
    context: dict[str, Any] = {"mark": mark, "poll": poll_query(request, mark)}
    context |= {"tabs": list(numbers.items()), "state": None}
    asked_for = request.GET.get("state")
    if asked_for is None:
        context["columns"] = board_screen.board(numbers)
    elif asked_for in State.values:
        context |= {"state": State(asked_for), "page": board_screen.state_page(State(asked_for), request.GET)}
    else:
        raise NotFound("There is no such state. Choose one of those on the board.")
    return render_part(request, "claims/desk/board.html", "claims/desk/_board.html", context)
