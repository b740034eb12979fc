"""The admin site and who gets in: moderators, and editors for the claimants. Django's own permissions are not used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from claims import access
from claims.accounts.confirming import lead_to_proof
from claims.models import Role

#: What belongs together on the index and beside each page; every other kind is work of the desk.
_ROOMS: Final = (
    ("From readers", ("Tip", "ErrorReport")),
    ("The newsroom", ("Claimant", "ClaimantMerge", "Outlet", "PolicyPage", "RatingScale")),
    ("People", ("User", "AccessEvent", "Export")),
    ("Programs", ("ApiToken", "Webhook", "WebhookDelivery")),
    ("Checks of others", ("FactCheck", "CheckFeed")),
)
_THE_REST: Final = "Work of the desk"


class ModerationSite(admin.AdminSite):
    site_header = "Moderation"
    site_title = "Moderation"
    index_title = "What moderators look after"
    site_url = "/desk/"

    def has_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, Role.MODERATOR, Role.EDITOR)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one login, the desk's: Django's own would ask for a flag that no role sets."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
            wanted = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(wanted)
        if access.owes_second_step(request.user):
            return HttpResponseRedirect(reverse("desk:your_login"))
        if request.user.is_authenticated:
            raise PermissionDenied("This needs the role moderator or editor. A moderator can give it to you.")
        return redirect_to_login(wanted)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where it is recorded and told by mail; Django's own page would do neither."""
        return redirect("desk:your_login")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By what moderators do: to Django all of it is one app, in the order of the alphabet."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None or not apps:
            return apps
        kinds = {kind["object_name"]: kind for app in apps for kind in app["models"]}
        rooms = [(room, [kinds.pop(name) for name in names if name in kinds]) for room, names in _ROOMS]
        rooms.append((_THE_REST, list(kinds.values())))
        return [{**apps[0], "name": room, "models": models} for room, models in rooms if models]


site = ModerationSite(name="admin")


#: What may be asked of a field by which a list is filtered.
_PLAIN = frozenset({"exact", "in", "isnull", "isempty", "gte", "lt", "id", "pk"})


def _is_plain(lookups: str) -> bool:
    return set(lookups.split("__")) <= _PLAIN


class Moderated(admin.ModelAdmin):
    """Whoever has one of `roles` may do all of it. Classes below take away what would walk around the workflow."""

    roles: tuple[Role, ...] = (Role.MODERATOR,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description="Claim")
    def about(self, row: Any) -> str:
        """Of rows with a `claim`, for lists: what a foreign key names, Django keeps on one line, however wide."""
        return str(row.claim or "-")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters that the page offers. By any other field, sealed words, hashes and mail addresses could be
        guessed letter by letter, from nothing but whether a row is found."""
        for offered in self._filters():
            if lookup == offered or (lookup.startswith(f"{offered}__") and _is_plain(lookup[len(offered) + 2 :])):
                return True
        try:
            self.model._meta.get_field(lookup.partition("__")[0])
        except FieldDoesNotExist:
            return lookup == "pk"  # all else asks for nothing; the parameter of a filter is offered above
        return False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """PostgreSQL takes no NUL. Such an address leads to the whole list, as all do that make no sense to Django."""
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def _filters(self) -> Iterator[str]:
        """What they are called in an address."""
        for given in self.list_filter:
            one = given[0] if isinstance(given, tuple) else given
            yield one if isinstance(one, str) else str(getattr(one, "parameter_name", ""))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, *self.roles)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, *self.roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, *self.roles)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, *self.roles)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, *self.roles)


class Proved(Moderated):
    """What gives power: its forms, and what is sent to its list, want a fresh proof of who is there."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return lead_to_proof(request) or super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, str] | None = None) -> HttpResponse:
        proof = lead_to_proof(request) if request.method == "POST" else None
        return proof or super().changelist_view(request, extra_context)


class ReadOnly(Moderated):
    """To look at, not to touch."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
