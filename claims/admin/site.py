"""The admin site and who gets in: moderators, and editors for the claimants. Django's own permissions are not used."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
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
        if request.user.is_authenticated:
            raise PermissionDenied("This needs the role moderator or editor. A moderator can give it to you.")
        return redirect_to_login(wanted)


site = ModerationSite(name="admin")


class Moderated(admin.ModelAdmin):
    """Whoever has one of `roles` may do all of it. Classes below take away what would walk around the workflow."""

    roles: tuple[Role, ...] = (Role.MODERATOR,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

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
