"""Claimants, their names, and merging those who are one. Editors look after them as moderators do."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from claims import access
from claims.admin.site import Moderated, ReadOnly, site
from claims.errors import Refused
from claims.models import Claim, Claimant, ClaimantAlias, ClaimantMerge, Role
from claims.workflow.claimants import merge_claimants, undo_merge

N_NEWEST = 20
EDITORIAL = (Role.MODERATOR, Role.EDITOR)


class NamesFormSet(BaseInlineFormSet):
    """New names of one claimant: no two that are compared as the same, none for somebody who is merged away."""

    def clean(self) -> None:
        super().clean()
        new = [form.instance for form in self.extra_forms if form.has_changed() and form.instance.name]
        merge = ClaimantMerge.objects.filter(claimant=self.instance, undone_at=None).select_related("into").first()
        if new and merge is not None:
            raise ValidationError(f"{merge.claimant} is merged into {merge.into}: add the name there.")
        keys = [Claimant.key_of(alias.name) for alias in new]
        if len(set(keys)) < len(keys):
            raise ValidationError("Two of the new names are the same but for capitals or spaces. Keep one of them.")


class NameInline(admin.StackedInline):
    """Further names may be added by hand; a name is never taken away, or earlier articles would be read anew."""

    model = ClaimantAlias
    formset = NamesFormSet
    extra = 0
    fields = (("name", "added_at"),)
    readonly_fields = ("added_at",)
    verbose_name_plural = "names by which articles mean this claimant"

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, *EDITORIAL)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, *EDITORIAL)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Claimant, site=site)
class ClaimantAdmin(Moderated):
    roles = EDITORIAL
    list_display = ("name", "kind", "description", "wikidata", "names", "n_claims")
    list_filter = ("kind",)
    search_fields = ("name", "aliases__name")
    show_full_result_count = False
    fields = ("name", "kind", "description", "wikidata", "n_claims", "newest_claims")
    readonly_fields = ("name", "n_claims", "newest_claims")
    inlines = (NameInline,)
    actions = ("merge",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come with their claims."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Claimant]:
        counted = Claim.objects.filter(claimant=OuterRef("pk")).order_by().values("claimant").annotate(n=Count("pk"))
        rows: models.QuerySet[Claimant] = super().get_queryset(request).prefetch_related("aliases")
        return rows.annotate(n=Coalesce(Subquery(counted.values("n")), 0))

    @admin.display(description="Also called")
    def names(self, claimant: Claimant) -> str:
        return ", ".join(alias.name for alias in claimant.aliases.all() if alias.key != claimant.name_key)

    @admin.display(description="Claims")
    def n_claims(self, claimant: Claimant) -> int:
        return int(getattr(claimant, "n", 0))

    @admin.display(description="Newest claims")
    def newest_claims(self, claimant: Claimant) -> str:
        rows = claimant.claims.order_by("-pk")[:N_NEWEST]
        return format_html_join(
            mark_safe("<br>"), '<a href="{}">{}</a>', ((reverse("desk:claim", args=[row.pk]), row) for row in rows)
        )

    @admin.action(description="Merge into one claimant", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: models.QuerySet[Claimant]) -> HttpResponse | None:
        """First the question who stays, then the answer to it."""
        chosen = list(queryset)
        if len(chosen) < 2:
            messages.error(request, "Choose at least two claimants who are the same.")
            return None
        into = next((one for one in chosen if str(one.pk) == request.POST.get("into")), None)
        if into is None:
            context = {
                **self.admin_site.each_context(request),
                "title": "Merge claimants",
                "opts": self.opts,
                "claimants": chosen,
                "box": ACTION_CHECKBOX_NAME,
                "is_unanswered": "into_asked" in request.POST,
            }
            return TemplateResponse(request, "claims/admin/merge_claimants.html", context)
        self._merge(request, chosen, into)
        return None

    def _merge(self, request: HttpRequest, chosen: list[Claimant], into: Claimant) -> None:
        person = access.require_role(request.user, *EDITORIAL)
        others = [one for one in chosen if one.pk != into.pk]
        try:
            with transaction.atomic():
                for one in others:
                    merge_claimants(one, into, by=person, note=request.POST.get("note", ""))
        except Refused as refusal:
            messages.error(request, f"Nothing was merged. {refusal.sentence}")
        else:
            messages.success(request, f"Merged into {into}: {', '.join(map(str, others))}.")


@admin.register(ClaimantMerge, site=site)
class ClaimantMergeAdmin(ReadOnly):
    """The log of who was merged with whom. Undoing a merge is the only thing to do here."""

    roles = EDITORIAL
    list_display = ("claimant", "into", "merged_by", "merged_at", "note", "undone_by", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("claimant", "into", "merged_by", "undone_by")
    search_fields = ("claimant__name", "into__name")
    actions = ("undo",)

    @admin.action(description="Undo the merge", permissions=["view"])
    def undo(self, request: HttpRequest, queryset: models.QuerySet[ClaimantMerge]) -> None:
        person = access.require_role(request.user, *EDITORIAL)
        for merge in queryset.order_by("-merged_at", "-pk"):
            try:
                undo_merge(merge, by=person)
                messages.success(request, f"{merge.claimant} is a claimant of their own again.")
            except Refused as refusal:
                messages.error(request, f"The merge of {merge.claimant} was not undone. {refusal.sentence}")
