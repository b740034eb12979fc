"""The claim and what hangs on it. Nothing here changes a claim: claims.audit does, and only it."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from claims.errors import Refused
from claims.models.claimants import Claimant
from claims.models.search import SearchQuerySet
from claims.text import fingerprint


class State(models.TextChoices):
    NEW = "new", "New"
    QUEUED = "queued", "Queued"
    RESEARCHING = "researching", "Researching"
    IN_REVIEW = "in_review", "In review"
    DECIDED = "decided", "Decided"
    PUBLISHED = "published", "Published"
    DISMISSED = "dismissed", "Dismissed"
    MERGED = "merged", "Merged"
    RETRACTED = "retracted", "Retracted"


#: Somebody still has to do something about claims in these states.
OPEN_STATES = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED)
#: The draft may be changed only here; in review and when decided it is frozen.
EDITABLE_STATES = (State.NEW, State.QUEUED, State.RESEARCHING)


class DismissReason(models.TextChoices):
    OPINION = "opinion", "Opinion"
    PREDICTION = "prediction", "Prediction"
    NOT_CHECKABLE = "not_checkable", "Not checkable"
    OUT_OF_SCOPE = "out_of_scope", "Out of scope"
    ALREADY_COVERED = "already_covered", "Already covered"
    SPAM = "spam", "Spam"


class Priority(models.IntegerChoices):
    LOW = 1, "Low"
    NORMAL = 2, "Normal"
    HIGH = 3, "High"
    URGENT = 4, "Urgent"


class ClaimQuerySet(SearchQuerySet["Claim"]):
    def open(self) -> ClaimQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def public(self) -> ClaimQuerySet:
        """Claims that readers see: with a published revision, retracted ones included (a notice stands there)."""
        return self.filter(current_revision__isnull=False)


class Claim(models.Model):
    """One checkable statement and where the work on it stands.

    `version` equals the number of its events for ever (claims.audit); what the public is told is in VerdictRevision.
    """

    slug = models.SlugField(max_length=120, unique=True)
    statement = models.TextField()
    statement_key = models.CharField(max_length=64, db_index=True, help_text="sha256 of the normalised statement.")
    claimant = models.ForeignKey(Claimant, models.PROTECT, null=True, blank=True, related_name="claims")
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    version = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0.0, help_text="Check-worthiness, 0 to 1.")
    checkability = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    due_on = models.DateField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True, help_text="Not published before.")
    topic = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="sent_claims")
    wants_answer = models.BooleanField(default=False, help_text="The sender asked to hear what became of it.")
    researcher = models.ForeignKey("claims.User", models.PROTECT, null=True, blank=True, related_name="researching")
    dismiss_reason = models.CharField(max_length=20, choices=DismissReason.choices, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_claims")
    is_demonstration = models.BooleanField("demonstration", default=False)

    draft_rating = models.ForeignKey("claims.RatingLevel", models.PROTECT, null=True, blank=True, related_name="+")
    draft_summary = models.TextField(blank=True, help_text="One or two sentences: what we found.")
    draft_text = models.TextField(blank=True, help_text="Markdown; [E12] cites evidence number 12.")
    draft_unknowns = models.TextField(blank=True, help_text="What could not be established.")
    draft_mind = models.TextField(blank=True, help_text="What would change our mind.")
    selection_reason = models.TextField(blank=True, help_text="Why this claim was chosen; printed.")
    reply_exemption = models.TextField(blank=True, help_text="Why the claimant was not asked for a reply.")

    current_revision = models.ForeignKey(
        "claims.VerdictRevision", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-priority", "-score", "-pk"]
        indexes = [
            models.Index(fields=["state", "-priority", "-score", "-id"]),
            models.Index(fields=["researcher", "state"]),
            models.Index(fields=["state", "-changed_at"]),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="claims_with_a_due_date"),
            models.Index(fields=["topic"], condition=Q(current_revision__isnull=False), name="public_topics"),
            models.Index(fields=["topic", "-id"], condition=~Q(topic=""), name="claims_by_topic"),
            models.Index(fields=["-changed_at", "-id"], name="claims_by_change"),
            models.Index(fields=["-priority", "-score", "-id"], name="claims_by_priority"),
            models.Index(fields=["-score", "-id"], name="claims_by_score"),
            models.Index(fields=["created_at"], name="claims_by_arrival"),
            models.Index(fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="embargoed_claims"),
            models.Index(fields=["id"], condition=Q(is_demonstration=True), name="demonstration_claims"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="merged_claims_have_a_target",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="no_claim_is_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.statement

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused("A claim is changed through claims.audit only, so that its history stays complete.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("public:claim", args=[self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Refused("A claim is never deleted: dismiss it, merge it or retract it, and say why.")

    @staticmethod
    def key_of(statement: str) -> str:
        """Statements with the same words have the same key, whatever their case, quotation marks and final stop."""
        return fingerprint.sha256_hex(fingerprint.normalise(statement).rstrip(" ."))

    @staticmethod
    def new_slug(statement: str) -> str:
        """Words of the statement and four random characters; it stays when the statement is worded anew."""
        words = slugify(statement)[:80].rstrip("-") or "claim"
        alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
        return f"{words}-{''.join(secrets.choice(alphabet) for _ in range(4))}"

    @property
    def is_checked_again(self) -> bool:
        """Readers have a check of it, and the newsroom is at it once more."""
        return self.current_revision_id is not None and self.state in OPEN_STATES

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES


class KeyElement(models.Model):
    """A part of the claim that has to hold (or fail) for the verdict to stand."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="key_elements")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    single_source_reason = models.TextField(blank=True, help_text="Why fewer than two independent origins are enough.")

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "position"]
        constraints = [models.UniqueConstraint(fields=["claim", "position"], name="one_key_element_per_position")]

    def __str__(self) -> str:
        return self.text


