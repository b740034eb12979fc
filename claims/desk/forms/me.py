"""One person's own settings: which notices come by mail, and when."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from claims import notices
from claims.models import MailChoice, Notice, User


class MailForm(forms.Form):
    """A choice for each kind of notice, named after it."""

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="mail-%s", label_suffix="")
        for kind in Notice.Kind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=MailChoice.When.choices,
                initial=notices.wanted(person, kind),
                error_messages={"invalid_choice": "Choose at once, once a day or never."},
            )

    def save(self, person: User) -> None:
        for kind, when in self.cleaned_data.items():
            if notices.wanted(person, kind) != when:
                notices.choose(person, kind, when)
