"""One form for each pair: its buttons say how the two relate. What the person saw travels along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django import forms
from django.http import QueryDict

from claims.desk.addresses import desk_address
from claims.desk.forms.claim import ClaimForm
from claims.matching.decisions import standing
from claims.models import Claim

_SAME, _CONTRARY, _RELATED = ("same", "Same claim"), ("contradicts", "The contrary"), ("related", "Related")
_ANOTHER, _BACK = ("rejected", "Another matter"), ("taken_back", "Take the decision back")


class Pair(Protocol):
    """A match, as a row of the database or of the page."""

    @property
    def pk(self) -> int: ...
    @property
    def decision(self) -> str: ...
    @property
    def decided_relation(self) -> str: ...


@dataclass(frozen=True)
class Buttons:
    """As the page draws a DecideForm, and nothing more: a page has eighty of them."""

    dom_id: str
    action: str
    hidden: list[tuple[str, Any]]
    options: tuple[tuple[str, str], ...]


class DecideForm(ClaimForm):
    section = "family"
    template = "claims/desk/claim/_decide.html"
    answers: ClassVar[tuple[tuple[str, str], ...]]

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, claim: Claim, pair: Pair, data: QueryDict | None = None) -> None:
        self.pair = pair
        super().__init__(claim, data, subject=pair.pk, initial={"was": standing(pair.decision, pair.decided_relation)})
        self.fields["answer"] = forms.ChoiceField(
            choices=[*self.answers, _BACK], error_messages={"required": "Say how the two relate: choose a button."}
        )

    @classmethod
    def offered(cls, claim: Claim, pair: Pair) -> Buttons:
        """What the page shows of it until it is sent."""
        return Buttons(
            dom_id=f"{cls.name}-{pair.pk}-form",
            action=desk_address(cls.name, claim.pk, pair.pk),
            hidden=[("seen", claim.version), ("was", standing(pair.decision, pair.decided_relation))],
            options=cls.options_of(pair),
        )

    @classmethod
    def options_of(cls, pair: Pair) -> tuple[tuple[str, str], ...]:
        """(value, words) of the buttons; what a person has decided is taken back before it is decided otherwise."""
        return cls.answers if pair.decision in ("suggested", "linked") else (_BACK,)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        return self.options_of(self.pair)

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        return [(name, self[name].value()) for name in ("seen", "was")]

    @property
    def said(self) -> str:
        """What was done, in words."""
        match self.cleaned_data.get("answer"):
            case "rejected":
                return "Noted: another matter. The machine does not propose this pair again."
            case "taken_back":
                return "The decision was taken back: the pair is undecided again."
            case relation:
                return f"Noted: {dict(self.answers).get(str(relation), '').lower()}."

    def refuse(self, sentence: str, **kwargs: Any) -> None:
        """Sent once more, it is judged against what the sentence has just told."""
        super().refuse(sentence, **kwargs)
        assert isinstance(self.data, QueryDict)  # as ClaimForm.refuse has left it
        self.data["was"] = standing(self.pair.decision, self.pair.decided_relation)


class DecideMatchForm(DecideForm):
    name = "decide_match"
    answers = (_SAME, _CONTRARY, _ANOTHER)


class DecideCheckForm(DecideForm):
    name = "decide_check"
    answers = (_SAME, _CONTRARY, _RELATED, _ANOTHER)
