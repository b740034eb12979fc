"""What the keyboard of the desk asks the server: claims for the command palette, and the switch of the single keys."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from claims.desk.screens import find as find_screen
from claims.desk.screens import search as search_screen
from claims.desk.web import DeskRequest, desk_view, require_post

#: Kept by the browser, not by the person: it says how this keyboard is used, and names nobody.
COOKIE = "desk_keys"
_ONE_YEAR_S = 365 * 24 * 3600


@desk_view
@require_GET
def find(request: DeskRequest) -> HttpResponse:
    """A few claims by words of their statement or by number, as options of the palette's list."""
    found = find_screen.claims_like(request.GET.get("q", ""))
    return render(
        request, "claims/desk/_palette_hits.html", {"claims": found, "words": search_screen.words_of(request.GET)}
    )


@require_post
@desk_view
def switch_keys(request: DeskRequest) -> HttpResponse:
    """Single keys on or off (WCAG 2.1.4), and back to the page on which one was."""
    back = request.POST.get("back", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = "desk:inbox"
    answer = redirect(back)
    if request.POST.get("keys") == "off":
        secure = bool(settings.SESSION_COOKIE_SECURE)
        answer.set_cookie(
            COOKIE, "off", max_age=_ONE_YEAR_S, path="/desk/", secure=secure, httponly=True, samesite="Lax"
        )
    else:
        answer.delete_cookie(COOKIE, path="/desk/", samesite="Lax")
    return answer
