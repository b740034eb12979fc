"""Outlets, rating scales and policy pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import Max
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from claims.admin.site import Moderated, site
from claims.models import Outlet, PolicyPage, RatingLevel, RatingScale


@admin.register(Outlet, site=site)
class OutletAdmin(Moderated):
    list_display = ("name", "domain", "wikidata")
    search_fields = ("name", "domain")


class LevelInline(admin.StackedInline):
    model = RatingLevel
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not _is_in_use(obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not _is_in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not _is_in_use(obj)


_LEVEL_FIELDS = ("slug", "label", "definition", "value", "position", "icon", "colour", "translations")


def _is_in_use(scale: models.Model | None) -> bool:
    return isinstance(scale, RatingScale) and scale.valid_from_at is not None


@admin.register(RatingScale, site=site)
class ScaleAdmin(Moderated):
    """A scale that is or was in use is never changed: copy it to a new version, prepare that, bring it into use."""

    list_display = ("name", "version", "valid_from_at")
    fields = ("name", "version", "valid_from_at")
    readonly_fields = ("version", "valid_from_at")
    inlines = (LevelInline,)
    actions = ("copy_to_new_version", "bring_into_use")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not _is_in_use(obj)

    def save_model(self, request: HttpRequest, obj: RatingScale, form: ModelForm[RatingScale], change: bool) -> None:
        if not change:
            obj.version = _next_version()
        super().save_model(request, obj, form, change)

    @admin.action(description="Copy to a new version, to be prepared")
    def copy_to_new_version(self, request: HttpRequest, queryset: models.QuerySet[RatingScale]) -> None:
        with transaction.atomic():
            for scale in queryset:
                copy = RatingScale.objects.create(name=scale.name, version=_next_version())
                RatingLevel.objects.bulk_create(
                    RatingLevel(scale=copy, **{name: getattr(level, name) for name in _LEVEL_FIELDS})
                    for level in scale.levels.all()
                )
                messages.success(request, f"{copy} was made. Change its levels, then bring it into use.")

    @admin.action(description="Bring into use: new drafts are rated on it from now on")
    def bring_into_use(self, request: HttpRequest, queryset: models.QuerySet[RatingScale]) -> None:
        for scale in queryset:
            if scale.levels.count() < 2:
                messages.error(request, f"{scale} needs at least two levels first.")
            elif RatingScale.objects.filter(pk=scale.pk, valid_from_at=None).update(valid_from_at=timezone.now()):
                messages.success(request, f"{scale} is in use now.")
            else:
                messages.error(request, f"{scale} was brought into use already.")


def _next_version() -> int:
    return int(RatingScale.objects.aggregate(last=Max("version"))["last"] or 0) + 1


@admin.register(PolicyPage, site=site)
class PolicyPageAdmin(Moderated):
    """Each edit is a new version; what readers once read stays."""

    list_display = ("title", "slug", "version", "written_by", "written_at")
    list_filter = ("slug",)
    fields = ("slug", "title", "body")
    actions = ("write_new_version",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @admin.action(description="Write a new version", permissions=["add"])
    def write_new_version(
        self, request: HttpRequest, queryset: models.QuerySet[PolicyPage]
    ) -> HttpResponseRedirect | None:
        """Opens the form with what stands there now; nothing is written yet."""
        slugs = set(queryset.values_list("slug", flat=True))
        if len(slugs) == 1:
            return HttpResponseRedirect(f"{reverse('admin:claims_policypage_add')}?{urlencode({'slug': slugs.pop()})}")
        messages.error(request, "Choose one page; each is written anew on its own.")
        return None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """/add/?slug=methodology starts from what stands there now."""
        page = PolicyPage.objects.filter(slug=request.GET.get("slug", "")).first()
        return {"slug": page.slug, "title": page.title, "body": page.body} if page else {}

    def save_model(self, request: HttpRequest, obj: PolicyPage, form: ModelForm[PolicyPage], change: bool) -> None:
        last = PolicyPage.objects.filter(slug=obj.slug).aggregate(last=Max("version"))["last"] or 0
        obj.version = last + 1
        obj.written_by_id = request.user.pk
        super().save_model(request, obj, form, change)
