"""What one types to get in: name and password, a code, the password once more, a new password."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest, QueryDict

from claims.accounts.passwords import Length
from claims.models import User


def password_field(label: str, *, is_new: bool = False, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"}),
        **kwargs,
    )


def new_password_field() -> forms.CharField:
    return password_field("New password", is_new=True, help_text=Length().get_help_text())


def code_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Code",
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the code."},
    )


class LoginForm(account_forms.LoginForm):
    """allauth's, with the names of the fields that this site has always had."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        self.fields = {
            "username": forms.CharField(label="User name", max_length=150, widget=forms.TextInput(attrs=attributes)),
            "password": password_field("Password", max_length=4096),
        }

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip()
        self.cleaned_data["login"] = name
        return name


class CodeForm(AuthenticateForm):
    code = code_field("Six figures from your authenticator app, or one of your recovery codes.")


class ConfirmCodeForm(ReauthenticateForm):
    code = code_field("Six figures from your authenticator app, or one of your recovery codes.")


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    password = password_field("Password", max_length=4096)


class AppForm(ActivateTOTPForm):
    code = code_field("Six figures; they change every half minute.")


class KeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label="What you call it",
        required=False,
        max_length=80,
        help_text="So that you can tell your keys apart: “Laptop”, “On my key ring”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """allauth would fill in a name that tells nothing; it gives that one to whoever leaves the field empty."""
        super().__init__(*args, **kwargs)
        self.initial.pop("name")


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label="Your mail address",
        max_length=254,
        help_text="The one to which your invitation came.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={
            "required": "Enter your mail address.",
            "invalid": "Enter a mail address such as name@example.org.",
        },
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="forgotten-%s", label_suffix="")


class NewPasswordForm(forms.Form):
    new_password = new_password_field()

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        self.person = person
        super().__init__(data, auto_id="new-%s", label_suffix="")
        self.fields["new_password"] = new_password_field()

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        password_validation.validate_password(password, self.person)
        return password


class PasswordForm(forms.Form):
    """The old one, then the new one."""

    password = password_field("Present password", max_length=4096)
    new_password = new_password_field()

    def __init__(self, person: User, request: HttpRequest, data: QueryDict | None = None) -> None:
        self.person, self.request = person, request
        super().__init__(data, auto_id="password-%s")
        self.fields["new_password"] = new_password_field()

    def clean_password(self) -> str:
        """Wrong ones are counted as at the login."""
        password = str(self.cleaned_data["password"])
        if not get_adapter(self.request).reauthenticate(self.person, password):
            raise get_adapter(self.request).validation_error("incorrect_password")
        return password

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        password_validation.validate_password(password, self.person)
        return password
