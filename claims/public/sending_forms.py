"""What readers fill in, and how programs that fill in everything are told from them, without asking anybody else."""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from claims import policy
from claims.workflow import edits, error_reports

#: Nobody reads and fills in a form faster than this (seconds).
FASTEST_S = 3
#: A form that lay open for longer is asked for again (seconds).
SLOWEST_S = 24 * 3600
_SALT = "claims.public.sending"


class ReaderForm(forms.Form):
    """With a field that people do not see, and the signed moment at which the form was shown."""

    website = forms.CharField(
        label="Leave this field empty", required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    email = forms.EmailField(
        label="Your mail address",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "This is no mail address. Leave it empty, or write it like name@example.org."},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        stamp = signing.dumps(int(time.time()), salt=_SALT)
        if data is not None and not _age(data.get("shown", "")):
            data = data.copy()
            data["shown"], self.was_stale = stamp, True
        else:
            self.was_stale = False
        super().__init__(data, initial={"shown": stamp}, label_suffix="", auto_id="send-%s", **options)
        if data is not None and data.get("website"):  # filled in by a browser, maybe: then a person has to get there
            self.fields["website"].widget.attrs.pop("tabindex")
        self.fields["email"].help_text = (
            "For the answer only. It is erased as soon as the answer went out, "
            f"and after {policy.current().reader_address_days} days in any case."
        )
        if not settings.EMAIL_HOST:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("website"):
            raise forms.ValidationError("One field has to stay empty, and it is not. Empty it, then send again.")
        age = _age(given.get("shown", "")) or 0
        if self.was_stale:
            raise forms.ValidationError("The form lay open for too long. Nothing is lost: send it once more.")
        if age < FASTEST_S:
            raise forms.ValidationError("That came faster than somebody can write. Wait a moment, then send it again.")
        return {name: value for name, value in given.items() if name not in ("website", "shown")}

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("website", "shown")]


def _age(stamp: str) -> float | None:
    """Seconds since a form was shown; None for a stamp that is not ours or too old."""
    try:
        return max(0.001, time.time() - float(signing.loads(stamp, salt=_SALT, max_age=SLOWEST_S)))
    except signing.BadSignature:
        return None


class TipForm(ReaderForm):
    statement = forms.CharField(
        label="What is claimed?",
        max_length=edits.MAX_STATEMENT,
        help_text="One sentence, as you heard or read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what is claimed, as one full sentence."},
    )
    link = forms.URLField(
        label="Link", required=False, max_length=2000, assume_scheme="https",
        help_text="Where it can be seen, if it is on the web.",
        error_messages={"invalid": "This is no address of a page. Copy it from the browser, or leave it empty."},
    )  # fmt: skip
    quote = forms.CharField(
        label="The exact words", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen_at = forms.CharField(
        label="Where did you see or hear it?", required=False, max_length=300,
        help_text="For example: a leaflet in the town hall, on 3 May.",
    )  # fmt: skip
    field_order = ["statement", "link", "quote", "seen_at", "email"]


class ReportForm(ReaderForm):
    text = forms.CharField(
        label="What is wrong?",
        max_length=error_reports.MAX_TEXT,
        help_text="Which sentence, and what is right instead.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say in a sentence or two what is wrong, and where it stands."},
    )
    link = forms.URLField(
        label="How do you know?", required=False, max_length=2000, assume_scheme="https",
        help_text="A link to the source helps most.",
        error_messages={"invalid": "This is no address of a page. Copy it from the browser, or leave it empty."},
    )  # fmt: skip
    field_order = ["text", "link", "email"]
