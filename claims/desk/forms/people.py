"""Asking people in, and what they answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import QueryDict

from claims.desk.forms.session import new_password_field
from claims.models import Role, User


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label="Mail address",
        help_text="The link goes to this address and works for nobody else.",
        error_messages={"required": "Enter the address of the person you invite.", "invalid": "Enter a mail address."},
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the roles that there are."},
    )
    why = forms.CharField(
        label="Why",
        max_length=500,
        help_text="Kept with the roles for good: “New in the science desk”.",
        error_messages={"required": "Say why this person is invited."},
    )


class ReasonForm(forms.Form):
    why = forms.CharField(max_length=500, error_messages={"required": "Say why: it is kept with the change."})


class AcceptForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=300,
        help_text="As colleagues and readers know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="For logging in, and for colleagues who mention you with an @.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": "Choose a user name."},
    )
    new_password = new_password_field()

    def __init__(self, data: QueryDict | None = None, *, username: str) -> None:
        super().__init__(data, auto_id="accept-%s", label_suffix="", initial={"username": username})
        self.fields["new_password"] = new_password_field()
        self.fields["new_password"].label = "Password"

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        User.username_validator(name)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("new_password")
        if password:
            first, _, last = str(cleaned.get("name", "")).partition(" ")
            person = User(username=cleaned.get("username", ""), first_name=first, last_name=last)
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("new_password", error)
        return cleaned
