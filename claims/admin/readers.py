"""What readers send in: claims to be accepted, joined or declined, errors to be answered in time, and the exports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from claims import access
from claims.admin.site import Moderated, ReadOnly, site
from claims.errors import Refused
from claims.models import Claim, ErrorReport, Export, Role, Tip
from claims.workflow import error_reports, tips


class DecidedByForm(Moderated):
    """The form asks, the workflow answers: what it refuses is said, and the form stays as it is."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def decide(self, request: HttpRequest, row: Any, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        try:
            self.decide(request, obj, form.cleaned_data)
        except Refused as refusal:
            request.refusal = refusal.sentence  # type: ignore[attr-defined]

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return None if hasattr(request, "refusal") else super().log_change(request, obj, message)

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        refusal = getattr(request, "refusal", None)
        if refusal is None:
            return super().response_change(request, obj)
        messages.error(request, refusal)
        return HttpResponseRedirect(request.path)


class TipForm(forms.ModelForm):
    what = forms.ChoiceField(
        label="What becomes of it",
        choices=[
            ("accept", "It becomes a new claim"), ("join", "We have this claim already"),
            ("decline", "It will not be checked"),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    wording = forms.CharField(
        label="Statement of the new claim", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    known = forms.ModelChoiceField(
        label="Number of the known claim", queryset=Claim.objects.all(), required=False, widget=forms.NumberInput
    )
    why = forms.CharField(
        label="Why it is declined", required=False, help_text="The reader sees it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    class Meta:
        model = Tip
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "wording" in self.fields:
            self.fields["wording"].initial = self.instance.statement

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("what") == "join" and "known" not in self.errors and not given.get("known"):
            self.add_error("known", "Give the number of the claim; it stands on its page in the desk.")
        return given


_TIP_FIELDS = ("statement", "link", "quote", "seen_at", "sent_at", "is_demonstration")


@admin.register(Tip, site=site)
class TipAdmin(DecidedByForm):
    form = TipForm
    list_display = ("statement", "decision", "about", "sent_at", "decided_by")
    list_filter = ("decision", "is_demonstration")
    list_select_related = ("claim", "decided_by")
    search_fields = ("statement",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        if self.has_change_permission(request, obj):
            return (*_TIP_FIELDS, "what", "wording", "known", "why")
        return (*_TIP_FIELDS, "decision", "claim", "reason", "decided_by", "decided_at")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (*_TIP_FIELDS, "decision", "claim", "reason", "decided_by", "decided_at")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        is_open = not isinstance(obj, Tip) or obj.decision == Tip.Decision.WAITING
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What was declined may be forgotten, words and all."""
        is_done = isinstance(obj, Tip) and obj.decision == Tip.Decision.DECLINED
        return is_done and super().has_delete_permission(request, obj)

    def decide(self, request: HttpRequest, row: Tip, given: dict[str, Any]) -> None:
        by = access.require_role(request.user, Role.MODERATOR)
        match given["what"]:
            case "accept":
                tips.accept_tip(row, by=by, statement=given["wording"])
            case "join":
                tips.join_tip(row, by=by, claim=given["known"])
            case _:
                tips.decline_tip(row, by=by, reason=given["why"])


class ClockFilter(admin.SimpleListFilter):
    title = "clock"
    parameter_name = "clock"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("open", "To be answered"), ("answered", "Answered")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[ErrorReport]) -> models.QuerySet[ErrorReport]:
        match self.value():
            case "overdue":
                return queryset.filter(answered_at=None, due_on__lt=timezone.localdate())
            case "open" | "answered":
                return queryset.filter(answered_at__isnull=self.value() == "open")
        return queryset


_REPORT_FIELDS = ("claim", "revision", "text", "link", "sent_at", "due_on", "clock")


@admin.register(ErrorReport, site=site)
class ErrorReportAdmin(DecidedByForm):
    roles = (Role.MODERATOR, Role.EDITOR)
    list_display = ("text", "about", "sent_at", "due_on", "clock", "outcome", "answered_by")
    list_filter = (ClockFilter, "outcome")
    list_select_related = ("claim", "answered_by")
    ordering = ("answered_at", "due_on", "-pk")
    show_full_result_count = False
    fields = (*_REPORT_FIELDS, "outcome", "answer", "answered_by", "answered_at")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (*_REPORT_FIELDS, "answered_by", "answered_at")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        is_open = not isinstance(obj, ErrorReport) or obj.answered_at is None
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def decide(self, request: HttpRequest, row: ErrorReport, given: dict[str, Any]) -> None:
        by = access.require_role(request.user, *self.roles)
        error_reports.answer_report(row, by=by, outcome=given["outcome"], answer=given["answer"])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Says first how many readers wait for longer than was promised."""
        late = ErrorReport.objects.filter(answered_at=None, due_on__lt=timezone.localdate()).count()
        if late:
            messages.warning(request, f"Overdue: {late}. Readers were promised an answer within seven working days.")
        return super().changelist_view(request, extra_context)

    @admin.display(description="Clock")
    def clock(self, report: ErrorReport) -> str:
        if report.answered_at is not None:
            return "answered"
        today = timezone.localdate()
        if report.due_on == today:
            return "due today"
        is_late = report.due_on < today
        n_days = error_reports.working_days_between(*sorted((report.due_on, today)))
        days = f"{n_days} working day{'' if n_days == 1 else 's'}"
        if is_late:
            return f"⚠ overdue for {days}" if n_days else "⚠ overdue"
        return f"{days} left"


@admin.register(Export, site=site)
class ExportAdmin(ReadOnly):
    """Who took which list out of the desk."""

    list_display = ("at", "person", "what", "format", "n_rows", "query")
    list_select_related = ("person",)
