"""What readers send to the newsroom: claims to be checked, and errors in what was published.

An address of mail is kept until the answer went out, or for some months without one (policy); where a reader writes
from is never kept.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Tip(models.Model):
    """A claim that a reader sent in, and what a moderator made of it."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Became a claim"
        JOINED = "joined", "Known already"
        DECLINED = "declined", "Declined"

    statement = models.TextField()
    link = models.URLField(max_length=2000, blank=True)
    quote = models.TextField(blank=True)
    seen_at = models.CharField("where they saw it", max_length=300, blank=True)
    email = models.EmailField("mail address", blank=True, help_text="Erased once the answer went out.")
    token_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.WAITING)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, blank=True, related_name="tips")
    reason = models.TextField(blank=True, help_text="Why it was declined; the reader sees it.")
    decided_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    mailed = models.CharField(max_length=12, blank=True, help_text="The news that was mailed last.")
    is_demonstration = models.BooleanField(
        "demonstration",
        default=False,
        db_default=False,
        help_text="Made up, and so is a claim that comes of it.",
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "claim from a reader"
        verbose_name_plural = "claims from readers"
        indexes = [models.Index(fields=["decision", "-sent_at", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=("accepted", "joined"), claim__isnull=False)
                | Q(decision__in=("waiting", "declined"), claim__isnull=True),
                name="accepted_tips_have_a_claim",
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined") | ~Q(reason=""), name="declined_tips_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Never their words: this stays in the history of the admin when the words were forgotten."""
        return f"Claim from a reader {self.pk}"


class ErrorReport(models.Model):
    """A reader says that something published is wrong. Answered within seven working days."""

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "We have corrected it"
        RIGHT = "right", "What we published is right"
        OTHER = "other", "Answered in another way"

    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, blank=True, related_name="error_reports")
    revision = models.ForeignKey(
        "claims.VerdictRevision", models.PROTECT, null=True, blank=True, related_name="error_reports",
        help_text="What the reader had before their eyes.",
    )  # fmt: skip
    text = models.TextField("what is wrong")
    link = models.URLField("how they know", max_length=2000, blank=True)
    email = models.EmailField("mail address", blank=True, help_text="Erased once the answer went out.")
    token_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    due_on = models.DateField(help_text="Seven working days after it came.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True, help_text="The reader sees it.")
    answered_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    mailed = models.CharField(max_length=12, blank=True, help_text="The news that was mailed last.")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "report of an error"
        verbose_name_plural = "reports of errors"
        indexes = [models.Index(fields=["answered_at", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="", answer="")
                | (Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="reports_are_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"Report of an error {self.pk}"

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and self.due_on < timezone.localdate()
