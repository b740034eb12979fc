"""Finding published checks: what a reader asked for, and the checks that answer it."""

from __future__ import annotations

from functools import partial

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from claims.models import Appearance, Claimant, ClaimantAlias, Outlet, RatingLevel, VerdictRevision
from claims.models.search import FITS
from claims.paging import Page, page_of_parts
from claims.public import topics
from claims.publishing.standing import standing_checks

#: More than this many outlets or topics make no list that anybody reads.
MAX_CHOICES = 100
#: Checks are counted up to here; beyond, nobody reads the number.
MAX_COUNTED = 1_000
N_PER_PAGE = 20
#: How lists of checks are ordered: newest first.
ORDER = ("published_at", "pk")
#: Not shown in lists, and heavy.
HEAVY = ("content", "text", "unknowns", "mind")


def as_listed(checks: QuerySet[VerdictRevision]) -> QuerySet[VerdictRevision]:
    """The same checks with what a list shows of each, and without what it does not."""
    return checks.select_related("claim").annotate(printed=F("content__rating")).defer(*HEAVY)


def one_page(request: HttpRequest, *parts: QuerySet[VerdictRevision]) -> Page[VerdictRevision]:
    """Of these checks, one part behind the other."""
    listed = [partial(as_listed, checks) for checks in parts]
    return page_of_parts(listed, ORDER, request.GET, size=N_PER_PAGE)


def count(first: QuerySet[VerdictRevision], *others: QuerySet[VerdictRevision]) -> int:
    """How many there are in all parts, counted up to one more than MAX_COUNTED."""
    keys, *more = (checks.order_by().values("pk") for checks in (first, *others))
    return (keys.union(*more, all=True) if more else keys)[: MAX_COUNTED + 1].count()


class Finder(forms.Form):
    """The search form above the list. Everything is optional; what cannot be read is said and left out."""

    q = forms.CharField(required=False, max_length=200, strip=True)
    rating = forms.ChoiceField(required=False)
    claimant = forms.CharField(required=False, max_length=200, strip=True)
    topic = forms.ChoiceField(required=False)
    outlet = forms.ChoiceField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data)
        self.topics = {topic.slug: topic for topic in topics.load_topics()[:MAX_CHOICES]}
        self._choices("rating", _ratings())
        self._choices("topic", [(slug, topic.name) for slug, topic in self.topics.items()])
        self._choices("outlet", _outlets())

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *choices]

    @property
    def refusals(self) -> list[str]:
        """What could not be understood, in sentences."""
        said = {
            "since": "The date after “from” is not a date. Write it as 2026-01-31.",
            "until": "The date after “to” is not a date. Write it as 2026-01-31.",
            "rating": "There is no such rating. Choose one of the list.",
            "topic": "No check is on this topic. Choose one of the list.",
            "outlet": "No check is about this outlet. Choose one of the list.",
        }
        return [
            said.get(name, "This search cannot be read. Use up to 200 characters of plain words.")
            for name in self.errors
        ]

    def results(self) -> list[QuerySet[VerdictRevision]]:
        """Checks with all the words; behind them those in which the last word is the beginning of one."""
        self.full_clean()
        words = self.cleaned_data.get("q", "")
        return [self._narrowed(standing_checks(words, fit)) for fit in (FITS if words else FITS[:1])]

    def _narrowed(self, found: QuerySet[VerdictRevision]) -> QuerySet[VerdictRevision]:
        asked = self.cleaned_data
        if asked.get("rating"):
            found = found.filter(rating__slug=asked["rating"])
        if asked.get("claimant"):
            # Databases fold the case of ASCII at least; the keys of names were folded here, whatever their letters
            names = ClaimantAlias.objects.filter(key__contains=Claimant.key_of(asked["claimant"])).values("name")
            found = found.filter(Q(claimant__icontains=asked["claimant"]) | Q(claimant__in=names))
        if asked.get("topic"):
            found = self.topics[asked["topic"]].checks(found)
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
    rows = Outlet.objects.filter(pk__in=checked).order_by("name").values_list("pk", "name")[:MAX_CHOICES]
    return [(str(pk), name) for pk, name in rows]
