"""The form by which a person says where a source has it from."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from claims.desk.forms.claim import ClaimForm, words
from claims.models import Claim, Source
from claims.ties import Decision

ALONE, MACHINE = "alone", "machine"


class OriginForm(ClaimForm):
    name, section, submit = "decide_origin", "origins", "Save the origin"
    fold = "origin"
    answer = forms.ChoiceField(
        label="Where it has it from", error_messages={"required": "Choose where the source has it from."}
    )
    reason = words("Why", rows=2, help_text="Recorded in the history.", maxlength=2000)

    def __init__(
        self,
        claim: Claim,
        source: Source,
        data: QueryDict | None = None,
        *,
        others: Iterable[Source],
        decision: Decision | None = None,
    ) -> None:
        initial = {}
        if decision is not None:
            initial = {"answer": str(decision.joined_with or ALONE), "reason": decision.reason}
        super().__init__(claim, data, subject=source.pk, initial=initial)
        self.heading = f"Where it has it from: {source}"
        self.others = {str(other.pk): other for other in others}
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)
        answer.choices = [
            (ALONE, "Independent: it counts by itself"),
            *((pk, f"One origin with: {str(other)[:80]}") for pk, other in self.others.items()),
            *([(MACHINE, "As the machine sees it; take the decision back")] if decision else []),
        ]

    @property
    def is_taken_back(self) -> bool:
        return bool(self.cleaned_data["answer"] == MACHINE)

    @property
    def joined_with(self) -> Source | None:
        return self.others.get(self.cleaned_data["answer"])
