"""Claimants as readers meet them: under the names that were printed, whatever the desk calls them meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from claims.models import Claimant, ClaimantAlias, ClaimantMerge, VerdictRevision
from claims.publishing.standing import standing_checks


@dataclass(frozen=True)
class RatingCount:
    """How many checks have this rating; nothing is added up beyond that."""

    slug: str
    label: str
    icon: str
    colour: str
    n: int


def names_of(claimant: Claimant) -> list[str]:
    return [claimant.name, *claimant.aliases.values_list("name", flat=True)]


def checks_of(names: Sequence[str]) -> QuerySet[VerdictRevision]:
    return standing_checks().filter(claimant__in=names)


def as_printed(claimant: Claimant, names: Sequence[str]) -> Claimant | None:
    """The claimant, not to be saved, as the newest of their standing checks names and describes them; None without one.

    What the desk has written about them since then was reviewed by nobody.
    """
    printed = checks_of(names).values_list("claimant", "claimant_description", "content__claimant_wikidata").first()
    if printed is None:
        return None
    name, description, wikidata = printed
    if claimant.name != name and checks_of([claimant.name]).exists():
        name = claimant.name  # printed as well, and the one that the desk kept when it merged two
    return Claimant(pk=claimant.pk, name=name, description=description, wikidata=wikidata)


def counts_of(names: Sequence[str]) -> list[RatingCount]:
    """Checks by rating, in the order of the scale. A rating of two versions of the scale is one."""
    columns = ("rating__position", "rating__slug", "rating__label", "rating__icon", "rating__colour")
    rows = checks_of(names).order_by(*columns).values_list(*columns).annotate(n=Count("pk"))
    found: dict[str, RatingCount] = {}
    for _, slug, label, icon, colour, n in rows:
        before = found[slug].n if slug in found else 0
        found[slug] = RatingCount(slug, label, icon, colour, before + n)
    return list(found.values())


def find_by_printed_name(name: str) -> Claimant | None:
    """The claimant who goes by this name."""
    key = Claimant.key_of(name)
    alias = ClaimantAlias.objects.select_related("claimant").filter(key=key).first() if key else None
    return alias.claimant if alias is not None else None


def find_heir(claimant: Claimant) -> Claimant | None:
    """Under whom a claimant stands who was merged into another; None for one who stands alone."""
    merge = ClaimantMerge.objects.select_related("into").filter(claimant=claimant, undone_at=None).first()
    return merge.into if merge is not None else None


def path_of(claimant: Claimant) -> str:
    return reverse("public:claimant", args=[claimant.pk])
