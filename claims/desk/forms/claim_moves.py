"""The form of a transition, built from the inputs that the workflow's table names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, Files, RowChoice, day, words
from claims.models import Claim, Correction, DismissReason, Priority, RatingLevel, User
from claims.workflow.table import Transition


@dataclass(frozen=True)
class MoveChoices:
    """What the page knows and the fields offer."""

    levels: Iterable[RatingLevel] = ()
    researchers: Iterable[User] = ()
    carried: RatingLevel | None = None
    #: {claim number: statement} of likely merge targets.
    targets: dict[int, str] = field(default_factory=dict)


class ClaimNumber(forms.IntegerField):
    """A claim by its number; its value is the claim."""

    def clean(self, value: Any) -> Any:
        number = super().clean(str(value).strip().lstrip("#") if value else value)
        if number is None:
            return None
        claim = Claim.objects.filter(pk=number).first()
        if claim is None:
            raise ValidationError(f"There is no claim {number}. Look its number up in the inbox or on the board.")
        return claim


class MoveForm(ClaimForm):
    name = "move"
    section = "actions"

    def __init__(
        self,
        claim: Claim,
        transition: Transition,
        data: QueryDict | None = None,
        files: Files | None = None,
        *,
        choices: MoveChoices,
    ) -> None:
        super().__init__(claim, data, files, subject=transition.name, initial=_initial(claim, transition, choices))
        self.transition = transition
        self.submit = transition.label  # type: ignore[misc]
        self.targets = choices.targets
        for name in transition.inputs:
            field = _field(name, transition, claim, choices)
            if field is not None:
                self.fields[name] = field

    @property
    def note(self) -> str:
        return str(self.cleaned_data.get("note", ""))

    @property
    def data_values(self) -> dict[str, Any]:
        """What goes to the workflow besides the note."""
        return {name: value for name, value in self.values.items() if name != "note"}


def _initial(claim: Claim, transition: Transition, choices: MoveChoices) -> dict[str, Any]:
    initial: dict[str, Any] = {"priority": claim.priority, "due_on": claim.due_on}
    if choices.carried is not None:
        initial["rating"] = choices.carried.pk
    if transition.name == "correct" and claim.current_revision is not None:
        revision = claim.current_revision
        initial |= {name: getattr(revision, name) for name in ("summary", "text", "unknowns", "mind")}
    return initial


def _field(name: str, transition: Transition, claim: Claim, choices: MoveChoices) -> forms.Field | None:
    """The field for one input of the table; None where this claim or person has nothing to choose."""
    make = _FIELDS.get(name)
    if make is None:
        raise KeyError(f"The workflow asks for {name}, and the desk has no field for it.")
    return make(transition, claim, choices)


def _reason() -> forms.Field:
    return forms.ChoiceField(
        label="Reason",
        choices=DismissReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason: why will this claim not be checked?"},
    )


def _note(transition: Transition, claim: Claim) -> forms.Field:
    if transition.public_note == "adjudication":
        return words(
            "Adjudication, printed for readers when the reviews did not carry the rating",
            rows=3,
            help_text="Also printed when you decide for another rating than the draft's. Say why this rating holds; "
            "otherwise only the desk will see it.",
            maxlength=4000,
        )
    is_public = transition.public_note == "always" or (
        transition.public_note == "was_public" and claim.current_revision_id is not None
    )
    if is_public:
        help_text = "Readers will see it."
    else:
        help_text = who_sees_dismissal(claim) if transition.public_note == "asked" else "Only the desk will see it."
    sentence = f"Write a note: “{transition.label}” has to be explained to the others." if transition.needs_note else ""
    label = "Reason, printed for readers" if is_public else "Note"
    return words(label, rows=2, required=sentence, help_text=help_text, maxlength=4000)


def who_sees_dismissal(claim: Claim) -> str:
    """Who will read the note of a dismissal: a sender who wants an answer, then also the readers of an old verdict."""
    if not claim.wants_answer:
        return "Only the desk will see it."
    return "The sender and readers will see it." if claim.current_revision_id is not None else "The sender will see it."


def _target(choices: MoveChoices) -> forms.Field:
    return ClaimNumber(
        label="Number of the claim that stays",
        min_value=1,
        widget=forms.NumberInput(attrs={"list": "merge-targets"} if choices.targets else {}),
        help_text="It stands after # in the inbox and on the board.",
        error_messages={
            "required": "Choose the claim that this one is the same as.",
            "invalid": "Enter the claim's number, for example 12.",
        },
    )


def _researcher(choices: MoveChoices) -> forms.Field | None:
    people = list(choices.researchers)
    if not people:
        return None
    field = RowChoice(label="Researcher", required=False, empty="Me")
    field.offer(people)
    return field


def _rating(choices: MoveChoices) -> forms.Field:
    field = RowChoice(
        label="Rating",
        widget=forms.RadioSelect,
        error_messages={"required": "No rating carried. Choose one and write the adjudication note."},
    )
    field.offer(choices.levels)
    return field


def _correction_class() -> forms.Field:
    kinds = [choice for choice in Correction.Class.choices if choice[0] != Correction.Class.WITHDRAWAL]
    return forms.ChoiceField(
        label="Kind of correction",
        choices=kinds,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of correction: minor, update or substantial."},
    )


_FIELDS: dict[str, Callable[[Transition, Claim, MoveChoices], forms.Field | None]] = {
    "priority": lambda *_: forms.TypedChoiceField(label="Priority", choices=Priority.choices, coerce=int),
    "due_on": lambda *_: day("Due on", help_text="Optional."),
    "reason": lambda *_: _reason(),
    "note": lambda transition, claim, _: _note(transition, claim),
    "target": lambda _, __, choices: _target(choices),
    "researcher": lambda _, __, choices: _researcher(choices),
    "rating": lambda _, __, choices: _rating(choices),
    "correction_class": lambda _, claim, __: _correction_class() if claim.current_revision_id is not None else None,
    "summary": lambda *_: words("Summary", rows=2, required="A corrected verdict still needs a summary."),
    "text": lambda *_: words("Text", rows=10, required="A corrected verdict still needs a text."),
    "unknowns": lambda *_: words("What we could not establish", rows=2),
    "mind": lambda *_: words("What would change our mind", rows=2),
}
