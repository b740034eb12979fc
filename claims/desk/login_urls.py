"""The addresses of logging in. allauth looks for its own names of the same pages; they are kept in step here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from claims.desk.views import forgotten, provider, second_step, session, your_login

#: (address, view, its name in the desk, the name by which allauth asks for it)
_PAGES: tuple[tuple[str, Callable[..., Any], str, str], ...] = (
    ("login/", session.LoginView.as_view(), "login", "account_login"),
    ("login/forgotten/", forgotten.forgotten, "forgotten", ""),
    ("login/new/<str:key>/", forgotten.new_password, "new_password", ""),
    ("login/code/", second_step.AskForCode.as_view(), "login_code", "mfa_authenticate"),
    ("login/with/<str:provider_id>/", provider.leave_for_provider, "leave_for_provider", "openid_connect_login"),
    ("login/with/<str:provider_id>/back/", provider.come_from_provider, "come_back", "openid_connect_callback"),
    ("logout/", session.LogoutView.as_view(), "logout", "account_logout"),
    ("me/login/", your_login.your_login, "your_login", "mfa_index"),
    ("me/login/password/", your_login.change_password, "change_password", ""),
    ("me/login/sessions/end/", your_login.end_other_sessions, "end_other_sessions", ""),
    ("me/login/sessions/<int:pk>/end/", your_login.end_session, "end_session", ""),
    ("me/login/confirm/", second_step.ConfirmByPassword.as_view(), "confirm", "account_reauthenticate"),
    ("me/login/confirm/code/", second_step.ConfirmByCode.as_view(), "confirm_code", "mfa_reauthenticate"),
    ("me/login/confirm/key/", second_step.ConfirmByKey.as_view(), "confirm_key", "mfa_reauthenticate_webauthn"),
    ("me/login/app/", second_step.AddApp.as_view(), "add_app", "mfa_activate_totp"),
    ("me/login/app/remove/", second_step.RemoveApp.as_view(), "remove_app", "mfa_deactivate_totp"),
    ("me/login/keys/", second_step.list_of_keys, "keys_of_login", "mfa_list_webauthn"),
    ("me/login/keys/add/", second_step.AddKey.as_view(), "add_key", "mfa_add_webauthn"),
    ("me/login/keys/<int:pk>/remove/", second_step.RemoveKey.as_view(), "remove_key", "mfa_remove_webauthn"),
    ("me/login/codes/", second_step.RecoveryCodes.as_view(), "recovery_codes", "mfa_view_recovery_codes"),
    ("me/login/codes/new/", second_step.NewRecoveryCodes.as_view(), "new_codes", "mfa_generate_recovery_codes"),
)

urlpatterns: list[URLPattern] = [path(at, never_cache(view), name=name) for at, view, name, _ in _PAGES]
#: Mounted after the desk: never reached, only asked for the address.
for_allauth: list[URLPattern] = [path(at, view, name=name) for at, view, _, name in _PAGES if name]
