"""What allauth asks this site: what it says, who comes from where, who may sign up (nobody), how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from typing import Any, NoReturn

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims import access, throttle
from claims.accounts import browsers, invitations, roles
from claims.accounts.roles import Verb
from claims.models import User

log = logging.getLogger(__name__)

#: allauth's names of what has happened -> what the desk says; the rest needs no words.
_SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up. From now on a login asks for its code.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your security key is set up.",
    "mfa/messages/webauthn_removed.txt": "The security key is removed.",
    "socialaccount/messages/account_connected.txt": "From now on you can log in through your organisation.",
    "socialaccount/messages/account_connected_other.txt": (
        "This account of your organisation belongs to another login here. Ask a moderator whose it is."
    ),
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

    def is_safe_url(self, url: str) -> bool:
        """allauth's own stumbles over places that are no addresses at all."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Logins are made by invitation (claims.accounts.invitations), never by a form that anybody can open."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As every throttle sees it; of an IPv6 network its first address. Behind a socket nobody has one."""
        return throttle.place_of(request).partition("/")[0] or "127.0.0.1"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the login alone. allauth counts by the header Host too, which takes any port and any case: whoever varied
        it had five more tries each time."""
        return str(credentials.get("username", "")).lower()

    def login(self, request: HttpRequest, user: User) -> None:
        """A browser that is not known is told to its person by mail; nobody is told of the first login of all."""
        is_strange = user.last_login is not None and not browsers.is_known(request, user)
        super().login(request, user)
        if is_strange:
            browsers.record_strange(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        browsers.mark(request, response, user)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "This login is switched off. Ask a moderator to switch it on again.")
        return redirect("desk:login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just logged in has just proved who they are."""
        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """The mails follow from our own record; second steps are recorded where they are changed, with the change."""
        if template_prefix == "socialaccount/email/account_connected":
            roles.record_own(Verb.PROVIDER, user)

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

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """For whoever gives it none; no key is master of another."""
        n_keys = Authenticator.objects.filter(user=user, type=type).count()
        return f"Security key {n_keys + 1}" if n_keys else "Security key"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role needs one."""
        steps = Authenticator.objects.filter(user=authenticator.user)
        others = steps.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exists() or not access.needs_second_step(authenticator.user)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect proves an address; whether its owner may come in is said by an invitation or by OIDC_DOMAINS."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Somebody who accepted an invitation to this address. One that was only typed into the admin proves nothing:
        whoever could type it could come in as anybody."""
        email = _proved(sociallogin)
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
        return (known.user, email) if email and known else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        email = _proved(sociallogin)
        if not email:
            _turn_away(request, "Your organisation has not confirmed your mail address, so nobody knows who comes.")
        if User.objects.filter(email__iexact=email).exists():
            _turn_away(
                request,
                "There is a login with your address already. Log in with its password, then connect it to your "
                "organisation on the page Your login.",
            )
        if not _may_come(email):
            _turn_away(request, "Nobody has invited you yet. Ask a moderator of this newsroom for an invitation.")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return _may_come(_proved(sociallogin))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        with transaction.atomic():
            person: User = super().save_user(request, sociallogin, form)
            invitation = invitations.find_for(_proved(sociallogin))
            if invitation is not None:
                invitations.take_up(invitation, person)
        return person

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("desk:your_login")

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        log.warning("A login through %s failed: %s", provider, kwargs.get("exception") or kwargs.get("error"))
        _turn_away(request, "The login through your organisation did not work. Try again, or log in with a password.")


def _proved(sociallogin: SocialLogin) -> str:
    """The address that the provider vouches for; empty where it vouches for none."""
    return next((str(address.email).lower() for address in sociallogin.email_addresses if address.verified), "")


def _may_come(email: str) -> bool:
    is_ours = email.rpartition("@")[2] in settings.OIDC_DOMAINS
    return bool(email) and (is_ours or invitations.find_for(email) is not None)


def _turn_away(request: HttpRequest, sentence: str) -> NoReturn:
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("desk:your_login" if request.user.is_authenticated else "desk:login"))


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_digest(secret))) for secret in secrets])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"claims.accounts.second-step:" + secret.encode()).digest()
