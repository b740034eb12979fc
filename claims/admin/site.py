"""The admin site and who gets in: moderators, and editors for the claimants. Django's own permissions are not used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from claims import access
from claims.models import Role


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


class ReadOnly(Moderated):
    """To look at, not to touch."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
