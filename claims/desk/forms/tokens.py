"""The form by which somebody makes a token for a program. What a token may be is claims.accounts.tokens' to say."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from claims.models import Scope

#: (days, in words)
LASTS = ((7, "One week"), (30, "One month"), (90, "Three months"), (365, "One year"))


class TokenForm(forms.Form):
    name = forms.CharField(
        label="Which program is it for?",
        max_length=80,
        help_text="So that you know later what ends when you end it.",
        error_messages={"required": "Give the token the name of the program that will use it."},
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=Scope.choices,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text="Never more than you may do yourself.",
        error_messages={"required": "Choose what the token may be used for: at least one of the list."},
    )
    days = forms.TypedChoiceField(label="How long does it work?", choices=LASTS, coerce=int, initial=90)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="token-%s", label_suffix="")
