"""The audit trail and the to-do list. Events are written by claims.audit only, jobs by claims.jobs only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ClaimEvent(models.Model):
    """One change of one claim, written once and for all: both databases refuse to change or delete it (triggers).

    Its note may be erased later, with its salt, and the name of who did it may become a pseudonym; `note_sha256` and
    `name_sha256`, which stand in the event's hash, stay.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    is_binding = models.BooleanField(help_text="False: a machine's suggestion, which makes nobody's page stale.")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(
        "claims.User",
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="events",
        help_text="Empty: the machine.",
    )
    by_name = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    note_is_public = models.BooleanField(default=False)
    note_salt = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Goes where the note goes, and nowhere else."
    )
    note_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    name_salt = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Goes where the name goes. Empty: erased."
    )
    name_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    changes = models.JSONField(default=dict, help_text="{field: [old, new]}")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    hash_format = models.PositiveSmallIntegerField(
        default=3,
        db_default=1,
        help_text="1: note and name stand in the hash itself. 2: of the note its salted sha256 does. 3: of both.",
    )

    class Meta:
        ordering = ["claim_id", "version"]
        constraints = [models.UniqueConstraint(fields=["claim", "version"], name="one_event_per_version")]
        indexes = [
            models.Index(fields=["by", "-at"]),
            models.Index(fields=["-at"]),
            models.Index(
                fields=["at", "from_state", "to_state", "claim"],
                condition=~Q(from_state=F("to_state")),
                name="moves_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.by_name}"


class AuditSeal(models.Model):
    """A daily seal over all events so far: a cut-off end of a chain cannot be hidden after it."""

    number = models.PositiveIntegerField(unique=True)
    last_event = models.PositiveBigIntegerField(help_text="All events up to this id are under the seal.")
    n_events = models.PositiveBigIntegerField()
    events_sha256 = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]


class Job(models.Model):
    """Work that is owed. Deleted when done; asking twice is asking once."""

    name = models.CharField(max_length=40)
    target = models.PositiveBigIntegerField()
    n_asked = models.PositiveIntegerField(
        default=1, help_text="Grows with each asking, so that work asked for meanwhile is done again."
    )
    n_tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be started before.")
    held_until_at = models.DateTimeField(null=True, blank=True, help_text="Some worker is on it until then.")
    held_by = models.CharField(max_length=120, blank=True, help_text="host:process of that worker.")
    rung_at = models.DateTimeField(null=True, blank=True, help_text="When the broker was last told.")
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Given up; waits for Retry.")
    error = models.TextField(blank=True)
    request_id = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Of the request that asked for it, as in the logs.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "target"], name="one_job_per_target")]
        indexes = [models.Index(fields=["failed_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.name}({self.target})"
