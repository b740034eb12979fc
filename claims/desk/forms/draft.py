"""The form of a draft that is only checked: its text or a file, which is read in memory and forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from claims.drafts.checking import MAX_CHARS, NOTHING, TOO_LONG, Draft
from claims.errors import Refused
from claims.importing import extraction
from claims.text import language

TWO = "There is a text and a file. Check one after the other: empty the text to check the file."


class DraftForm(forms.Form):
    text = forms.CharField(
        label="Draft",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    upload = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="Text, a web page or PDF.",
    )
    title = forms.CharField(label="Title", required=False, max_length=500)
    published = forms.DateField(
        label="Date",
        required=False,
        help_text="What “yesterday” is counted from.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as year, month and day, for example 2025-11-21."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text, upload = given.get("text", "").replace("\r\n", "\n"), given.get("upload")
        if "text" not in given or "upload" not in given or self.errors:
            return given
        if text.strip() and upload:
            raise forms.ValidationError(TWO)
        if not text.strip() and not upload:
            raise forms.ValidationError(NOTHING)
        draft = _read(upload) if upload else Draft(text, language=language.guess(text))
        if len(draft.text) > MAX_CHARS:
            raise forms.ValidationError(TOO_LONG)
        return given | {
            "draft": replace(
                draft,
                title=given["title"] or draft.title,
                published=given["published"] or draft.published,
            )
        }

    @property
    def draft(self) -> Draft:
        found: Draft = self.cleaned_data["draft"]
        return found

    @classmethod
    def showing(cls, draft: Draft) -> DraftForm:
        """The form with what was read, so that a file's text can be worked on."""
        return cls(initial={"text": draft.text, "title": draft.title, "published": draft.published})


def _read(upload: UploadedFile[bytes]) -> Draft:
    try:
        found = extraction.extract(upload.read(), content_type=upload.content_type or "", filename=str(upload.name))
    except Refused as refusal:
        raise forms.ValidationError({"upload": refusal.sentence}) from refusal
    return Draft(found.text, title=found.title, published=found.published, language=found.language)
