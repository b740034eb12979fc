"""Sources and the evidence taken from them. A machine proposes evidence, a person accepts or rejects it."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from claims.models.people import User
from claims.models.search import SearchQuerySet


class Source(models.Model):
    """Something that can be cited: a page, an archived article, a file, an interview, a book, a published check."""

    class Kind(models.TextChoices):
        PAGE = "page", "Web page"
        ARTICLE = "article", "Article in our archive"
        CHECK = "check", "Published check"
        FILE = "file", "File"
        INTERVIEW = "interview", "Interview"
        BOOK = "book", "Book or paper document"

    class Type(models.TextChoices):
        PRIMARY = "primary", "Primary source"
        SECONDARY = "secondary", "Secondary source"

    identity = models.CharField(max_length=2048, unique=True, help_text="The same source twice is one row.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    article = models.ForeignKey("claims.Article", models.PROTECT, null=True, blank=True, related_name="sources")
    revision = models.ForeignKey(
        "claims.VerdictRevision", models.PROTECT, null=True, blank=True, related_name="sources"
    )
    snapshot = models.ForeignKey("claims.Snapshot", models.PROTECT, null=True, blank=True, related_name="sources")
    origin = models.ForeignKey("claims.Origin", models.PROTECT, null=True, blank=True, related_name="sources")
    origin_reason = models.CharField(
        max_length=500, blank=True, help_text="Why it shares its origin with others, in words; empty: nobody else's."
    )
    error = models.TextField(blank=True, help_text="Why it could not be captured, in words.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.url or self.identity


class EvidenceQuerySet(SearchQuerySet["Evidence"]):
    def visible_to(self, person: User | AnonymousUser | None) -> Self:
        """What this person may read; None: what everybody may. Every reader of evidence asks this.

        Being an editor, or a superuser, names nobody: who is not on the list of a piece does not read it.
        """
        public = Q(visibility=Evidence.Visibility.PUBLIC)
        if not isinstance(person, User) or not person.roles:
            return self.filter(public)
        is_named = Evidence.named.through.objects.filter(user=person, evidence=models.OuterRef("pk"))
        return self.filter(public | Q(visibility=Evidence.Visibility.NEWSROOM) | Q(models.Exists(is_named)))


class Evidence(models.Model):
    """One passage of one source for one claim: the exact words, their place, what they say about the claim."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        REFUTES = "refutes", "Refutes"
        MENTIONS = "mentions", "Mentions"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public"
        NEWSROOM = "newsroom", "Newsroom only"
        NAMED = "named", "Named people only"

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT, related_name="evidence")
    key_element = models.ForeignKey(
        "claims.KeyElement", models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    quote = models.TextField(blank=True)
    quote_key = models.CharField(max_length=64, help_text="sha256 of the normalised quote.")
    selector = models.JSONField(
        default=dict, blank=True, help_text="{exact, prefix, suffix, start, end} in the snapshot's text."
    )
    note = models.TextField(blank=True)
    proposed_stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    proposed_stance_score = models.FloatField(null=True, blank=True, help_text="0 to 1.")
    proposed_stance_reasons = models.JSONField(default=list, blank=True)
    relevance_score = models.FloatField(default=0.0, help_text="0 to 1, by the finder.")
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True, help_text="As a person decided.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    reject_reason = models.TextField(blank=True)
    source_type = models.CharField(max_length=10, choices=Source.Type.choices, blank=True)
    secondary_reason = models.TextField(blank=True, help_text="Why a secondary source is used.")
    interest = models.TextField(
        blank=True, help_text="What interest the source has in the matter, or that none is known; printed."
    )
    accessed_on = models.DateField(null=True, blank=True)
    no_snapshot_reason = models.TextField(blank=True)
    visibility = models.CharField(
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        db_default=Visibility.PUBLIC,
        help_text="Who may read it. Only what is public can be cited and printed.",
    )
    named = models.ManyToManyField(
        User, related_name="+", blank=True, help_text="Who reads it where it is for named people only."
    )
    visibility_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        # Nothing is looked up by it, and an index would be built while the table is locked
        db_index=False,
        related_name="+",
        help_text="Whom others ask about it.",
    )
    found_by = models.CharField(
        max_length=40, blank=True, help_text="Name of the finder; empty when a person attached it."
    )
    attached_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["claim_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "source", "quote_key"], name="one_evidence_per_quote"),
            models.CheckConstraint(
                condition=~Q(status="accepted") | ~Q(stance=""), name="accepted_evidence_has_a_stance"
            ),
        ]
        indexes = [models.Index(fields=["claim", "status"])]

    @property
    def is_public(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_proposal(self) -> bool:
        return self.status == self.Status.PROPOSED


class OriginDecision(models.Model):
    """A person's word on where a source of one claim has it from; it outweighs whatever the machine joined."""

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="origin_decisions")
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    joined_with = models.ForeignKey(
        Source, models.CASCADE, null=True, blank=True, related_name="+", help_text="Empty: it counts by itself."
    )
    reason = models.TextField()
    decided_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "source"], name="one_origin_decision_per_source"),
            models.CheckConstraint(condition=~Q(source=models.F("joined_with")), name="no_source_has_it_from_itself"),
        ]


class FinderRun(models.Model):
    """What became of one finder's last look for one claim; a failed one is shown with Retry.

    While a Job `ask_finder` with this row as its target is owed, the finder has yet to answer.
    """

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="finder_runs")
    finder = models.CharField(max_length=40)
    n_found = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, help_text="What went wrong, in words; some passages may have been found.")
    ran_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it was asked and has not answered yet.")

    class Meta:
        ordering = ["finder"]
        constraints = [models.UniqueConstraint(fields=["claim", "finder"], name="one_run_per_finder")]
