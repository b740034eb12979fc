"""What allauth asks this site: what it says, who comes from where, who may sign up (nobody), how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims import access, throttle
from claims.models import User

#: allauth's names of what has happened -> what the desk says; the rest needs no words.
_SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up. From now on a login asks for its code.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your security key is set up.",
    "mfa/messages/webauthn_removed.txt": "The security key is removed.",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": (
            "This user name and password do not belong together. Check both; capitals count."
        ),
        "too_many_login_attempts": "Too many failed tries. Wait for five minutes, then try again.",
        "rate_limited": "Too many tries. Wait for five minutes, then try again.",
        "incorrect_password": "This is not your password. Check it; capitals count.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Logins are made by invitation (claims.accounts.invitations), never by a form that anybody can open."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As every throttle sees it; of an IPv6 network its first address. Behind a socket nobody has one."""
        return throttle.place_of(request).partition("/")[0] or "127.0.0.1"

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "This login is switched off. Ask a moderator to switch it on again.")
        return redirect("desk:login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just logged in has just proved who they are."""
        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        sentence = kwargs.get("message") or _SAID.get(message_template or "")
        if sentence:
            messages.add_message(request, level, sentence)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or was used already. Take the one that your app shows now.",
        "cannot_delete_authenticator": "Your role needs a second step. Add another one, then remove this one.",
    }

    def encrypt(self, text: str) -> str:
        """Secrets of second steps are no use to whoever reads a copy of the database without the site's own secret."""
        return _keys().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role needs one."""
        steps = Authenticator.objects.filter(user=authenticator.user)
        others = steps.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exists() or not access.needs_second_step(authenticator.user)


class ProviderAdapter(DefaultSocialAccountAdapter):
    pass


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_digest(secret))) for secret in secrets])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"claims.accounts.second-step:" + secret.encode()).digest()
