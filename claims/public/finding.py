"""Finding published checks: what a reader asked for, and the checks that answer it."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet

from claims.models import Appearance, Correction, Outlet, RatingLevel, VerdictRevision

#: More than this many outlets make no list that anybody reads.
MAX_OUTLETS = 200


def standing_checks(words: str = "") -> QuerySet[VerdictRevision]:
    """The current revision of every check that was not withdrawn (and has all these words), newest first."""
    withdrawals = Correction.objects.filter(replaced=OuterRef("pk"), correction_class=Correction.Class.WITHDRAWAL)
    return (
        VerdictRevision.objects.matching(words)
        .filter(pk=F("claim__current_revision"))
        .exclude(Exists(withdrawals))
        .order_by("-published_at", "-pk")
    )


class Finder(forms.Form):
    """The search form above the list. Everything is optional; what cannot be read is said and left out."""

    q = forms.CharField(required=False, max_length=200, strip=True)
    rating = forms.ChoiceField(required=False)
    claimant = forms.CharField(required=False, max_length=200, strip=True)
    outlet = forms.ChoiceField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data)
        self.rating_choices = _ratings()
        self.outlet_choices = _outlets()
        self._choices("rating", self.rating_choices)
        self._choices("outlet", self.outlet_choices)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *choices]

    @property
    def refusals(self) -> list[str]:
        """What could not be understood, in sentences."""
        said = {
            "since": "The date after “from” is not a date. Write it as 2026-01-31.",
            "until": "The date after “to” is not a date. Write it as 2026-01-31.",
            "rating": "There is no such rating. Choose one of the list.",
            "outlet": "No check is about this outlet. Choose one of the list.",
        }
        return [
            said.get(name, "This search cannot be read. Use up to 200 characters of plain words.")
            for name in self.errors
        ]

    def results(self) -> QuerySet[VerdictRevision]:
        self.full_clean()
        asked = self.cleaned_data
        found = standing_checks(asked.get("q", ""))
        if asked.get("rating"):
            found = found.filter(rating__slug=asked["rating"])
        if asked.get("claimant"):
            found = found.filter(claimant__icontains=asked["claimant"])
        if asked.get("outlet"):
            said_there = Appearance.objects.filter(claim=OuterRef("claim"), article__outlet=asked["outlet"])
            found = found.filter(Exists(said_there))
        if asked.get("since"):
            found = found.filter(published_at__date__gte=asked["since"])
        if asked.get("until"):
            found = found.filter(published_at__date__lte=asked["until"])
        return found

    @property
    def is_filtered(self) -> bool:
        """Something besides the words was asked for, understood or not: then the filters stand open."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    @property
    def is_narrowed(self) -> bool:
        return any(value for value in self.cleaned_data.values())


def _ratings() -> list[tuple[str, str]]:
    """Ratings of all scales, each word once, the newest scale's words first."""
    rows = RatingLevel.objects.filter(scale__valid_from_at__isnull=False).order_by("-scale__version", "position")
    choices: dict[str, str] = {}
    for slug, label in rows.values_list("slug", "label"):
        choices.setdefault(slug, label)
    return list(choices.items())


def _outlets() -> list[tuple[str, str]]:
    """Outlets in which a checked claim was made."""
    checked = Appearance.objects.filter(claim__current_revision__isnull=False).values("article__outlet")
    rows = Outlet.objects.filter(pk__in=checked).order_by("name").values_list("pk", "name")[:MAX_OUTLETS]
    return [(str(pk), name) for pk, name in rows]
