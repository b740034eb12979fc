"""Claims, their history, what was published, articles and jobs. Claims move through the workflow only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.http import HttpRequest

from claims import access, jobs
from claims.admin.site import Moderated, ReadOnly, site
from claims.errors import Refused
from claims.models import Article, Claim, ClaimEvent, Correction, DismissReason, Job, Role, Snapshot, VerdictRevision
from claims.protection import SOURCE_JOBS, hidden_captures, hidden_from, hidden_sources
from claims.workflow.erasing import erase_note
from claims.workflow.moves import move

#: The hash of a filed review, and what it was salted with.
BLIND: Final = frozenset({"review_sha256", "salt"})

Row = TypeVar("Row", bound=models.Model)


def act_on_each(
    request: HttpRequest, rows: Iterable[Row], act: Callable[[Row], object], done: str, named: Callable[[Row], str]
) -> None:
    """What the workflow refuses is said beside the row's name; the other rows are done all the same, and counted."""
    n_done = 0
    for row in rows:
        try:
            act(row)
            n_done += 1
        except Refused as refusal:
            messages.error(request, f"{named(row)} {refusal.sentence}")
    if n_done:
        messages.success(request, f"{done}: {n_done}.")


@admin.register(Claim, site=site)
class ClaimAdmin(ReadOnly):
    list_display = ("statement", "state", "claimant", "score", "sent_by", "created_at")
    list_filter = ("state", "priority", "is_demonstration")
    list_select_related = ("claimant", "sent_by")
    search_fields = ("statement",)
    show_full_result_count = False
    actions = ("dismiss_as_spam",)

    @admin.action(description="Dismiss as spam", permissions=["view"])
    def dismiss_as_spam(self, request: HttpRequest, queryset: models.QuerySet[Claim]) -> None:
        """One event for each claim; what was refused is said with its reason."""
        person = access.require_role(request.user, Role.MODERATOR)

        def dismiss(claim: Claim) -> None:
            move(claim, "dismiss", by=person, seen=claim.version, reason=DismissReason.SPAM, note="Spam.")

        act_on_each(
            request, queryset, dismiss, "Dismissed as spam", lambda claim: f"Claim {claim.pk} was not dismissed."
        )


class WhyForm(ActionForm):
    why = forms.CharField(label="Why:", required=False, max_length=300)


@admin.register(ClaimEvent, site=site)
class EventAdmin(ReadOnly):
    list_display = ("at", "about", "verb", "from_state", "to_state", "by_name", "note")
    list_filter = ("verb", "to_state")
    list_select_related = ("claim",)
    search_fields = ("by_name",)
    ordering = ("-at", "-pk")
    show_full_result_count = False
    exclude = ("by", "changes", "note_salt", "name_salt")
    readonly_fields = ("what_changed",)
    action_form = WhyForm
    actions = ("erase_notes",)

    @admin.action(description="Erase their notes, for the reason given", permissions=["view"])
    def erase_notes(self, request: HttpRequest, queryset: models.QuerySet[ClaimEvent]) -> None:
        person = access.require_role(request.user, Role.MODERATOR)

        def erase(event: ClaimEvent) -> None:
            erase_note(event, by=person, why=request.POST.get("why", ""))

        act_on_each(
            request, queryset, erase, "Notes erased", lambda row: f"Claim {row.claim_id}, change {row.version}:"
        )

    @admin.display(description="Changes")
    def what_changed(self, event: ClaimEvent) -> str:
        """Without what would let a moderator guess a short review while its round is blind, and protected evidence."""
        shown = hidden_from(None, event.claim_id).changes_of(event)
        shown = {name: pair for name, pair in shown.items() if name not in BLIND}
        return json.dumps(shown, ensure_ascii=False, indent=1)


@admin.register(VerdictRevision, site=site)
class RevisionAdmin(ReadOnly):
    list_display = ("statement", "number", "rating", "published_at")
    list_select_related = ("rating",)
    ordering = ("-published_at",)
    exclude = ("published_by",)


@admin.register(Correction, site=site)
class CorrectionAdmin(ReadOnly):
    list_display = ("corrected_at", "about", "correction_class", "reason")
    list_select_related = ("claim",)
    exclude = ("corrected_by",)


@admin.register(Article, site=site)
class ArticleAdmin(ReadOnly):
    list_display = ("title", "outlet", "stage", "published_on", "imported_by", "created_at")
    list_filter = ("stage", "language", "is_demonstration")
    list_select_related = ("outlet", "imported_by")
    search_fields = ("title", "url")
    show_full_result_count = False


@admin.register(Snapshot, site=site)
class SnapshotAdmin(ReadOnly):
    list_display = ("captured_at", "how", "final_url", "filename", "n_bytes", "sha256")
    list_filter = ("how",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Snapshot]:
        """Without those of sources that this person may not read."""
        person = access.require_role(request.user, *Role.values)
        return super().get_queryset(request).exclude(pk__in=hidden_captures(person))


@admin.register(Job, site=site)
class JobAdmin(Moderated):
    list_display = ("name", "target", "n_tries", "due_at", "failed_at", "error")
    list_filter = ("name", ("failed_at", admin.EmptyFieldListFilter))
    actions = ("retry",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Job]:
        """Without those of sources that this person may not read: why a page could not be had names its host."""
        person = access.require_role(request.user, *Role.values)
        hidden = hidden_sources(person).values("pk")
        return super().get_queryset(request).exclude(name__in=SOURCE_JOBS, target__in=hidden)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @admin.action(description="Retry", permissions=["view"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[Job]) -> None:
        n_retried = 0
        for row in queryset.exclude(failed_at=None):
            jobs.retry(row)
            n_retried += 1
        messages.success(request, f"Tried again: {n_retried}.")
