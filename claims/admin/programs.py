"""Programs: tokens of people, to be ended; webhooks, to be set up and switched on; what became of each message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from claims import access, webhooks
from claims.accounts import tokens
from claims.admin.site import Moderated, Proved, ReadOnly, site
from claims.admin.work import act_on_each
from claims.errors import Refused
from claims.models import AccessEvent, ApiToken, Role, User, Webhook, WebhookDelivery


@admin.register(ApiToken, site=site)
class TokenAdmin(ReadOnly):
    list_display = ("name", "person", "prefix", "scopes", "made_at", "last_used_at", "expires_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("person",)
    ordering = ("-pk",)
    exclude = ("sha256",)
    show_full_result_count = False
    actions = ("end",)

    @admin.action(description="End these tokens", permissions=["view"])
    def end(self, request: HttpRequest, queryset: models.QuerySet[ApiToken]) -> None:
        by = access.require_role(request.user, Role.MODERATOR)
        act_on_each(
            request,
            queryset,
            lambda token: tokens.end_token(token, by=by, way=AccessEvent.Way.ADMIN),
            "Ended",
            lambda token: f"{token} was not ended.",
        )


class WebhookForm(forms.ModelForm):
    url = forms.URLField(label="Address", max_length=2000, assume_scheme="https")
    topics = forms.MultipleChoiceField(
        label="What it is told",
        choices=[(topic, topic) for topic in webhooks.TOPICS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all of it. No message holds a statement, a note or a name.",
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "topics")

    def clean_url(self) -> str:
        try:
            webhooks.check_address(self.cleaned_data["url"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return str(self.cleaned_data["url"])


class ForNewsroom(Moderated):
    """Editors and moderators; nothing is deleted, so that the log stays whole."""

    roles = (Role.MODERATOR, Role.EDITOR)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def person(self, request: HttpRequest) -> User:
        return access.require_role(request.user, *self.roles)


@admin.register(Webhook, site=site)
class WebhookAdmin(ForNewsroom, Proved):
    """Where messages go, and the secret that signs them."""

    form = WebhookForm
    list_display = ("name", "url", "topics", "n_failed", "disabled_at", "disabled_reason")
    ordering = ("name", "pk")
    readonly_fields = ("secret", "made_by", "made_at", "n_failed", "disabled_at", "disabled_reason")
    actions = ("switch_on", "switch_off", "send_test")

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return ("name", "url", "topics") if obj is None else ("name", "url", "topics", *self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        webhooks.keep(obj, by=self.person(request))

    @admin.display(description="Secret, for whoever checks the signatures")
    def secret(self, webhook: Webhook) -> str:
        return webhooks.secret_text(webhook)

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: models.QuerySet[Webhook]) -> None:
        by = self.person(request)
        act_on_each(request, queryset, lambda row: webhooks.switch_on(row, by=by), "Switched on", str)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: models.QuerySet[Webhook]) -> None:
        by = self.person(request)
        act_on_each(request, queryset, lambda row: webhooks.switch_off(row, by=by), "Switched off", str)

    @admin.action(description="Send a test message", permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: models.QuerySet[Webhook]) -> None:
        by = self.person(request)
        act_on_each(request, queryset, lambda row: webhooks.send_test(row, by=by), "On their way", _named)


@admin.register(WebhookDelivery, site=site)
class DeliveryAdmin(ForNewsroom, ReadOnly):
    """What became of each message of the last thirty days."""

    list_display = ("created_at", "webhook", "topic", "n_tries", "status_code", "delivered_at", "failed_at", "error")
    list_filter = (
        "topic", ("delivered_at", admin.EmptyFieldListFilter), ("failed_at", admin.EmptyFieldListFilter),
    )  # fmt: skip
    list_select_related = ("webhook",)
    ordering = ("-created_at", "-pk")
    exclude = ("event",)
    show_full_result_count = False
    actions = ("replay",)

    @admin.action(description="Send again", permissions=["view"])
    def replay(self, request: HttpRequest, queryset: models.QuerySet[WebhookDelivery]) -> None:
        by = self.person(request)
        rows = queryset.select_related("webhook")
        act_on_each(request, rows, lambda row: webhooks.replay(row, by=by), "On their way", _named)


def _named(row: models.Model) -> str:
    return f"{row}:"
