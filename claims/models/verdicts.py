"""What the newsroom told the public: frozen revisions and their corrections. Append-only, guarded by triggers."""

from __future__ import annotations

from django.db import models

from claims.models.search import SearchQuerySet


class VerdictRevision(models.Model):
    """The verdict as published the n-th time. Everything readers see is inside, so later edits cannot reach it."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    rating = models.ForeignKey("claims.RatingLevel", models.PROTECT, related_name="+")
    statement = models.TextField()
    claimant = models.CharField(max_length=200, blank=True)
    claimant_description = models.CharField(max_length=300, blank=True)
    summary = models.TextField()
    text = models.TextField()
    unknowns = models.TextField(blank=True)
    mind = models.TextField(blank=True)
    content = models.JSONField(help_text="Evidence, appearances, replies, people by role, searches: as printed.")
    sha256 = models.CharField(max_length=64, help_text="Of the canonical JSON of all of the above.")
    published_by = models.ForeignKey("claims.User", models.DO_NOTHING, db_constraint=False, related_name="+")
    published_at = models.DateTimeField()

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="one_revision_per_number")]
        indexes = [models.Index(fields=["-published_at"]), models.Index(fields=["claimant"])]

    def __str__(self) -> str:
        return f"{self.rating}: {self.statement}"


class Correction(models.Model):
    """Why what was published changed. Public, and never edited."""

    class Class(models.TextChoices):
        MINOR = "minor", "Minor correction"
        UPDATE = "update", "Update"
        SUBSTANTIAL = "substantial", "Substantial correction"
        WITHDRAWAL = "withdrawal", "Withdrawal"

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="corrections")
    revision = models.OneToOneField(
        VerdictRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        help_text="The new revision; empty for a withdrawal.",
    )
    replaced = models.ForeignKey(
        VerdictRevision, models.PROTECT, related_name="+", help_text="The revision that stood before."
    )
    correction_class = models.CharField(max_length=12, choices=Class.choices)
    reason = models.TextField()
    changes = models.JSONField(default=dict, blank=True, help_text="{field: [before, after]}")
    corrected_by = models.ForeignKey("claims.User", models.DO_NOTHING, db_constraint=False, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["-corrected_at", "-pk"]


class PolicyPage(models.Model):
    """A public page of the newsroom: methodology, corrections policy, funding, people. Each edit is a new version."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown.")
    what_changed = models.CharField(
        max_length=300, blank=True, help_text="What this version changes and why; readers see it beside the difference."
    )
    written_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_page_per_version")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
