"""One's own login: password, second steps, and where one is logged in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from claims import access
from claims.accounts import browsers, changes, roles, sessions
from claims.accounts.roles import Verb
from claims.desk.forms.session import PasswordForm
from claims.desk.views.session import status_of_form
from claims.desk.web import DeskRequest, answer_refusal, done, require_post
from claims.errors import Refused

Params = ParamSpec("Params")


def own_view(
    view: Callable[Concatenate[DeskRequest, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """For everybody with a login, whether or not their roles are awake."""

    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(cast("DeskRequest", request), *args, **kwargs)
        except Refused as refusal:
            return answer_refusal(request, refusal)

    return cast("Callable[Concatenate[HttpRequest, Params], HttpResponse]", login_required(run))


@require_http_methods(["GET", "HEAD"])
@own_view
def your_login(request: DeskRequest) -> HttpResponse:
    return _page(request)


@sensitive_post_parameters()
@require_post
@own_view
def change_password(request: DeskRequest) -> HttpResponse:
    """Every other session ends with the old password."""
    form = PasswordForm(request.user, request, request.POST)
    if not request.user.has_usable_password():
        raise Refused("You log in through your organisation, so there is no password to be changed here.")
    if not form.is_valid():
        return _page(request, form)
    request.user.set_password(form.cleaned_data["new_password"])
    request.user.save(update_fields=["password"])
    before = request.session.session_key or ""
    update_session_auth_hash(request, request.user)
    sessions.follow(before, request.session.session_key or "")
    n_ended = sessions.end_sessions(request.user, but=request.session.session_key)
    roles.record_own(Verb.PASSWORD, request.user)
    response = done(request, "desk:your_login", f"Your password is changed. {_ended(n_ended)}")
    browsers.mark(request, response, request.user)
    return response


@require_post
@own_view
def end_session(request: DeskRequest, pk: int) -> HttpResponse:
    sessions.end_session(request.user, pk)
    return done(request, "desk:your_login", "The session is ended.")


@require_post
@own_view
def end_other_sessions(request: DeskRequest) -> HttpResponse:
    n_ended = sessions.end_sessions(request.user, but=request.session.session_key)
    return done(request, "desk:your_login", _ended(n_ended))


def _ended(n: int) -> str:
    return "You were logged in nowhere else." if n == 0 else f"{n} other session{'' if n == 1 else 's'} ended."


def _page(request: DeskRequest, form: PasswordForm | None = None) -> HttpResponse:
    steps = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    by_type = {step.type: step for step in steps}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "form": form or PasswordForm(request.user, request),
        "app": by_type.get(Authenticator.Type.TOTP),
        "keys": [step for step in steps if step.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "n_codes": len(codes.wrap().get_unused_codes()) if codes else 0,
        "needs": access.needs_second_step(request.user),
        "owes": access.owes_second_step(request.user),
        "sessions": sessions.sessions_of(request.user, this=request.session.session_key),
        "changes": changes.latest(request.user),
        "is_connected": SocialAccount.objects.filter(user=request.user).exists(),
        "provider": settings.OIDC_NAME if settings.OIDC_URL else "",
    }
    return render(request, "claims/desk/login/yours.html", context, status=status_of_form(form) if form else 200)
