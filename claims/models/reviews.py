"""Rating scales, review rounds and reviews. What may be seen of them is decided in claims.access."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RatingScale(models.Model):
    """A version of the newsroom's scale. What its levels mean is fixed once it is used; a change is a new version."""

    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(unique=True)
    valid_from_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: being prepared. The newest valid version is used."
    )

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class RatingLevel(models.Model):
    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="levels")
    slug = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    definition = models.TextField()
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 is the least true; empty: off the scale."
    )
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=30, help_text="Name of the icon's shape.")
    colour = models.CharField(max_length=30, help_text="Name of the colour token.")
    translations = models.JSONField(default=dict, blank=True, help_text='{"de": {"label": ..., "definition": ...}}')

    class Meta:
        ordering = ["scale_id", "position"]
        constraints = [models.UniqueConstraint(fields=["scale", "slug"], name="one_level_per_slug")]

    def __str__(self) -> str:
        return self.label


class ReviewRound(models.Model):
    """One blind round over one frozen draft."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    frozen = models.JSONField(help_text="The draft as submitted: statement, rating, summary, text, evidence.")
    frozen_sha256 = models.CharField(max_length=64)
    opened_by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(
        null=True, blank=True, help_text="All reviews are in; from then on they can be read."
    )
    carried_rating = models.ForeignKey(RatingLevel, models.PROTECT, null=True, blank=True, related_name="+")
    split = models.JSONField(default=dict, blank=True, help_text="{rating slug: number of reviews}")
    spread = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Steps between the lowest and the highest rating on the scale."
    )
    decided_rating = models.ForeignKey(RatingLevel, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey("claims.User", models.PROTECT, null=True, blank=True, related_name="+")
    adjudication = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Decided or returned.")
    note = models.TextField(blank=True, help_text="What the machine could not do, for example find enough reviewers.")

    class Meta:
        ordering = ["claim_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="one_round_per_number"),
            models.UniqueConstraint(fields=["claim"], condition=Q(closed_at__isnull=True), name="one_open_round"),
        ]


class Assignment(models.Model):
    """A reviewer of a round. Excused ones neither file nor count."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey("claims.User", models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField(auto_now_add=True)
    excused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "reviewer"], name="one_assignment_per_reviewer")]


class Confidence(models.IntegerChoices):
    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"


class Review(models.Model):
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("claims.User", models.PROTECT, null=True, blank=True, related_name="reviews")
    rating = models.ForeignKey(RatingLevel, models.PROTECT, related_name="+")
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices)
    reasons = models.TextField()
    cited = models.ManyToManyField("claims.Evidence", related_name="cited_in", blank=True)
    is_machine = models.BooleanField(
        default=False, help_text="Proposed by a machine: marked everywhere, never counted."
    )
    filed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "reviewer"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_review_per_person_and_round",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=False) | Q(is_machine=True), name="people_sign_their_reviews"
            ),
        ]
