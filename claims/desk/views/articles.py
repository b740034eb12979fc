"""The list of imports and the page of one article, where sentences can be made into claims."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims import access
from claims.desk import screens_articles, sending
from claims.desk.web import (
    DeskRequest,
    desk_view,
    done,
    has_seen,
    is_fragment,
    nothing_new,
    poll_query,
    render_part,
    require_post,
    whole_number,
)


@desk_view
@require_GET
def articles(request: DeskRequest) -> HttpResponse:
    """The newest imports; polled while one of those shown is still being worked on."""
    screen = screens_articles.imports(request.GET)
    if has_seen(request, screen.mark):
        return nothing_new()
    context = {"screen": screen, "poll": poll_query(request, screen.mark)}
    return render_part(request, "claims/desk/articles.html", "claims/desk/_articles.html", context)


@desk_view
@require_GET
def article(request: DeskRequest, pk: int) -> HttpResponse:
    reading = screens_articles.reading(access.load_article(pk, by=request.user))
    if has_seen(request, reading.mark):
        return nothing_new()
    return render_part(request, "claims/desk/article.html", "claims/desk/_article.html", {"reading": reading})


@require_post
@desk_view
def pick_sentence(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a claim of the sentence whose button was pressed; the text comes back with it marked."""
    article = access.load_article(pk, by=request.user)
    claim = sending.send_sentence(article, whole_number(request.POST.get("sentence", "")), by=request.user)
    if not is_fragment(request):
        return done(request, f"{article.get_absolute_url()}#claim-{claim.pk}", f"Claim {claim.pk} is in the inbox.")
    return render(request, "claims/desk/_article.html", {"reading": screens_articles.reading(article), "picked": claim})
