"""Programs that work with the desk: their tokens, requests they may repeat, and whom the desk tells of changes.

No secret stands in these rows: of a token its hash, of a request a keyed hash, of a webhook the salt of its secret.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.people import User


class Scope(models.TextChoices):
    """What a token may be used for, at most; never more than its person may do in the desk."""

    READ = "read", "Read what you may read in the desk"
    WRITE = "write", "Import, send in claims, work on claims, matches and evidence"
    REVIEW = "review", "File your reviews"
    PUBLISH = "publish", "What only editors do: decide, publish, correct, retract, reopen"


class ApiToken(models.Model):
    """A person's key for one program. Never deleted: the row is the record of who made and who ended it, and when."""

    person = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80, help_text="Which program uses it.")
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=16, help_text="How it begins; the rest was shown once.")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "API token"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_tokens_say_who_ended_them",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_working(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that its repetition is not done twice."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    request_mac = models.CharField(max_length=64, help_text="HMAC-SHA256 of method, path and body.")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["at"])]


class Webhook(models.Model):
    """An address that is told of changes. Its secret is made from `salt` and the site's own key, and kept nowhere."""

    name = models.CharField(max_length=80)
    url = models.URLField("address", max_length=2000)
    topics = models.JSONField(default=list, blank=True, help_text="Which changes; empty: all.")
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    n_failed = models.PositiveIntegerField(default=0, help_text="Deliveries given up since the last that arrived.")
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message to one webhook, and what became of it."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(
        "claims.ClaimEvent", models.DO_NOTHING, db_constraint=False, null=True, related_name="+",
        help_text="The change that it tells of; empty: a test.",
    )  # fmt: skip
    message_id = models.CharField(max_length=64, unique=True)
    topic = models.CharField(max_length=40)
    payload = models.JSONField(help_text="Sent as it is, on every try and on a replay.")
    created_at = models.DateTimeField(auto_now_add=True)
    n_tries = models.PositiveIntegerField(default=0)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Given up; it can be replayed.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_per_event")]
        indexes = [models.Index(F("webhook"), F("created_at").desc(), name="deliveries_by_webhook")]

    def __str__(self) -> str:
        return f"{self.topic} to {self.webhook}"
