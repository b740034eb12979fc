"""People and their roles. Nobody gives a role to themselves, and only a superuser touches a superuser."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse

from claims import access
from claims.admin.site import Moderated, site
from claims.models import Role, RoleGrant, User


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email")


class PersonForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class RoleInline(admin.TabularInline):
    model = RoleGrant
    fk_name = "person"
    extra = 0
    fields = ("role", "granted_by", "granted_at")
    readonly_fields = ("granted_by", "granted_at")

    def _may_grant(self, request: HttpRequest, person: models.Model | None) -> bool:
        if access.has_role(request.user, Role.MODERATOR):
            return person is None or person.pk != request.user.pk
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return access.has_role(request.user, Role.MODERATOR)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may_grant(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A role is taken away and another one given, so that every grant names who gave it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may_grant(request, obj)


@admin.register(User, site=site)
class PersonAdmin(Moderated, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    inlines = (RoleInline,)
    list_display = ("username", "first_name", "last_name", "roles_in_words", "is_active", "last_login")
    list_filter = ("is_active", "grants__role", "is_demonstration")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "first_name", "last_name", "email", "password1", "password2"),
            },
        ),
    )
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description="Roles")
    def roles_in_words(self, person: User) -> str:
        if person.is_superuser:
            return "Superuser"
        return ", ".join(grant.get_role_display() for grant in person.grants.all()) or "none"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return () if getattr(request.user, "is_superuser", False) else ("is_superuser",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if isinstance(obj, User) and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A moderator who could set an editor's password could publish in the editor's name."""
        person = User.objects.filter(pk=id).first()
        if person is not None and person.grants.exists() and not getattr(request.user, "is_superuser", False):
            raise PermissionDenied("Only a superuser sets the password of somebody who works in the desk.")
        return super().user_change_password(request, id, form_url)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """People are deactivated; their names stay in the history of what they did."""
        return False

    def save_formset(
        self, request: HttpRequest, form: ModelForm[User], formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        for row in formset.save(commit=False):
            if row.pk is None:
                row.granted_by_id = request.user.pk
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()
