"""Logging in and out, the counts that the navigation asks for now and then, and addresses that lead nowhere."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import views as account_views
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import views as auth_views
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from claims.access import NotFound
from claims.desk.forms.session import LoginForm
from claims.desk.screens import shell
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new

log = logging.getLogger(__name__)

#: Codes of allauth's refusals that mean: you have tried too often.
_TOO_MANY = ("too_many_login_attempts", "rate_limited")


def status_of_form(form: Form) -> int:
    """429 where tries are refused whatever they hold, else 422."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return 429 if codes.intersection(_TOO_MANY) else 422


class Counted:
    """A view whose tries are counted in the shared cache. While that is gone nobody may try: guesses would be free."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        except (RedisError, OSError) as trouble:
            log.warning("The cache cannot be reached, so nobody can log in: %s", trouble)
            sentence = (
                "Tries to log in are counted, and the counter cannot be reached. Wait a minute, then try again; "
                "whoever is logged in already stays so."
            )
            return render(request, "claims/desk/refused.html", {"sentence": sentence, "status": 503}, status=503)


class LoginView(Counted, account_views.LoginView):
    template_name = "claims/desk/login.html"
    form_class = LoginForm

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=status_of_form(form))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.POST.get(REDIRECT_FIELD_NAME) or self.request.GET.get(REDIRECT_FIELD_NAME, "")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next": wanted, "provider": settings.OIDC_NAME if settings.OIDC_URL else ""}


class LogoutView(auth_views.LogoutView):
    next_page = "desk:login"
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nobody is logged out by a link."""
        return redirect("desk:inbox")


@desk_view
@require_GET
def token(request: DeskRequest) -> HttpResponse:
    """The token of forms that is good since the last login, for a page that was open before it."""
    return JsonResponse({"token": get_token(request)})


@desk_view
@require_GET
def counts(request: DeskRequest) -> HttpResponse:
    """The navigation's numbers; 204 while they are what the page shows."""
    now = shell.counts(request.user)
    if now is None or has_seen(request, now.mark):
        return nothing_new()
    return render(request, "claims/desk/_counts.html", {"counts": now, "is_update": True})


@desk_view
def nowhere(request: DeskRequest, address: str) -> HttpResponse:
    """Any other address below the desk: answered in its frame, and to its members only."""
    raise NotFound("There is no such page in the desk. Look for it in the navigation above.")
