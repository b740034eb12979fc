"""Who makes claims, under which names. Merging two of them is claims.workflow.claimants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from claims.models.search import SearchQuerySet

wikidata_id = RegexValidator(r"\AQ[1-9][0-9]*\Z", "A Wikidata id is the letter Q and a number, for example Q42.")


@dataclass(frozen=True, slots=True)
class Named:
    """A claimant as somebody names them.

    `core`: the bare name inside `name` when a role stands in front of it ("Mayor Ada Holt": "Ada Holt"); whoever is
    known by the bare name is meant. `kind` is one of Claimant.Kind, or empty when it cannot be told.
    """

    name: str
    description: str = ""
    kind: str = ""
    core: str = ""


def _by_key(names: Iterable[Named]) -> dict[str, Named]:
    """In the order of the keys; of a name given twice, whatever either of the two knows."""
    wanted: dict[str, Named] = {}
    for named in names:
        key = Claimant.key_of(named.name)
        first = wanted.setdefault(key, named)
        wanted[key] = Named(
            first.name, first.description or named.description, first.kind or named.kind, first.core or named.core
        )
    wanted.pop("", None)
    return dict(sorted(wanted.items()))


class ClaimantQuerySet(SearchQuerySet["Claimant"]):
    def find_or_add(self, name: str, description: str = "") -> Claimant | None:
        """The claimant of this name, made when new. None for an empty name."""
        return self.find_or_add_all([Named(name, description)]).get(Claimant.key_of(name))

    def find_or_add_all(self, names: Iterable[Named]) -> dict[str, Claimant]:
        """Claimants by the key of the name asked for; names without letters are left out.

        Eight queries at most, and one for each claimant known already of whom more is known now.
        """
        wanted = _by_key(names)
        known = self._by_alias(wanted.keys() | {Claimant.key_of(named.core) for named in wanted.values()})
        fresh = {key: named for key, named in wanted.items() if key not in known}
        # Bare names first: "Mayor Ada Holt" is then the Ada Holt of the same article, however new she is.
        for is_bare in (True, False):
            part = {key: named for key, named in fresh.items() if (Claimant.key_of(named.core) in ("", key)) == is_bare}
            known |= self._added(part, known)
        found = {key: known[key] for key in wanted if key in known}
        for key, claimant in found.items():  # in the order of their keys, as in _add
            claimant.learn(wanted[key])
        return found

    def _added(self, fresh: dict[str, Named], known: dict[str, Claimant]) -> dict[str, Claimant]:
        if not fresh:
            return {}
        heirs = {key: known.get(Claimant.key_of(named.core)) for key, named in fresh.items()}
        self._add({key: named for key, named in fresh.items() if heirs[key] is None})
        self._remember({key: (named.name, heirs[key]) for key, named in fresh.items()})
        return self._by_alias(fresh.keys())

    def _by_alias(self, keys: Iterable[str]) -> dict[str, Claimant]:
        aliases = ClaimantAlias.objects.filter(key__in=[key for key in keys if key]).select_related("claimant")
        return {alias.key: alias.claimant for alias in aliases}

    def _add(self, fresh: dict[str, Named]) -> None:
        """In the order of their keys, so that two writers of the same names never wait in a circle."""
        self.bulk_create(
            (
                Claimant(
                    name=" ".join(named.name.split())[:200],
                    name_key=key,
                    description=named.description[:300],
                    kind=named.kind or Claimant.Kind.UNKNOWN,
                )
                for key, named in fresh.items()
            ),
            ignore_conflicts=True,
        )

    def _remember(self, names: dict[str, tuple[str, Claimant | None]]) -> None:
        """Each name as an alias of its claimant; a claimant of None is the one who was made under this very name."""
        own = dict(self.filter(name_key__in=names).values_list("name_key", "pk"))
        ClaimantAlias.objects.bulk_create(
            (
                ClaimantAlias(
                    key=key, name=" ".join(name.split())[:200], claimant_id=claimant.pk if claimant else own[key]
                )
                for key, (name, claimant) in names.items()
            ),
            ignore_conflicts=True,
        )


class Claimant(models.Model):
    """Who says it: a person, an organisation, a document, a group of people. Found by any of their aliases."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        PERSON = "person", "Person"
        ORGANISATION = "organisation", "Organisation"
        GROUP = "group", "Group of people"
        DOCUMENT = "document", "Document"

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, unique=True, help_text="The name, case-folded: one row per claimant.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UNKNOWN)
    description = models.CharField(max_length=300, blank=True, help_text="Role, for example defence minister.")
    wikidata = models.CharField(
        "Wikidata id", max_length=20, blank=True, validators=[wikidata_id], help_text="For example Q42."
    )

    objects = ClaimantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key_of(name: str) -> str:
        """The name as it is compared: single spaces, case-folded, at most 200 characters."""
        return " ".join(name.split())[:200].casefold()[:200]

    @property
    def wikidata_url(self) -> str:
        return f"https://www.wikidata.org/wiki/{self.wikidata}" if self.wikidata else ""

    def learn(self, named: Named) -> None:
        """Take over a role and a kind that were not known yet; what is known is never overwritten."""
        rows = Claimant.objects.filter(pk=self.pk)
        if named.description and not self.description:
            self.description = named.description[:300]
            rows.filter(description="").update(description=self.description)
        if named.kind and self.kind == self.Kind.UNKNOWN:
            self.kind = named.kind
            rows.filter(kind=self.Kind.UNKNOWN).update(kind=self.kind)


class ClaimantAlias(models.Model):
    """A name, and whom it stands for: every claimant has one row for their own name."""

    key = models.CharField(max_length=200, unique=True, editable=False, help_text="The name as it is compared.")
    name = models.CharField(max_length=200)
    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="aliases")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "name"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = Claimant.key_of(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        known = ClaimantAlias.objects.filter(key=Claimant.key_of(self.name)).exclude(pk=self.pk).first()
        if known is not None:
            raise ValidationError(
                f"“{known}” is a name of {known.claimant} already. If they are the same, merge the two claimants."
            )


class ClaimantMerge(models.Model):
    """Somebody said that two claimants are one. Never deleted: an undone merge stays in the log."""

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="merges", help_text="Who was merged.")
    into = models.ForeignKey(Claimant, models.PROTECT, related_name="taken_in", help_text="Under whom both stand.")
    note = models.TextField(blank=True)
    aliases = models.JSONField(default=list, help_text="Keys of the names that moved.")
    claims = models.JSONField(default=list, help_text="Primary keys of the claims that moved.")
    merged_by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey("claims.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = "merge of claimants"
        verbose_name_plural = "merges of claimants"
        constraints = [
            models.UniqueConstraint(
                fields=["claimant"], condition=Q(undone_at__isnull=True), name="one_standing_merge_per_claimant"
            ),
            models.CheckConstraint(condition=~Q(claimant=F("into")), name="no_claimant_is_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} is {self.into}"
