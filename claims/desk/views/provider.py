"""The way in through the newsroom's own OpenID Connect provider; without one these addresses lead to the login."""

from __future__ import annotations

import logging

from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

log = logging.getLogger(__name__)

#: What browsers say of a link of ours, and of an address that somebody types. Another site could send people here after
#: it has logged their browser in to the provider as somebody else, who could then come in as them.
_OUR_OWN = ("same-origin", "none")


@require_GET
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """With `?process=connect` to tie somebody's present login to the provider, by the link of our own page only."""
    if not settings.OIDC_URL:
        return redirect("desk:login")
    if request.GET.get("process") == "connect" and request.headers.get("Sec-Fetch-Site", "none") not in _OUR_OWN:
        return redirect("desk:your_login")
    try:
        response: HttpResponse = views.login(request, provider_id)
    except OSError as trouble:  # of requests too
        log.warning("The OpenID Connect provider cannot be asked: %s", trouble)
        messages.error(request, "Your organisation's login does not answer. Try again, or log in with a password.")
        return redirect("desk:login")
    return response


@require_GET
def come_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.OIDC_URL:
        return redirect("desk:login")
    response: HttpResponse = views.callback(request, provider_id)
    return response
