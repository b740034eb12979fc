"""What the list of claims can be narrowed to. Every filter is in the address; what makes no sense is said in words."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from claims.desk.forms.renderer import QuickRenderer
from claims.desk.forms.selects import LongSelect
from claims.desk.forms.triage import MAX_OUTLETS
from claims.errors import Refused
from claims.listing import DUE, SORTS
from claims.models import Claim, Outlet, Priority, Role, RoleGrant, State, User

#: More topics than this are typed from memory.
MAX_TOPICS = 100
MAX_PEOPLE = 200
#: Not filters: where one is in the list, how it looks, and what is shown of it already.
PLACE = ("after", "before", "view", "seen")
_GRID = ("priority", "topic", "claimant", "language", "outlet", "score", "since", "until")
_SWITCHES = ("review", "embargo", "readers")


class ClaimFilter(forms.Form):
    """`chosen` holds what makes sense of it, `refusals` a sentence for each thing that does not."""

    default_renderer = QuickRenderer

    q = forms.CharField(
        label="Words of the claim",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.MultipleChoiceField(label="State", required=False, choices=State.choices)
    priority = forms.TypedChoiceField(
        label="Priority", required=False, coerce=int, empty_value=None,
        choices=[("", "Any"), *reversed(Priority.choices)],
    )  # fmt: skip
    due = forms.ChoiceField(label="Due", required=False, choices=[("", "At any time"), *DUE])
    who = forms.ChoiceField(label="Assigned to", required=False, widget=LongSelect)
    topic = forms.CharField(
        label="Topic", required=False, max_length=100,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )  # fmt: skip
    claimant = forms.CharField(label="Claimant", required=False, max_length=200)
    language = forms.CharField(
        label="Language", required=False, max_length=10, widget=forms.TextInput(attrs={"placeholder": "en"})
    )
    outlet = forms.TypedChoiceField(label="Outlet", required=False, coerce=int, empty_value=None, widget=LongSelect)
    score = forms.IntegerField(label="Score from (per cent)", required=False, min_value=0, max_value=100)
    since = forms.DateField(label="Came in from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Came in up to", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    review = forms.BooleanField(label="In an open review round", required=False)
    embargo = forms.BooleanField(label="Under embargo", required=False)
    readers = forms.BooleanField(label="Sent in by a reader", required=False)
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[(value, label) for value, (label, _, _) in SORTS.items()]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        outlets = Outlet.objects.values_list("pk", "name")[:MAX_OUTLETS]
        cast("forms.ChoiceField", self.fields["outlet"]).choices = [("", "Any"), *outlets]
        people = [(str(person.pk), str(person)) for person in assignable()]
        cast("forms.ChoiceField", self.fields["who"]).choices = [
            ("", "Anybody"), ("me", "Me"), ("none", "Nobody yet"), *people,
        ]  # fmt: skip

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return _given(self.cleaned_data)

    def chosen_in(self, asked: QueryDict) -> dict[str, Any]:
        """What another address chooses, by the fields of this form: a page counts sixty of them."""
        found = {}
        for name in self.fields.keys() & asked.keys():
            field = self.fields[name]
            with suppress(forms.ValidationError):  # as in `chosen`, what makes no sense is left out
                found[name] = field.clean(field.widget.value_from_datadict(asked, MultiValueDict(), name))
        return _given(found)

    @property
    def refusals(self) -> list[str]:
        return [
            f"The filter “{self.fields[name].label}” does not fit and was left out: {errors[0]}"
            for name, errors in self.errors.items()
        ]

    @property
    def grid(self) -> list[forms.BoundField]:
        """The fields that stand in a grid below the first line."""
        return [self[name] for name in _GRID]

    @property
    def switches(self) -> list[forms.BoundField]:
        return [self[name] for name in _SWITCHES]

    @property
    def topics(self) -> list[str]:
        """The topics there are, for the list below the field."""
        named = Claim.objects.exclude(topic="").order_by("topic").values_list("topic", flat=True)
        return list(named.distinct()[:MAX_TOPICS])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen.keys() - {"sort"})


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def assignable() -> list[User]:
    """Everybody who researches."""
    grants = RoleGrant.objects.filter(role__in=(Role.RESEARCHER, Role.EDITOR))
    return list(User.objects.filter(pk__in=grants.values("person"), is_active=True)[:MAX_PEOPLE])


def query_of(asked: QueryDict) -> str:
    """The filters of an address in one order, without its place in the list.

    Raises Refused for filters that there are not, and for values that do not fit.
    """
    unknown = sorted(set(asked) - set(ClaimFilter.base_fields) - set(PLACE))
    if unknown:
        raise Refused(
            f"The list of claims has no filter “{unknown[0][:60]}”. Choose the filters again, then save them."
        )
    form = ClaimFilter(asked)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Refused(f"The filter “{form.fields[name].label}” does not fit: {errors[0]} Choose it again, then save.")
    query = QueryDict(mutable=True)
    for name in sorted(form.chosen):
        query.setlist(name, sorted(filter(None, asked.getlist(name))))
    return query.urlencode()


class SaveForm(forms.Form):
    """A name for the filters of an address."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        error_messages={"required": "Give the filter a name under which you find it again."},
    )
    is_shared = forms.BooleanField(label="Show it to everybody in the desk", required=False)
