"""What all forms of the claim page share: address, version seen, refusals that keep what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import localtime

from claims import access
from claims.desk.addresses import desk_address
from claims.desk.forms.renderer import QuickRenderer
from claims.errors import Stale
from claims.models import Claim, RatingLevel, User

Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"


def version_seen(seen: int | None, claim: Claim) -> int:
    """The version that a form was written against. Raises Stale when it says none, or one that is still to come."""
    if not seen or seen > claim.version:
        raise Stale("This form does not say which version of the claim you looked at. Load the page again.")
    return seen


class VersionField(forms.IntegerField):
    """Hidden, so nobody can mend it: what is no number is as good as none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int | None:
        try:
            number: int | None = super().clean(value)
        except forms.ValidationError:
            return None
        return number


class ClaimForm(forms.Form):
    """A form of one claim, or of one thing (`subject`) that hangs on it.

    `name` is also the name of its URL. `key` tells it from the other forms of the page; `section` is the part of the
    page in which it stands.
    """

    name: ClassVar[str]
    submit: ClassVar[str] = "Save"
    section: ClassVar[str]
    has_file: ClassVar[bool] = False
    template: ClassVar[str] = "claims/desk/claim/_form.html"
    #: How the id begins of what it is about on the claim's page, where that is not the form's own name.
    fold: ClassVar[str] = ""
    #: Of its page of its own: what it is called, the passage that it is about, and the button that takes that away.
    heading: str = ""
    cited_quote: str = ""
    remover: ClaimForm | None = None
    #: What a stale form shows beside what was typed, so that no text is lost: field -> attribute of the claim.
    columns: ClassVar[Mapping[str, str]] = {}

    default_renderer = QuickRenderer

    seen = VersionField(required=False)

    def __init__(
        self,
        claim: Claim,
        data: QueryDict | None = None,
        files: Files | None = None,
        *,
        subject: int | str | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.claim = claim
        self.subject = subject
        self.key = self.name if subject is None else f"{self.name}-{subject}"
        self.events: list[Any] = []
        self.sentence = ""
        self.saved: list[tuple[str, str]] = []
        super().__init__(
            data, files, auto_id=f"{self.key}-%s", initial={"seen": claim.version, **(initial or {})}, label_suffix=""
        )

    @property
    def dom_id(self) -> str:
        return self.auto_id % "form" if isinstance(self.auto_id, str) else self.key

    def stand_apart(self) -> None:
        """Other ids: the page shows this form with what was typed, and an empty one of the same kind further down."""
        self.auto_id = f"again-{self.key}-%s"

    @property
    def anchor(self) -> str:
        """The id on the claim's page of what it is about."""
        return "-".join([self.fold or self.name, *([] if self.subject is None else [str(self.subject)])])

    def require_use(self, by: User) -> None:
        """Raises Refused for whom it is not shown, because it would only be refused."""
        access.require_editable(self.claim, by)

    @cached_property
    def action(self) -> str:
        extra = [] if self.subject is None else [self.subject]
        return reverse(f"desk:{self.name}", args=[self.claim.pk, *extra])

    @property
    def saw(self) -> int:
        """The version that the person looked at. Raises Stale when the form does not say."""
        return version_seen(self.cleaned_data.get("seen"), self.claim)

    def require_version(self) -> None:
        """Raises Stale when the form does not say which version the person looked at."""
        version_seen(self.cleaned_data.get("seen"), self.claim)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def refuse(self, sentence: str, *, version: int, events: Iterable[Any] = ()) -> None:
        """Keep what was typed and say why it was refused; sent again, it is judged against `version`."""
        self.sentence = sentence
        self.events = list(events)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = str(version)
        self.data = data

    def show_saved(self, claim: Claim) -> None:
        """Keep what others have saved meanwhile in fields where something else was typed."""
        for name, column in self.columns.items():
            if name not in self.fields:
                continue
            field, value = self.fields[name], getattr(claim, column)
            value = value.pk if isinstance(value, RatingLevel) else value
            text = str(field.prepare_value(value) if value is not None else "")
            if isinstance(value, datetime):
                text = f"{localtime(value):%Y-%m-%dT%H:%M}"
            if text != self.data.get(name, ""):
                choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
                self.saved.append((str(field.label), choices.get(text, text)))


@dataclass(frozen=True)
class Button:
    """As _button.html reads an EmptyForm, and nothing more: a page has dozens of them."""

    action: str
    submit: str
    initial: Mapping[str, int]


class EmptyForm(ClaimForm):
    """A button and nothing to fill in."""

    @classmethod
    def button(cls, claim: Claim, *, subject: int | None = None) -> Button:
        """What the page shows of it."""
        extra = [] if subject is None else [subject]
        return Button(desk_address(cls.name, claim.pk, *extra), cls.submit, {"seen": claim.version})


def words(
    label: str, *, rows: int = 3, required: str = "", help_text: str = "", maxlength: int = 20_000
) -> forms.CharField:
    """A text of some lines; `required` is the sentence that asks for it, empty when it may stay empty."""
    return forms.CharField(
        label=label,
        required=bool(required),
        help_text=help_text,
        max_length=maxlength,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


def line(label: str, *, required: str = "", help_text: str = "", maxlength: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        help_text=help_text,
        max_length=maxlength,
        error_messages={"required": required},
    )


def day(label: str, *, required: str = "", help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=bool(required),
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": required, "invalid": "Enter the date as year-month-day, for example 2025-11-02."},
    )


def moment(label: str, *, help_text: str = "") -> forms.DateTimeField:
    """A day and a time in the desk's own zone; to the minute, so that showing and saving it changes nothing."""
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "Enter day and time, for example 2025-11-02 09:00."},
    )


class RowChoice(forms.TypedChoiceField):
    """A choice among rows that the page has read already; its value is the row, None when nothing is chosen."""

    def __init__(self, *, empty: str = "", **kwargs: Any) -> None:
        self.empty_label = empty
        super().__init__(empty_value=None, **kwargs)

    def offer(self, rows: Iterable[Any]) -> None:
        by_key = {str(row.pk): row for row in rows}
        empty = [("", self.empty_label)] if self.empty_label else []
        self.choices = [*empty, *((key, label_of(row)) for key, row in by_key.items())]
        self.coerce = by_key.__getitem__


class RowChoices(forms.TypedMultipleChoiceField):
    """Several of such rows. `n_shown`: so many stand there, the others are unfolded (count); None for all."""

    def __init__(self, *, n_shown: int | None = None, **kwargs: Any) -> None:
        super().__init__(empty_value=[], **kwargs)
        self.n_shown = n_shown

    def offer(self, rows: Mapping[Any, str]) -> None:
        by_key = {str(row.pk): row for row in rows}
        self.choices = [(str(row.pk), label) for row, label in rows.items()]
        self.coerce = by_key.__getitem__


def label_of(row: Any) -> str:
    """A rating is chosen by its definition, everything else by its name."""
    if isinstance(row, RatingLevel):
        return format_html('<b>{}</b> <span class="soft">{}</span>', row.label, row.definition)
    return str(row)
