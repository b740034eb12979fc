"""Forms of the research: wording, plan, key elements, the other side, replies, interests, the draft verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from claims import access
from claims.desk.forms.claim import ClaimForm, EmptyForm, Files, RowChoice, day, line, moment, words
from claims.errors import Refused
from claims.models import OPEN_STATES, Claim, KeyElement, Priority, RatingLevel, ReplyRequest, Role, User
from claims.workflow.edits import MAX_STATEMENT


class RewordForm(ClaimForm):
    name, section, submit = "reword", "head", "Save the wording"
    heading = "Word the claim anew"
    columns = {"statement": "statement"}
    statement = words(
        "Statement",
        rows=3,
        required="Word the statement as one full sentence that stands alone.",
        help_text="One claim, one sentence that can be understood without the article.",
        maxlength=MAX_STATEMENT,
    )
    claimant = line(
        "Who claims it", help_text="A person, an organisation, a document. Empty if nobody is known.", maxlength=200
    )
    claimant_description = line("Their role", help_text="For example: defence minister.")

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        claimant = claim.claimant
        initial = {
            "statement": claim.statement,
            "claimant": claimant.name if claimant else "",
            "claimant_description": claimant.description if claimant else "",
        }
        super().__init__(claim, data, initial=initial)


class PlanForm(ClaimForm):
    name, section, submit = "plan", "head", "Save the plan"
    heading = "Plan"
    columns = {name: name for name in ("priority", "due_on", "embargo_until", "topic")}
    priority = forms.TypedChoiceField(label="Priority", choices=Priority.choices, coerce=int)
    due_on = day("Due on")
    embargo_until = moment(
        "Embargo until", help_text="Not published before. Only an editor can make it shorter or end it."
    )
    topic = line("Topic", maxlength=100)

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        names = ("priority", "due_on", "embargo_until", "topic")
        super().__init__(claim, data, initial={name: getattr(claim, name) for name in names})
        if data is not None and "embargo_until" not in data:
            del self.fields["embargo_until"]  # a form that does not ask for it leaves it alone

    def require_use(self, by: User) -> None:
        access.require_role(by, Role.RESEARCHER, Role.EDITOR)
        if self.claim.state not in OPEN_STATES:
            raise Refused(f"The claim is {self.claim.get_state_display().lower()}: nothing is left to plan. Reopen it.")


class AddElementForm(ClaimForm):
    name, section, submit = "add_key_element", "evidence", "Add the key element"
    heading, fold = "Add a key element", "add-element"
    text = words(
        "A further key element", rows=2, required="Write what has to hold for the claim to be true.", maxlength=500
    )


class RemoveElementForm(EmptyForm):
    name, section, submit = "remove_key_element", "evidence", "Remove it"


class EditElementForm(ClaimForm):
    name, section, submit = "edit_key_element", "evidence", "Save the key element"
    fold = "element"
    text = words(
        "Key element", rows=2, required="A key element needs words. Remove it if it is not needed.", maxlength=500
    )
    single_source_reason = words(
        "Why a single source is enough",
        rows=2,
        help_text="Only when there are not enough independent origins.",
        maxlength=1000,
    )

    def __init__(self, claim: Claim, element: KeyElement, data: QueryDict | None = None) -> None:
        initial = {"text": element.text, "single_source_reason": element.single_source_reason}
        super().__init__(claim, data, subject=element.pk, initial=initial)
        self.heading, self.remover = f"Key element {element.position}", RemoveElementForm(claim, subject=element.pk)


class SearchForm(ClaimForm):
    name, section, submit = "log_counter_search", "sides", "Log the search"
    heading, fold = "Log a search for the other side", "log-search"
    place = line("Where did you search?", required="Say where you searched.")
    query = line("With which words?", required="Say with which words you searched.", maxlength=500)
    result = words(
        "What came of it?", rows=2, required="Say what you found, or that you found nothing.", maxlength=4000
    )


class AskReplyForm(ClaimForm):
    name, section, submit = "ask_for_reply", "sides", "Log the request"
    heading, fold = "Log a request for a reply", "ask-reply"
    channel = line(
        "How was the claimant asked?",
        required="Say how the claimant was asked, for example by e-mail to the press office.",
        maxlength=200,
    )
    asked_on = day("Asked on", required="Enter the day on which the claimant was asked.")
    deadline_on = day("Reply asked for by", help_text="Empty: the newsroom's usual time.")

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        super().__init__(claim, data, initial={"asked_on": timezone.localdate()})


class RecordReplyForm(ClaimForm):
    name, section, submit = "record_reply", "sides", "Record the reply"
    fold = "reply"
    reply = words("What the claimant replied", rows=4, required="Enter what the claimant replied.")
    replied_on = day("Replied on", required="Enter the day of the reply.")

    def __init__(self, claim: Claim, asked: ReplyRequest, data: QueryDict | None = None) -> None:
        initial = {"replied_on": timezone.localdate(), "reply": asked.reply}
        super().__init__(claim, data, subject=asked.pk, initial=initial)
        self.heading = f"The reply to what was asked by {asked.channel}"


class ExemptionForm(ClaimForm):
    name, section, submit = "exempt_from_reply", "sides", "Save the exemption"
    heading, fold = "State an exemption from asking the claimant", "exempt"
    columns = {"reason": "reply_exemption"}
    reason = words(
        "Why the claimant was not asked", rows=2, help_text="Empty takes the exemption back.", maxlength=2000
    )

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        super().__init__(claim, data, initial={"reason": claim.reply_exemption})


class InterestForm(ClaimForm):
    name, section, submit = "declare_interest", "interests", "Declare"
    heading, fold = "Declare your interests", "declare"
    has_interest = forms.TypedChoiceField(
        label="Have you a commercial, political or personal interest in this claim?",
        choices=[("no", "No, none"), ("yes", "Yes, I have")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )
    statement = words("What the interest is", rows=2, help_text="Printed on the verdict page.", maxlength=2000)

    def __init__(self, claim: Claim, data: QueryDict | None = None, *, answer: tuple[bool, str] | None = None) -> None:
        initial: dict[str, Any] = {}
        if answer is not None:
            initial = {"has_interest": "yes" if answer[0] else "no", "statement": answer[1]}
        super().__init__(claim, data, initial=initial)

    def require_use(self, by: User) -> None:
        """Whoever sees the claim."""


class DraftForm(ClaimForm):
    name, section, submit = "edit_draft", "verdict", "Save the draft"
    columns = {
        "rating": "draft_rating",
        "summary": "draft_summary",
        "text": "draft_text",
        "unknowns": "draft_unknowns",
        "mind": "draft_mind",
        "selection_reason": "selection_reason",
    }
    template = "claims/desk/claim/_draft_form.html"
    rating = RowChoice(label="Rating", required=False, widget=forms.RadioSelect)
    summary = words("Summary", rows=3, help_text="One or two sentences: what we found.", maxlength=1000)
    text = words("Text", rows=14, help_text="Markdown. [E12] cites evidence 12.", maxlength=60_000)
    unknowns = words("What we could not establish", rows=2, maxlength=4000)
    mind = words("What would change our mind", rows=2, maxlength=4000)
    selection_reason = words("Why this claim was chosen", rows=2, help_text="Printed.", maxlength=2000)

    def __init__(
        self,
        claim: Claim,
        data: QueryDict | None = None,
        files: Files | None = None,
        *,
        levels: list[RatingLevel],
    ) -> None:
        initial = {
            "rating": claim.draft_rating_id,
            "summary": claim.draft_summary,
            "text": claim.draft_text,
            "unknowns": claim.draft_unknowns,
            "mind": claim.draft_mind,
            "selection_reason": claim.selection_reason,
        }
        super().__init__(claim, data, files, initial=initial)
        field = self.fields["rating"]
        assert isinstance(field, RowChoice)
        field.offer(levels)
