"""What becomes of a cited source after its first capture: copies kept elsewhere, and what later looks found."""

from __future__ import annotations

from django.db import models


class ArchiveCopy(models.Model):
    """The copy of a cited page in a public web archive, or how far the wish for one has come."""

    class Stage(models.TextChoices):
        ASKED = "asked", "Being archived"
        KEPT = "kept", "Archived"
        FAILED = "failed", "Not archived"

    source = models.OneToOneField("claims.Source", models.CASCADE, related_name="archive_copy")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.ASKED)
    url = models.URLField(max_length=2200, blank=True, help_text="Of the copy, not of the page.")
    archived_at = models.DateTimeField(null=True, blank=True, help_text="As the archive dates its copy.")
    job_id = models.CharField(max_length=200, blank=True, help_text="The archive's own name for its work in progress.")
    error = models.TextField(blank=True, help_text="Why there is no copy, in words.")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url or self.get_stage_display()


class Recheck(models.Model):
    """What a cited source looks like now, compared with the capture that is cited.

    Looks in a row that find the same are one row: `first_at` to `checked_at`, `n_times`. The newest row is the present.
    """

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", "Unchanged"
        CHANGED = "changed", "Changed"
        CORRECTED = "corrected", "Perhaps corrected"
        MOVED = "moved", "Moved"
        RETRACTED = "retracted", "Perhaps retracted"
        GONE = "gone", "Gone"
        UNREACHABLE = "unreachable", "Could not be read"

    source = models.ForeignKey("claims.Source", models.CASCADE, related_name="rechecks")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    sentence = models.TextField(blank=True, help_text="What is different, in words; empty when nothing is.")
    signs = models.JSONField(default=list, blank=True, help_text="Words that speak for a retraction or correction.")
    cited = models.ForeignKey("claims.Snapshot", models.PROTECT, related_name="+", help_text="What evidence quotes.")
    fresh = models.ForeignKey(
        "claims.Snapshot", models.PROTECT, null=True, blank=True, related_name="+", help_text="What stands there now."
    )
    mark = models.CharField(max_length=64, help_text="sha256 of what was found: the same is the same row.")
    n_times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    trouble = models.TextField(blank=True, help_text="Why the last look saw nothing; empty when it saw something.")

    class Meta:
        ordering = ["source_id", "-pk"]
        indexes = [models.Index(fields=["source", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.source_id}"


class SeenRecheck(models.Model):
    """Somebody who works on the claim has looked at what became of its source."""

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="+")
    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="seen")
    seen_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "recheck"], name="one_look_per_claim")]
