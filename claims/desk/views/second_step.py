"""The second step of a login: asked for, set up, confirmed once more, removed. allauth's views in the desk's look."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account_views
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe

from claims.accounts import roles, sessions
from claims.accounts.roles import Verb
from claims.desk.forms.session import AppForm, CodeForm, ConfirmCodeForm, ConfirmPasswordForm, KeyForm
from claims.desk.views.session import Counted, status_of_form
from claims.models import AccessEvent, User

_YOURS = reverse_lazy("desk:your_login")


class Answered(Counted):
    """A form with errors is no success: 422, or 429 after too many tries."""

    def form_invalid(self, form: Form) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=status_of_form(form))  # type: ignore[attr-defined,no-any-return]


class _TakesCode(Answered):
    """Whoever logs in with a recovery code is told so by mail: it may have been found."""

    def form_valid(self, form: Form) -> HttpResponse:
        step = getattr(form, "authenticator", None)
        if step is not None and step.type == Authenticator.Type.RECOVERY_CODES:
            roles.record_own(Verb.CODE, step.user)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response


class AskForCode(_TakesCode, base.AuthenticateView):
    """After the password: a code of the app, a recovery code or a security key."""

    template_name = "claims/desk/login/code.html"
    form_class = CodeForm


class ConfirmByPassword(Answered, account_views.ReauthenticateView):
    template_name = "claims/desk/login/confirm.html"
    form_class = ConfirmPasswordForm


class ConfirmByCode(_TakesCode, base.ReauthenticateView):
    template_name = "claims/desk/login/confirm.html"
    form_class = ConfirmCodeForm


class ConfirmByKey(Counted, webauthn.ReauthenticateWebAuthnView):
    template_name = "claims/desk/login/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_key": True}


class _Recorded(Answered):
    """The change and its entry in the record of access are there together, or neither is."""

    change: AccessEvent.Verb

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            roles.record_own(self.change, self.request.user)  # type: ignore[attr-defined]
        return response


class _Adds(_Recorded):
    """With the first second step in place, sessions that came in without one end."""

    change = Verb.STEP

    def form_valid(self, form: Form) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        is_first = not cast("User", request.user).has_second_step
        response: HttpResponse = super().form_valid(form)
        if is_first:
            sessions.end_sessions(cast("User", request.user), but=request.session.session_key)
        return response


class AddApp(_Adds, totp.ActivateTOTPView):
    template_name = "claims/desk/login/app.html"
    form_class = AppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        drawing = context["totp_svg"].partition("?>")[2] or context["totp_svg"]
        secret = context["form"].secret
        return (
            context
            | {
                "drawing": mark_safe(drawing),  # noqa: S308 - drawn by qrcode, from our own address
                "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            }
        )


class AddKey(_Adds, webauthn.AddWebAuthnView):
    template_name = "claims/desk/login/key.html"
    form_class = KeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"form": kwargs.get("form") or context["form"]}


class RemoveApp(_Recorded, totp.DeactivateTOTPView):
    change = Verb.NO_STEP
    template_name = "claims/desk/login/remove.html"
    success_url = _YOURS
    extra_context = {"thing": "the authenticator app"}


class RemoveKey(_Recorded, webauthn.RemoveWebAuthnView):
    change = Verb.NO_STEP
    template_name = "claims/desk/login/remove.html"
    success_url = _YOURS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"thing": f"the key “{self.object}”"}

    def form_valid(self, form: Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(str(_YOURS))
        response: HttpResponse = super().form_valid(form)
        return response


class RecoveryCodes(Counted, recovery.ViewRecoveryCodesView):
    """Shown once: whoever reads over a shoulder later finds nothing."""

    template_name = "claims/desk/login/codes.html"


class NewRecoveryCodes(_Recorded, recovery.GenerateRecoveryCodesView):
    change = Verb.CODES
    template_name = "claims/desk/login/new_codes.html"
    success_url = reverse_lazy("desk:recovery_codes")


def list_of_keys(request: HttpRequest) -> HttpResponse:
    """Keys stand among the other steps."""
    return HttpResponseRedirect(str(_YOURS))
