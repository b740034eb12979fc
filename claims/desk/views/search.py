"""Search over everything a person may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims.access import NotFound
from claims.desk import screens_search
from claims.desk.web import DeskRequest, desk_view, render_part


@desk_view
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """The newest hits of each kind; with `?kind=` all of one kind, page by page. For htmx the hits alone."""
    words, name = screens_search.words_of(request.GET), request.GET.get("kind", "")
    if name and name not in screens_search.KINDS:
        raise NotFound("There is nothing of this kind to search. Choose one of those on the page.")
    context: dict[str, Any] = {"words": words, "kinds": screens_search.KINDS.values(), "chosen": name}
    if words and name:
        kind = screens_search.KINDS[name]
        page, hits = screens_search.one_kind(kind, words, request.GET, by=request.user)
        context |= {"page": page, "groups": [screens_search.Group(kind, hits)] if hits else []}
    elif words:
        context["groups"] = screens_search.everything(words, by=request.user)
    return render_part(request, "claims/desk/search.html", "claims/desk/_search.html", context)
