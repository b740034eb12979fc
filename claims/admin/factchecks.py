"""Published checks and the feeds they come from: to look at, and to say which feeds are read again every day."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from claims.admin.site import Moderated, ReadOnly, site
from claims.models import CheckFeed, FactCheck
from claims.web import urls

#: Publishers that can be chosen in the list of checks.
N_PUBLISHERS = 30


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Standing"), ("no", "Withdrawn"), ("own", "Our own verdicts")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[FactCheck]) -> models.QuerySet[FactCheck]:
        if self.value() == "own":
            return queryset.exclude(revision=None)
        if self.value() in ("yes", "no"):
            return queryset.filter(withdrawn_at__isnull=self.value() == "yes")
        return queryset


class PublisherFilter(admin.SimpleListFilter):
    """Those who have published most; there may be thousands."""

    title = "publisher"
    parameter_name = "publisher"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        counted = FactCheck.objects.exclude(publisher="").order_by().values_list("publisher").annotate(n=Count("pk"))
        names = [name for name, _ in counted.order_by("-n", "publisher")[:N_PUBLISHERS]]
        chosen = self.value()
        return [(name, name) for name in [*names, *([chosen] if chosen and chosen not in names else [])]]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[FactCheck]) -> models.QuerySet[FactCheck]:
        return queryset.filter(publisher=self.value()) if self.value() else queryset


@admin.register(FactCheck, site=site)
class FactCheckAdmin(ReadOnly):
    """A check is what its publisher said: it changes when its feed is read again, and never by hand."""

    list_display = ("statement", "publisher", "rating", "outcome", "reviewed_on", "is_standing")
    list_filter = ("outcome", StandingFilter, PublisherFilter, ("feed", admin.RelatedOnlyFieldListFilter))
    search_fields = ("statement",)
    search_help_text = "Words of the statement, title or summary."
    ordering = ("-pk",)
    show_full_result_count = False
    list_select_related = ("feed",)
    exclude = ("url", "appearances")
    readonly_fields = ("address", "appeared_at")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[FactCheck], search_term: str
    ) -> tuple[models.QuerySet[FactCheck], bool]:
        """By the index: a million rows cannot be read through at every search."""
        if not search_term.strip():
            return queryset, False
        found = FactCheck.objects.matching(search_term)
        return queryset.filter(pk__in=found.values("pk")), False

    @admin.display(description="Standing", boolean=True)
    def is_standing(self, check: FactCheck) -> bool:
        return check.withdrawn_at is None

    @admin.display(description="Address")
    def address(self, check: FactCheck) -> str:
        return _link(check.url)

    @admin.display(description="Where the claim was made")
    def appeared_at(self, check: FactCheck) -> str:
        return format_html_join("", "<div>{}</div>", ((_link(str(url)),) for url in check.appearances)) or "-"


@admin.register(CheckFeed, site=site)
class CheckFeedAdmin(Moderated):
    list_display = (
        "identity", "kind", "n_read", "n_new", "n_changed", "n_refused", "finished_at", "unchanged_at", "is_refreshed",
        "error",
    )  # fmt: skip
    list_filter = ("kind", "is_refreshed")
    search_fields = ("identity",)
    fields = (
        "identity", "kind", "is_refreshed", "started_at", "finished_at", "unchanged_at", "n_read", "n_new", "n_changed",
        "n_refused", "position", "error", "refused",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Only an address can be read again, and nothing but that is for people to say."""
        is_address = isinstance(obj, CheckFeed) and urls.is_url(obj.identity)
        return [name for name in self.fields if name != "is_refreshed" or not is_address]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come with manage.py import_checked."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @admin.display(description="Refused rows")
    def refused(self, feed: CheckFeed) -> str:
        rows = ((problem.get("line", ""), problem.get("reason", "")) for problem in feed.problems)
        return format_html_join("", "<div>{}: {}</div>", rows) or "-"


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return url or "-"
    return format_html('<a href="{}" rel="noreferrer nofollow">{}</a>', url, url)
