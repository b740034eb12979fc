"""Logging in and out, the counts that the navigation asks for now and then, and addresses that lead nowhere."""

from __future__ import annotations

from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from claims.access import NotFound
from claims.desk.forms.session import LoginForm
from claims.desk.screens import shell
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new


class LoginView(auth_views.LoginView):
    template_name = "claims/desk/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
