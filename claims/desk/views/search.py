"""Search over everything a person may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.access import NotFound
from claims.desk.screens import search as search_screen
from claims.desk.web import DeskRequest, desk_view, render_part


@desk_view
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """The newest hits of each kind; with `?kind=` all of one kind, page by page. For htmx the hits alone."""
    words, name = search_screen.words_of(request.GET), request.GET.get("kind", "")
    if name and name not in search_screen.KINDS:
        raise NotFound("There is nothing of this kind to search. Choose one of those on the page.")
    context: dict[str, Any] = {"words": words, "kinds": search_screen.KINDS.values(), "chosen": name}
    if words and name:
        kind = search_screen.KINDS[name]
        page, hits = search_screen.one_kind(kind, words, request.GET, by=request.user)
        context |= {"page": page, "groups": [search_screen.Group(kind, hits)] if hits else []}
    elif words:
        context["groups"] = search_screen.everything(words, by=request.user)
    return render_part(request, "claims/desk/search.html", "claims/desk/_search.html", context)
