"""People and their roles. What is changed here passes claims.accounts.roles, which keeps who did it and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse

from claims import access
from claims.accounts import erasing, roles, sessions
from claims.accounts.confirming import lead_to_proof
from claims.accounts.roles import Verb, Way
from claims.admin.site import Proved, ReadOnly, site
from claims.admin.work import WhyForm, act_on_each
from claims.errors import Refused
from claims.models import AccessEvent, Role, RoleGrant, User


def why_field() -> forms.CharField:
    return forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Needed when roles change or a login is switched off or on; kept with the change for good.",
    )


class NewPersonForm(AdminUserCreationForm):
    why = why_field()

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email")


class PersonForm(UserChangeForm):
    why = why_field()

    class Meta(UserChangeForm.Meta):
        model = User


class RoleInline(admin.StackedInline):
    model = RoleGrant
    fk_name = "person"
    extra = 0
    fields = (("role", "granted_by", "granted_at"),)
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
class PersonAdmin(Proved, UserAdmin):
    """Roles are given and taken here, and new logins made."""

    form = PersonForm
    add_form = NewPersonForm
    inlines = (RoleInline,)
    list_display = ("username", "full_name", "roles_in_words", "is_active", "last_login")
    list_filter = ("is_active", "grants__role", "is_demonstration")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "is_superuser", "why")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "first_name", "last_name", "email", "password1", "password2", "why"),
            },
        ),
    )
    filter_horizontal = ()
    action_form = WhyForm
    actions = ("erase_people",)

    @admin.action(description="Erase their name, mail address and login, for the reason given", permissions=["view"])
    def erase_people(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        moderator = access.require_role(request.user, Role.MODERATOR)

        def erase(person: User) -> None:
            done = erasing.erase_person(person, by=moderator, way=Way.ADMIN, why=request.POST.get("why", ""))
            for sentence in done.left:
                messages.warning(request, f"{done.pseudonym}: {sentence}")

        act_on_each(request, queryset, erase, "People erased", lambda person: f"{person}:")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, person: User) -> str:
        """One column: with two, the last one of the list lay behind the edge of a usual screen."""
        return person.get_full_name()

    @admin.display(description="Roles")
    def roles_in_words(self, person: User) -> str:
        if person.is_superuser:
            return "Superuser"
        return ", ".join(grant.get_role_display() for grant in person.grants.all()) or "none"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return () if getattr(request.user, "is_superuser", False) else ("is_superuser",)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody is offered a password that they may not set."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or _may_set_password(request, obj):
            return shown
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "password"]})
            for name, options in shown
        ]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if isinstance(obj, User) and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A moderator who could set an editor's password could publish in the editor's name."""
        if proof := lead_to_proof(request):
            return proof
        person = User.objects.filter(pk=id).first()
        if person is not None and not _may_set_password(request, person):
            raise PermissionDenied("Only a superuser sets the password of somebody who works in the desk, or did.")
        before = request.session.session_key or ""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and person is not None and response.status_code == 302:
            sessions.follow(before, request.session.session_key or "")
            sessions.end_sessions(person, but=request.session.session_key)
            roles.record(Verb.PASSWORD, person, "", by=cast("User", request.user), way=Way.ADMIN, why="")
        return response

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """People are deactivated; their names stay in the history of what they did."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """The two switches are no fields like others: they are turned after the rest is saved."""
        wanted = {name: bool(form.cleaned_data[name]) for name in ("is_active", "is_superuser") if name in form.fields}
        if change:
            now = User.objects.get(pk=obj.pk)
            obj.is_active, obj.is_superuser = now.is_active, now.is_superuser
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            roles.record(Verb.ADDRESS, obj, "", by=cast("User", request.user), way=Way.ADMIN, why="")
        by, why = cast("User", request.user), form.cleaned_data.get("why", "")
        if change and wanted.get("is_superuser", obj.is_superuser) != obj.is_superuser:
            will = wanted["is_superuser"]
            self._try(request, partial(roles.set_superuser, obj, is_superuser=will, by=by, way=Way.ADMIN, why=why))
        if change and wanted.get("is_active", obj.is_active) != obj.is_active:
            will = wanted["is_active"]
            self._try(request, partial(roles.set_active, obj, is_active=will, by=by, way=Way.ADMIN, why=why))

    def save_formset(
        self, request: HttpRequest, form: ModelForm[User], formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        by, why = cast("User", request.user), form.cleaned_data.get("why", "")
        rows = formset.save(commit=False)
        for change_role, grants in ((roles.take_role, formset.deleted_objects), (roles.give_role, rows)):
            for grant in grants:
                self._try(request, partial(change_role, grant.person, grant.role, by=by, way=Way.ADMIN, why=why))

    def _try(self, request: HttpRequest, change: Callable[[], None]) -> None:
        """A refusal is said above the page to which Django leads; what else was typed is saved."""
        try:
            change()
        except Refused as refusal:
            messages.error(request, refusal.sentence)


def _may_set_password(request: HttpRequest, person: User) -> bool:
    """Superusers anybody's, others that of those who never worked here: of whoever has no role just now a moderator
    may have taken it for this, and gives it back afterwards."""
    if getattr(request.user, "is_superuser", False):
        return True
    had = AccessEvent.objects.filter(person=person, verb__in=(Verb.GIVEN, Verb.TAKEN))
    return not (person.grants.exists() or had.exists())


class RoleFilter(admin.SimpleListFilter):
    """Of changes about a role; the others have none."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [*Role.choices, (AccessEvent.SUPERUSER, "Superuser")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[AccessEvent]) -> models.QuerySet[AccessEvent]:
        return queryset.filter(role=self.value()) if self.value() else queryset


@admin.register(AccessEvent, site=site)
class AccessEventAdmin(ReadOnly):
    """Who gave or took which role, switched which login off or on, and why."""

    list_display = ("at", "person", "verb", "role", "by", "way", "why")
    list_filter = ("verb", RoleFilter, "way")
    list_select_related = ("person", "by", "invitation")
    date_hierarchy = "at"
