"""The forms of the inbox: what to look at, and the decisions on new claims. Rules are in the workflow."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms

from claims.desk.forms.selects import LongSelect
from claims.models import Claim, DismissReason, Outlet, Priority, User

#: A select longer than this helps nobody; articles can still be searched by text.
MAX_OUTLETS = 300


class InboxFilter(forms.Form):
    """What the inbox shows. A value that makes no sense is as good as none."""

    q = forms.CharField(
        label="Words in the statement",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    priority = forms.TypedChoiceField(
        label="Priority",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any priority"), *reversed(Priority.choices)],
    )
    outlet = forms.TypedChoiceField(label="Outlet", required=False, coerce=int, empty_value=None, widget=LongSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outlets = Outlet.objects.values_list("pk", "name")[:MAX_OUTLETS]
        cast("forms.ChoiceField", self.fields["outlet"]).choices = [("", "Any outlet"), *outlets]

    @property
    def chosen(self) -> dict[str, Any]:
        """{field: value} of what was chosen and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class AcceptForm(forms.Form):
    """All of it may stay empty: then the priority stays and nobody is named yet."""

    priority = forms.TypedChoiceField(
        label="Priority", required=False, coerce=int, empty_value=None, choices=list(reversed(Priority.choices))
    )
    due_on = forms.DateField(
        label="Due on",
        required=False,
        error_messages={"invalid": "Enter the day as year-month-day, for example 2031-04-30."},
    )
    researcher = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        required=False,
        error_messages={"invalid_choice": "There is no such researcher. Choose one of those that are offered."},
    )


class DismissForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why will it not be checked?",
        choices=[("", "Choose a reason"), *DismissReason.choices],
        error_messages={"required": "Choose a reason: why will this claim not be checked?"},
    )
    note = forms.CharField(label="Note", required=False, max_length=2000)


class MergeForm(forms.Form):
    target = forms.CharField(
        label="Number or address of the other claim",
        max_length=500,
        error_messages={"required": "Choose the claim that this one is the same as."},
    )

    def clean_target(self) -> Claim:
        """Understands 12, #12, /desk/claims/12/ and the address of the public page."""
        typed = self.cleaned_data["target"].strip().rstrip("/")
        number = re.fullmatch(r"#?([0-9]{1,18})|.*/desk/claims/([0-9]{1,18})(?:/.*)?", typed)
        if number:
            found = Claim.objects.filter(pk=number[1] or number[2]).first()
        else:
            found = Claim.objects.filter(slug=typed.rpartition("/")[2]).first()
        if found is None:
            raise forms.ValidationError(
                "There is no such claim. Give its number (it stands on its page) or the address of its page."
            )
        return found


class PutBackForm(forms.Form):
    """Nothing needs to be said to take back what one has just decided."""


#: One form for each decision that the inbox offers; the names are those of the transitions.
FORMS: dict[str, type[forms.Form]] = {
    "accept": AcceptForm,
    "dismiss": DismissForm,
    "merge": MergeForm,
    "put_back": PutBackForm,
}
