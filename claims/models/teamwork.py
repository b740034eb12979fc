"""How people work side by side: who is on a claim now, their notes, what they watch and what they want as mail.

None of it is ever published. Who may read which note is decided in claims.access.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.search import SearchQuerySet


class ClaimLease(models.Model):
    """Somebody is on a claim until then. It warns the others and blocks nobody; past its time it means nothing."""

    claim = models.OneToOneField("claims.Claim", models.CASCADE, related_name="lease")
    person = models.ForeignKey("claims.User", models.CASCADE, related_name="leases")
    taken_at = models.DateTimeField()
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} is on it"

    @property
    def minutes_left(self) -> int:
        """Whole minutes, at least one while it lasts and none afterwards."""
        left = (self.until_at - timezone.now()).total_seconds()
        return max(1, round(left / 60)) if left > 0 else 0


class Note(models.Model):
    """What colleagues tell each other about a claim. Never changed; its author can take it back, words and all."""

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="notes")
    author = models.ForeignKey("claims.User", models.PROTECT, related_name="notes")
    text = models.TextField(blank=True, help_text="Empty: taken back.")
    mentioned = models.ManyToManyField("claims.User", related_name="mentions", blank=True)
    sealed_in = models.ForeignKey(
        "claims.ReviewRound",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        help_text="Written by a reviewer of this round while it was blind: read by others when its reviews are.",
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "pk"]


class Watch(models.Model):
    """This person wants to hear what becomes of this claim."""

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="watches")
    person = models.ForeignKey("claims.User", models.CASCADE, related_name="watches")
    since_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="one_watch_per_person")]
        indexes = [models.Index(fields=["person", "-since_at", "-id"], name="newest_watches")]


class MailChoice(models.Model):
    """When one person wants one kind of notice as mail; without a row the kind's usual time counts."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Never"

    person = models.ForeignKey("claims.User", models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=12)
    when = models.CharField(max_length=8, choices=When.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_mail_choice_per_kind")]


class PlannedPublication(models.Model):
    """An editor has said: publish it when the embargo ends. Guards and gates are asked again at that moment."""

    claim = models.OneToOneField("claims.Claim", models.CASCADE, related_name="planned_publication")
    by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    correction_class = models.CharField(max_length=12, blank=True)
    note = models.TextField(blank=True)


class GuestLink(models.Model):
    """One question to somebody without an account. The link is shown once; only the hash of its token is kept."""

    class Kind(models.TextChoices):
        REPLY = "reply", "Right of reply"
        EXPERT = "expert", "Outside expert"

    class Stance(models.TextChoices):
        AGREE = "agree", "I agree"
        DISAGREE = "disagree", "I disagree"
        CONTEXT = "context", "It needs more context"

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="guest_links")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reply_request = models.ForeignKey(
        "claims.ReplyRequest", models.CASCADE, null=True, blank=True, related_name="guest_links"
    )
    addressee = models.CharField(max_length=200, help_text="Who is asked; only the desk sees it.")
    passage = models.TextField(help_text="The words asked about, as they stood then: all that the guest sees.")
    question = models.TextField(blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    stance = models.CharField(max_length=8, choices=Stance.choices, blank=True)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=300, blank=True)
    may_publish = models.BooleanField(default=False, help_text="The guest agreed that it is published with their name.")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, stance="", text="")
                | (Q(answered_at__isnull=False) & ~Q(stance="")),
                name="guests_answer_once_and_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reply") | Q(reply_request__isnull=False), name="a_reply_belongs_to_a_request"
            ),
        ]
