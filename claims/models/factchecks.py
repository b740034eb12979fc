"""Checks that newsrooms have published, other people's and our own, and what we make of them for our claims."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from claims.models import vectors
from claims.models.search import SearchQuerySet


class CheckFeed(models.Model):
    """Where published checks are loaded from, and how far the last reading came."""

    class Kind(models.TextChoices):
        DATAFEED = "datafeed", "ClaimReview DataFeed"
        SITE = "site", "Site with ClaimReview pages"
        LINES = "lines", "JSON lines"

    identity = models.CharField(max_length=2048, unique=True, help_text="Address, or the name of the file.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveBigIntegerField(default=0, help_text="Rows of the unfinished reading that are done.")
    fingerprint = models.CharField(max_length=200, blank=True, help_text="What the unfinished reading reads.")
    n_read = models.PositiveBigIntegerField(default=0)
    n_new = models.PositiveBigIntegerField(default=0)
    n_changed = models.PositiveBigIntegerField(default=0)
    n_refused = models.PositiveBigIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True, help_text="The first refused rows: {line, reason}.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    is_refreshed = models.BooleanField(default=False, help_text="Its address is read again every day.")
    etag = models.CharField(max_length=200, blank=True, help_text="As the server named what was read last.")
    last_modified = models.CharField(max_length=100, blank=True, help_text="As the server dated what was read last.")
    unchanged_at = models.DateTimeField(
        "no news at", null=True, blank=True, help_text="When its server last said that nothing is new since."
    )
    matched_to_at = models.DateTimeField(
        null=True, blank=True, help_text="Open claims were looked up for all of its checks that had changed by then."
    )
    error = models.TextField(blank=True, help_text="Why the last reading came to no end.")

    class Meta:
        ordering = ["identity"]

    def __str__(self) -> str:
        return self.identity


class FactCheckQuerySet(SearchQuerySet["FactCheck"]):
    def arrived(self, feed: CheckFeed) -> FactCheckQuerySet:
        """Those that a feed brought, or worded anew, since open claims were last looked up for them."""
        arrived = self.filter(feed=feed)
        return arrived.filter(changed_at__gt=feed.matched_to_at) if feed.matched_to_at else arrived

    def standing(self) -> FactCheckQuerySet:
        """Those that their publisher has not withdrawn."""
        return self.filter(withdrawn_at=None)


class FactCheck(models.Model):
    """One check of one statement, as it was published: a ClaimReview, whoever wrote it."""

    class Outcome(models.TextChoices):
        """The interchange classes of ClaimsKG; the publisher's own words stand in `rating`."""

        TRUE = "true", "True"
        MIXTURE = "mixture", "Partly true"
        FALSE = "false", "False"
        OTHER = "other", "Other"

    identity = models.CharField(max_length=2200, unique=True, help_text="The same check twice is one row.")
    feed = models.ForeignKey(CheckFeed, models.SET_NULL, null=True, blank=True, related_name="checks")
    external_id = models.CharField(max_length=200, blank=True, db_index=True, help_text="As the feed calls it.")
    revision = models.OneToOneField(
        "claims.VerdictRevision", models.PROTECT, null=True, blank=True, related_name="fact_check",
        help_text="Our own published verdict.",
    )  # fmt: skip
    statement = models.TextField(help_text="The claim that was checked.")
    title = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=200, blank=True)
    claimant = models.CharField(max_length=300, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    rating = models.CharField(max_length=300, blank=True, help_text="In the publisher's words.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    rating_value = models.FloatField(null=True, blank=True)
    worst_value = models.FloatField(null=True, blank=True)
    best_value = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    appearances = models.JSONField(default=list, blank=True, help_text="Addresses where the claim was made.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        indexes = [models.Index(fields=["publisher"]), models.Index(fields=["-reviewed_on"])]

    def __str__(self) -> str:
        return f"{self.rating}: {self.statement}" if self.rating else self.statement

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        vectors.fill(self._meta.db_table, using=self._state.db or "default", ids=[self.pk])


class CheckMatch(models.Model):
    """A published check that may be about a claim: what the machine suggested stays beside what a person decided."""

    class Relation(models.TextChoices):
        SAME = "same", "The same claim"
        CONTRADICTS = "contradicts", "The contrary"
        RELATED = "related", "A related claim"

    class Decision(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        LINKED = "linked", "Linked by the machine"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Another matter"

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="check_matches")
    fact_check = models.ForeignKey(FactCheck, models.CASCADE, related_name="matches")
    score = models.FloatField(help_text="0 to 1.")
    relation = models.CharField(max_length=12, choices=Relation.choices, default=Relation.SAME)
    reasons = models.JSONField(default=list, blank=True)
    contradictions = models.JSONField(default=list, blank=True)
    suggested_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.SUGGESTED)
    decided_relation = models.CharField(max_length=12, choices=Relation.choices, blank=True)
    decided_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "fact_check"], name="one_match_per_check"),
            models.CheckConstraint(
                condition=~Q(decision__in=("confirmed", "rejected")) | Q(decided_at__isnull=False),
                name="decided_check_matches_say_when",
            ),
        ]
