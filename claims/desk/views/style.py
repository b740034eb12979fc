"""The design system of the desk, written down and live; for moderators, who look after the site."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims import access
from claims.desk.screens import style as style_screen
from claims.desk.web import DeskRequest, desk_view
from claims.models import RatingLevel, Role, State


@desk_view
@require_GET
def style(request: DeskRequest) -> HttpResponse:
    access.require_role(request.user, Role.MODERATOR)
    if "toast" in request.GET:
        messages.success(request, "Saved. A toast says what was done, and goes after eight seconds.")
        messages.error(request, "This could not be saved: the claim is published. Toasts of refusals stay.")
    context = {
        "groups": style_screen.token_groups(),
        "states": list(State),
        "levels": RatingLevel.objects.filter(scale__levels__isnull=False).distinct().order_by("-scale", "position")[:8],
        "icons": style_screen.icon_names(),
    }
    return render(request, "claims/desk/style.html", context)
