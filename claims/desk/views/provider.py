"""The way in through the newsroom's own OpenID Connect provider; without one these addresses lead to the login."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET


@require_GET
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """With `?process=connect` to tie somebody's present login to the provider."""
    if not settings.OIDC_URL:
        return redirect("desk:login")
    response: HttpResponse = views.login(request, provider_id)
    return response


@require_GET
def come_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.OIDC_URL:
        return redirect("desk:login")
    response: HttpResponse = views.callback(request, provider_id)
    return response
