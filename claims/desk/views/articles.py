"""The list of imports and the page of one article, where sentences can be made into claims."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims import access
from claims.desk import sending
from claims.desk.screens import articles as articles_screen
from claims.desk.screens.article_original import Original, original_of
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
from claims.errors import Refused
from claims.models import Article, Claim


@desk_view
@require_GET
def articles(request: DeskRequest) -> HttpResponse:
    """The newest imports; polled while one of those shown is still being worked on."""
    screen = articles_screen.imports(request.GET)
    if has_seen(request, screen.mark):
        return nothing_new()
    context = {"screen": screen, "poll": poll_query(request, screen.mark)}
    return render_part(request, "claims/desk/articles.html", "claims/desk/_articles.html", context)


@desk_view
@require_GET
def article(request: DeskRequest, pk: int) -> HttpResponse:
    """The text with its claims; with ?original=1 the capture stands beside it, as text."""
    found = access.load_article(pk, by=request.user)
    places = articles_screen.places_of(found)
    if has_seen(request, articles_screen.mark_of(found, places)):
        return nothing_new()  # asked every two seconds by everybody who reads it
    reading = articles_screen.reading(found, places)
    context = {"reading": reading, "original": _original(request, found)}
    return render_part(request, "claims/desk/article.html", "claims/desk/_article.html", context)


def _original(request: DeskRequest, article: Article) -> Original | None:
    """What stands beside the text, as long as the address asks for it."""
    return original_of(article) if request.GET.get("original") == "1" else None


@require_post
@desk_view
def pick_sentence(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a claim of the sentence whose button was pressed, or of `words`; the text comes back with it marked."""
    article = access.load_article(pk, by=request.user)
    words = request.POST.get("words")
    if words is None:
        claim = sending.send_sentence(article, whole_number(request.POST.get("sentence", "")), by=request.user)
        return _picked(request, article, claim)
    try:
        claim = sending.send_words(article, words, by=request.user)
    except Refused as refusal:
        reading = articles_screen.reading(article)
        context = {
            "reading": reading, "original": _original(request, article), "words": words, "trouble": refusal.sentence,
        }  # fmt: skip
        part = "claims/desk/_article.html" if is_fragment(request) else "claims/desk/article.html"
        return render(request, part, context, status=422)
    return _picked(request, article, claim)


def _picked(request: DeskRequest, article: Article, claim: Claim) -> HttpResponse:
    original = _original(request, article)
    if not is_fragment(request):
        query = "?original=1" if original else ""
        back = f"{article.get_absolute_url()}{query}#claim-{claim.pk}"
        return done(request, back, f"Claim {claim.pk} is in the inbox.")
    context = {"reading": articles_screen.reading(article), "original": original, "picked": claim}
    return render(request, "claims/desk/_article.html", context)
