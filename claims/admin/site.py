"""The admin site and who gets in: moderators and superusers. Django's own permissions are not used."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from claims import access
from claims.models import Role


class ModerationSite(admin.AdminSite):
    site_header = "Moderation"
    site_title = "Moderation"
    index_title = "What moderators look after"
    site_url = "/desk/"

    def has_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, Role.MODERATOR)


site = ModerationSite(name="admin")


class Moderated(admin.ModelAdmin):
    """Moderators may do all of it. Classes below take away what would walk around the workflow."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, Role.MODERATOR)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, Role.MODERATOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, Role.MODERATOR)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, Role.MODERATOR)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, Role.MODERATOR)


class ReadOnly(Moderated):
    """To look at, not to touch."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
