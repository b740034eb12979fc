"""Forms about the people on a claim: lease, watch, notes, assignment, planned publication, questions to guests."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, EmptyForm, RowChoice, line, words
from claims.models import Claim, Correction, ReplyRequest, User
from claims.workflow.guests import MAX_PASSAGE
from claims.workflow.notes import MAX_NOTE


class TakeLeaseForm(EmptyForm):
    name, section, submit = "take_lease", "lease", "I am on it"


class GiveUpLeaseForm(EmptyForm):
    name, section, submit = "give_up_lease", "lease", "I am done"


class WatchForm(EmptyForm):
    name, section, submit = "watch", "people", "Watch"


class UnwatchForm(EmptyForm):
    name, section, submit = "unwatch", "people", "Stop watching"


class NoteForm(ClaimForm):
    name, section, submit = "write_note", "notes", "Write the note"
    text = words(
        "Note to colleagues",
        rows=3,
        required="Write the note first.",
        help_text="Never published. @ and a user name tell that colleague.",
        maxlength=MAX_NOTE,
    )


class WithdrawNoteForm(EmptyForm):
    name, section, submit = "withdraw_note", "notes", "Take it back"


class AssignForm(ClaimForm):
    name, section, submit = "assign", "people", "Assign"
    researcher = RowChoice(
        label="Who researches it?", widget=forms.RadioSelect, error_messages={"required": "Choose who researches it."}
    )

    def __init__(self, claim: Claim, data: QueryDict | None = None, *, people: Iterable[User]) -> None:
        super().__init__(claim, data)
        field = self.fields["researcher"]
        assert isinstance(field, RowChoice)
        field.offer(people)


class UnassignForm(EmptyForm):
    name, section, submit = "unassign", "people", "Assign to nobody"


class PlanPublicationForm(ClaimForm):
    name, section, submit = "plan_publication", "people", "Publish it when the embargo ends"

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        super().__init__(claim, data)
        if claim.current_revision_id is not None:
            kinds = [choice for choice in Correction.Class.choices if choice[0] != Correction.Class.WITHDRAWAL]
            self.fields["correction_class"] = forms.ChoiceField(
                label="Kind of correction",
                choices=kinds,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose the kind of correction: minor, update or substantial."},
            )
            self.fields["note"] = words(
                "Reason, printed for readers", rows=2, required="Write the public reason for the change."
            )


class CancelPublicationForm(EmptyForm):
    name, section, submit = "cancel_publication", "people", "Call it off"


class GuestLinkForm(ClaimForm):
    """A question to an expert; with a `subject` to the claimant, as part of that request for a reply."""

    name, section, submit = "ask_expert", "sides", "Make the link"
    heading = "Ask an expert by a link"
    template = "claims/desk/claim/_plain_form.html"  # its answer is a page
    addressee = line("Who is asked?", required="Say who is asked.", help_text="Only the desk sees it.", maxlength=200)
    passage = words(
        "The passage you ask about",
        rows=3,
        required="Enter the passage that you ask about.",
        help_text="It is frozen, and all that the guest sees besides your question.",
        maxlength=MAX_PASSAGE,
    )
    question = words("Your question", rows=2, help_text="The guest sees it.", maxlength=MAX_PASSAGE)

    def __init__(self, claim: Claim, data: QueryDict | None = None, *, subject: int | None = None) -> None:
        super().__init__(claim, data, subject=subject, initial={"passage": claim.statement})


class AskClaimantForm(GuestLinkForm):
    name = "ask_claimant"

    def __init__(self, claim: Claim, asked: ReplyRequest, data: QueryDict | None = None) -> None:
        super().__init__(claim, data, subject=asked.pk)
        self.heading = f"Link for the claimant, asked by {asked.channel}"


class RevokeLinkForm(EmptyForm):
    name, section, submit = "revoke_guest_link", "sides", "Call the link off"
