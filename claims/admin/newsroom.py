"""Outlets, rating scales and policy pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.admin.site import Moderated, site
from claims.models import Outlet, PolicyPage, RatingLevel, RatingScale
from claims.publishing import edition
from claims.publishing.newsroom import PAGE_KINDS


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
                _show_anew(request)
            else:
                messages.error(request, f"{scale} was brought into use already.")


def _show_anew(request: HttpRequest) -> None:
    """The methodology prints the scale; no new row says so to kept pages."""
    try:
        edition.advance()
    except edition.CACHE_TROUBLE:
        messages.warning(request, "The cache cannot be reached: readers may see the scale of before for five minutes.")


def _next_version() -> int:
    return int(RatingScale.objects.aggregate(last=Max("version"))["last"] or 0) + 1


class PolicyPageForm(ModelForm):
    """A version of a page; what the codes of practice ask for on it stands beside the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.initial.get("slug", "")
        if slug in PAGE_KINDS and "body" in self.fields:
            self.fields["body"].help_text = f"Markdown. What belongs here: {PAGE_KINDS[slug].asks}"

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].strip()
        if not body:
            raise ValidationError("An empty page tells readers nothing. Write at least one sentence.")
        return body

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        before = PolicyPage.objects.filter(slug=cleaned.get("slug", "")).first()
        if before is None or "body" not in cleaned:
            return cleaned
        if not cleaned.get("what_changed", "").strip():
            self.add_error("what_changed", "Say in a sentence what changes and why; readers see it in the history.")
        if (before.title, before.body) == (cleaned.get("title"), cleaned["body"]):
            self.add_error("body", "Nothing is changed. Change the text or the title, or leave the page as it is.")
        return cleaned


@admin.register(PolicyPage, site=site)
class PolicyPageAdmin(Moderated):
    """Each edit is a new version; what readers once read stays."""

    form = PolicyPageForm
    list_display = ("title", "slug", "version", "what_changed", "written_by", "written_at")
    list_filter = ("slug",)
    list_select_related = ("written_by",)
    fields = ("slug", "title", "body", "what_changed")
    actions = ("write_new_version",)

    def view_on_site(self, obj: PolicyPage) -> str:
        return reverse("public:page_version", args=[obj.slug, obj.version])

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Says first which of the pages that readers look for are not written yet."""
        written = set(PolicyPage.objects.exclude(body="").values_list("slug", flat=True))
        for slug, kind in PAGE_KINDS.items():
            if slug not in written:
                link = f"{reverse('admin:claims_policypage_add')}?{urlencode({'slug': slug, 'title': kind.title})}"
                messages.warning(request, format_html('“{}” is missing. <a href="{}">Write it</a>', kind.title, link))
        return super().changelist_view(request, extra_context)

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
        """/add/?slug=methodology starts from what stands there now; a page that is not there yet from its title."""
        slug = request.GET.get("slug", "")
        page = PolicyPage.objects.filter(slug=slug).first()
        if page is not None:
            return {"slug": page.slug, "title": page.title, "body": page.body}
        return {"slug": slug, "title": PAGE_KINDS[slug].title} if slug in PAGE_KINDS else {}

    def save_model(self, request: HttpRequest, obj: PolicyPage, form: ModelForm[PolicyPage], change: bool) -> None:
        last = PolicyPage.objects.filter(slug=obj.slug).aggregate(last=Max("version"))["last"] or 0
        obj.version = last + 1
        obj.written_by_id = request.user.pk
        super().save_model(request, obj, form, change)
