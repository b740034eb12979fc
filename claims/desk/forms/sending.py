"""The forms by which articles and claims come in. Limits of an article are the importer's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from claims import policy


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, none included. Empty ones pass: the importer refuses them by name."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        return list(data or [])


class ImportForm(forms.Form):
    urls = forms.CharField(
        label="Addresses",
        required=False,
        help_text="One or several, each on a line of its own.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "placeholder": "https://"}),
    )
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        help_text="One article, the headline first.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    uploads = FilesField(
        label="Files",
        required=False,
        help_text="Text, web pages or PDF, also packed with gzip. Drop several at once.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["urls"] = [line.strip() for line in given.get("urls", "").splitlines() if line.strip()]
        n_items = len(given["urls"]) + len(given.get("uploads", [])) + bool(given.get("text", "").strip())
        if n_items == 0:
            raise forms.ValidationError("Paste an address or a text, or choose a file: there is nothing to import yet.")
        limit = policy.current().n_imports_at_once
        if n_items > limit:
            raise forms.ValidationError(f"These are {n_items} articles. Import at most {limit} at once.")
        return given


class ClaimForm(forms.Form):
    statement = forms.CharField(
        label="What is claimed?",
        help_text="One full sentence that stands alone, as neutral as you can.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what is claimed, as one full sentence."},
    )
    claimant = forms.CharField(
        label="Who says so?", required=False, max_length=200, help_text="A person, an organisation, a document."
    )
    claimant_description = forms.CharField(
        label="Who is that?", required=False, max_length=300, help_text="For example: mayor of the town."
    )
    note = forms.CharField(
        label="Where did you see or hear it?",
        required=False,
        max_length=2000,
        help_text="An address, a broadcast, a leaflet. Only the desk reads this.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wants_answer = forms.BooleanField(label="Tell me what becomes of it", required=False, initial=True)
