"""Forms of one piece of evidence: what a person decides about it, and how a source is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, EmptyForm, Files, RowChoice, day, line, words
from claims.evidence import visibility
from claims.evidence.attaching import Passage
from claims.evidence.decisions import Description
from claims.models import Claim, Evidence, KeyElement, Source, User

_DESCRIPTION = ("source_type", "secondary_reason", "interest", "accessed_on", "no_snapshot_reason", "note")


class AcceptForm(ClaimForm):
    """Accept evidence, or describe accepted evidence anew."""

    name, section, submit = "accept_evidence", "evidence", "Accept with this"
    fold = "evidence"
    stance = forms.ChoiceField(
        label="What the passage does",
        choices=Evidence.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the passage does: supports, refutes or only mentions the claim."},
    )
    key_element = RowChoice(label="Key element it speaks to", required=False, empty="The first one")
    source_type = forms.ChoiceField(
        label="Source type", choices=[("", "Not said yet"), *Source.Type.choices], required=False
    )
    secondary_reason = words(
        "Why a secondary source is used", rows=2, help_text="Only for secondary sources.", maxlength=2000
    )
    interest = words(
        "The source's interest in the matter", rows=2, help_text="Or that none is known. Printed.", maxlength=2000
    )
    accessed_on = day("Read on")
    no_snapshot_reason = words(
        "Why there is no snapshot", rows=2, help_text="Only where none could be made.", maxlength=2000
    )
    note = words("Note on the passage", rows=2, help_text="Printed under the quote.", maxlength=4000)

    def __init__(
        self,
        claim: Claim,
        evidence: Evidence,
        data: QueryDict | None = None,
        *,
        key_elements: Iterable[KeyElement],
    ) -> None:
        initial: dict[str, Any] = {name: getattr(evidence, name) for name in _DESCRIPTION}
        initial |= {
            "stance": evidence.stance or evidence.proposed_stance,
            "key_element": evidence.key_element_id,
            "accessed_on": evidence.accessed_on or _day_of_capture(evidence),
        }
        super().__init__(claim, data, subject=evidence.pk, initial=initial)
        self.heading, self.cited_quote = f"E{evidence.pk}: {evidence.source}", evidence.quote
        elements = self.fields["key_element"]
        assert isinstance(elements, RowChoice)
        elements.offer(key_elements)
        if evidence.status == Evidence.Status.ACCEPTED:
            self.submit = "Save the description"  # type: ignore[misc]

    @property
    def description(self) -> Description:
        return Description(**{name: self.cleaned_data[name] for name in _DESCRIPTION})


class RejectForm(ClaimForm):
    name, section, submit = "reject_evidence", "evidence", "Reject"
    fold = "evidence"
    reason = words(
        "Why is it rejected?", rows=2, required="Say why this passage is rejected; the others will ask.", maxlength=2000
    )

    def __init__(self, claim: Claim, evidence: Evidence, data: QueryDict | None = None) -> None:
        super().__init__(claim, data, subject=evidence.pk)
        self.heading, self.cited_quote = f"E{evidence.pk}: {evidence.source}", evidence.quote


class ReconsiderForm(EmptyForm):
    name, section, submit = "reconsider_evidence", "evidence", "Make it a proposal again"


def _stance() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What the passage does",
        choices=[("", "Leave it as a proposal"), *Evidence.Stance.choices],
        required=False,
        help_text="With an answer it is accepted at once.",
    )


def _visibility(kind: str = "") -> forms.ChoiceField:
    """Without an answer: as usual for what it is, or (no `kind`) it is asked for."""
    return forms.ChoiceField(
        label="Who may read it",
        choices=Evidence.Visibility.choices,
        initial=visibility.usual_for(kind) if kind else None,
        required=not kind,
        help_text="Only public evidence counts, is cited and printed." if kind else "",
        error_messages={"required": "Choose who may read it: everybody, the newsroom, or named people."},
    )


class NamedPeople(forms.CharField):
    """Members of the desk by their login names."""

    def __init__(self) -> None:
        super().__init__(
            label="Named people",
            required=False,
            max_length=2000,
            help_text="For named people only: their login names, for example ana, ben. You are always among them.",
        )

    def clean(self, value: Any) -> tuple[User, ...]:
        names = [name.lstrip("@") for name in re.split(r"[\s,;]+", str(super().clean(value) or "")) if name.lstrip("@")]
        is_one = Q(low__in={name.lower() for name in names}) | Q(username__in=names)
        people = list(User.objects.filter(is_active=True).annotate(low=Lower("username")).filter(is_one))
        found = {person.username.lower(): person for person in people} | {person.username: person for person in people}
        strangers = [name for name in names if name not in found and name.lower() not in found]
        if strangers:
            raise forms.ValidationError(f"Nobody here has the login name {strangers[0]}. Ask a moderator for it.")
        return tuple(dict.fromkeys(found.get(name) or found[name.lower()] for name in names))


class ReadersForm(ClaimForm):
    """Who may read a piece of evidence."""

    name, section, submit = "change_visibility", "evidence", "Save who may read it"
    fold = "evidence"
    visibility = _visibility()
    named = NamedPeople()
    reason = words(
        "Why may more people read it?",
        rows=2,
        help_text="Only where it becomes wider. Once it is public the whole newsroom reads this too: name nobody.",
        maxlength=2000,
    )

    def __init__(self, claim: Claim, evidence: Evidence, data: QueryDict | None = None) -> None:
        people = evidence.named.order_by("username").values_list("username", flat=True) if data is None else ()
        initial = {"visibility": evidence.visibility, "named": ", ".join(people)}
        super().__init__(claim, data, subject=evidence.pk, initial=initial)
        self.heading = f"Who may read E{evidence.pk}"

    def require_use(self, by: User) -> None:
        """Who may say who reads it is asked before the form is made, for it says who does."""


class AttachForm(ClaimForm):
    """While the claim is frozen or public, anybody in the desk may suggest a source."""

    def require_use(self, by: User) -> None:
        if self.claim.is_editable:
            super().require_use(by)


class AttachUrlForm(AttachForm):
    name, section, submit = "attach_url", "evidence", "Attach the page"
    heading, fold = "Attach a web page by its address", "attach-attach_url"
    url = forms.URLField(
        label="Address",
        max_length=2000,
        assume_scheme="https",
        help_text="It is fetched in the background and kept as a snapshot.",
        error_messages={
            "required": "Enter the address of the page.",
            "invalid": "This is not an address. It begins with https:// or http://.",
        },
    )
    quote = words("The passage", rows=3, help_text="Word for word; it may be left empty.", maxlength=5000)
    stance = _stance()
    note = words("Note", rows=2, maxlength=4000)
    visibility = _visibility(Source.Kind.PAGE)
    named = NamedPeople()


class AttachFileForm(AttachForm):
    name, section, submit = "attach_file", "evidence", "Attach the file"
    heading, fold = "Attach a file", "attach-attach_file"
    has_file = True
    file = forms.FileField(
        label="File",
        help_text="Text, HTML or PDF.",
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty. Choose another one.",
            "missing": "Choose a file.",
        },
    )
    title = line("Title", help_text="Empty: as the file says.", maxlength=500)
    publisher = line("Published by", maxlength=200)
    quote = words("The passage", rows=3, help_text="Word for word; it may be left empty.", maxlength=5000)
    stance = _stance()
    note = words("Note", rows=2, maxlength=4000)
    visibility = _visibility(Source.Kind.FILE)
    named = NamedPeople()

    def __init__(
        self,
        claim: Claim,
        data: QueryDict | None = None,
        files: Files | None = None,
    ) -> None:
        super().__init__(claim, data, files)


class AttachByHandForm(AttachForm):
    name, section, submit = "attach_by_hand", "evidence", "Attach the source"
    heading, fold = "Attach an interview or a book", "attach-attach_by_hand"
    kind = forms.ChoiceField(
        label="Kind",
        choices=[(kind.value, kind.label) for kind in (Source.Kind.INTERVIEW, Source.Kind.BOOK)],
        widget=forms.RadioSelect,
        initial=Source.Kind.INTERVIEW,
        error_messages={"required": "Say what it is."},
    )
    title = line("Title", required="Name the source, for example the person and the day.", maxlength=500)
    author = line("Author or person")
    publisher = line("Publisher or organisation", maxlength=200)
    published_on = day("Dated")
    quote = words("The words that matter", rows=3, maxlength=5000)
    stance = _stance()
    note = words("Note", rows=2, maxlength=4000)
    visibility = _visibility(Source.Kind.INTERVIEW)
    named = NamedPeople()
    no_snapshot_reason = words(
        "Why there is no snapshot",
        rows=2,
        required="Say why there is no copy, for example that it was a telephone call.",
        maxlength=2000,
    )


def passage_of(form: ClaimForm) -> Passage:
    """What was cited of an attached source."""
    given = form.cleaned_data
    return Passage(
        quote=given["quote"],
        note=given["note"],
        stance=given["stance"],
        no_snapshot_reason=given.get("no_snapshot_reason", ""),
        visibility=given["visibility"],
        named=given["named"],
    )


class CaptureForm(EmptyForm):
    name, section, submit = "capture_again", "evidence", "Fetch the page again"


class AskAgainForm(EmptyForm):
    name, section, submit = "ask_finder_again", "evidence", "Retry"


class GatherForm(EmptyForm):
    name, section, submit = "gather_again", "evidence", "Search again"


def _day_of_capture(evidence: Evidence) -> Any:
    return evidence.source.snapshot.captured_at.date() if evidence.source.snapshot else None