class Appearance(models.Model):
    """Where a claim was made: exact words, exact place, who was quoted."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="appearances")
    home_claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="home_appearances",
        help_text="The claim it was found as; a merge moves `claim`, never this.",
    )
    article = models.ForeignKey("claims.Article", models.PROTECT, related_name="appearances")
    sentence = models.ForeignKey("claims.Sentence", models.SET_NULL, null=True, blank=True, related_name="appearances")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    speaker = models.CharField(max_length=200, blank=True)
    speaker_role = models.CharField(max_length=300, blank=True)
    verb = models.CharField(max_length=50, blank=True)
    is_direct = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["article", "start", "end", "home_claim"], name="one_appearance_per_place")
        ]


class CounterSearch(models.Model):
    """A logged search for the other side: where, for what, what came of it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="counter_searches")
    place = models.CharField(max_length=300)
    query = models.CharField(max_length=500)
    result = models.TextField()
    searched_by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    searched_at = models.DateTimeField(auto_now_add=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["searched_at", "pk"]


class ReplyRequest(models.Model):
    """The claimant was asked: how, when, until when, and what they answered."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="reply_requests")
    channel = models.CharField(max_length=200, help_text="For example: e-mail to the press office.")
    asked_on = models.DateField()
    deadline_on = models.DateField()
    reply = models.TextField(blank=True, help_text="Empty: no reply so far.")
    replied_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey("claims.User", models.PROTECT, related_name="+")
    lapsed_on = models.DateField(null=True, blank=True, help_text="The day on which the deadline was over, unanswered.")

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]


class Match(models.Model):
    """The machine thinks two claims say the same, or the contrary; a person's decision stands beside its score."""

    class Relation(models.TextChoices):
        SAME = "same", "The same claim"
        CONTRADICTS = "contradicts", "The contrary"

    class Decision(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        LINKED = "linked", "Linked by the machine"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Different claims"

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="matches")
    other = models.ForeignKey(Claim, models.CASCADE, related_name="matched_by")
    score = models.FloatField(help_text="0 to 1.")
    relation = models.CharField(max_length=12, choices=Relation.choices, default=Relation.SAME)
    reasons = models.JSONField(default=list, blank=True)
    contradictions = models.JSONField(default=list, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.SUGGESTED)
    decided_relation = models.CharField(max_length=12, choices=Relation.choices, blank=True)
    decided_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "other"], name="one_match_per_pair"),
            models.CheckConstraint(condition=~Q(claim=models.F("other")), name="no_claim_matches_itself"),
        ]
