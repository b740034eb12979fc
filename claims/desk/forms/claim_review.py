"""Forms of the review round: file a review, withdraw it, assign and excuse reviewers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, EmptyForm, RowChoice, RowChoices, VersionField, words
from claims.errors import Stale
from claims.models import Claim, Confidence, Evidence, RatingLevel, User

#: Boxes for passages that stand in the form; the others are unfolded (count).
N_BOXES = 10


class NamedBoxes(forms.CheckboxSelectMultiple):
    """Each says its name itself: the button beside its passage is a second label of it, and would be read out too."""

    def create_option(self, name: str, value: Any, label: Any, *given: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *given, **named)
        option["attrs"]["aria-label"] = label
        return option


class ReviewForm(ClaimForm):
    """A review of the one round whose draft was read: its key goes along, so that it never lands in another one."""

    name, section, submit = "file_review", "review", "File the review"
    round = VersionField(required=False)
    rating = RowChoice(
        label="Your rating",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a rating. Read the definitions before you do."},
    )
    confidence = forms.TypedChoiceField(
        label="How sure are you?",
        choices=Confidence.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how sure you are: low, medium or high."},
    )
    reasons = words("Your reasons", rows=6, required="Write your reasons: a rating without reasons cannot be weighed.")
    cited = RowChoices(label="Evidence that decided it", required=False, widget=NamedBoxes, n_shown=N_BOXES)

    def __init__(
        self,
        claim: Claim,
        data: QueryDict | None = None,
        *,
        round_id: int,
        levels: Iterable[RatingLevel],
        evidence: dict[Evidence, str],
    ) -> None:
        super().__init__(claim, data, initial={"round": round_id})
        self.round_id = round_id
        rating, cited = self.fields["rating"], self.fields["cited"]
        assert isinstance(rating, RowChoice)
        assert isinstance(cited, RowChoices)
        rating.offer(levels)
        cited.offer(evidence)

    @property
    def round_read(self) -> int:
        """The key of the round that was read. Raises Stale when the form does not say."""
        read: int | None = self.cleaned_data["round"]
        if read is None:
            raise Stale("This form does not say which review round you looked at. Load the page again.")
        return read

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "round"}

    def words_for(self, other: ReviewForm) -> QueryDict:
        """What was typed, as far as it fits the form of another round: reasons always, choices that it offers too."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["round"] = str(other.round_id)
        for name in ("rating", "cited"):
            field = other.fields[name]
            assert isinstance(field, RowChoice | RowChoices)
            data.setlist(name, [key for key in data.getlist(name) if field.valid_value(key)])
        return data


class WithdrawForm(EmptyForm):
    name, section, submit = "withdraw_review", "review", "Withdraw my review"


class AssignForm(ClaimForm):
    name, section, submit = "assign_reviewer", "review", "Ask this reviewer"
    reviewer = RowChoice(label="Reviewer", error_messages={"required": "Choose a reviewer."})

    def __init__(self, claim: Claim, data: QueryDict | None = None, *, people: Iterable[User]) -> None:
        super().__init__(claim, data)
        field = self.fields["reviewer"]
        assert isinstance(field, RowChoice)
        field.offer(people)


class ExcuseForm(ClaimForm):
    name, section, submit = "excuse_reviewer", "review", "Excuse"
    note = words("Why?", rows=2, required="Say why this reviewer is excused; the others will ask.", maxlength=2000)
