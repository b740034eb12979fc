"""Forms of the review round: file a review, withdraw it, assign and excuse reviewers."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, EmptyForm, RowChoice, RowChoices, words
from claims.models import Claim, Confidence, Evidence, RatingLevel, User


class ReviewForm(ClaimForm):
    name, section, submit = "file_review", "review", "File the review"
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
    cited = RowChoices(label="Evidence that decided it", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        claim: Claim,
        data: QueryDict | None = None,
        *,
        levels: Iterable[RatingLevel],
        evidence: dict[Evidence, str],
    ) -> None:
        super().__init__(claim, data)
        rating, cited = self.fields["rating"], self.fields["cited"]
        assert isinstance(rating, RowChoice)
        assert isinstance(cited, RowChoices)
        rating.offer(levels)
        cited.offer(evidence)


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
