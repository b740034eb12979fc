"""What came in: outlets, captured bytes, articles, their sentences. How they get here is claims.importing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from claims.models.search import SearchQuerySet


class Outlet(models.Model):
    """Who publishes: a newspaper, an agency, a site."""

    name = models.CharField(max_length=200, unique=True)
    domain = models.CharField(max_length=253, blank=True, help_text="Host name without www, for example dw.com.")
    wikidata = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["domain"], condition=~Q(domain=""), name="one_outlet_per_domain")
        ]

    def __str__(self) -> str:
        return self.name


class Snapshot(models.Model):
    """One capture: the bytes (a file in the store, named by its sha256), the text read from them, and the WARC.

    Written once: a page that is fetched again is another row. Where bytes and text are those of an earlier capture,
    `revisit_of` names it and `text` stays empty.
    """

    class How(models.TextChoices):
        FETCH = "fetch", "Fetched from the web"
        FILE = "file", "File"
        PASTE = "paste", "Pasted text"

    how = models.CharField(max_length=10, choices=How.choices)
    requested_url = models.URLField(max_length=2000, blank=True)
    final_url = models.URLField(max_length=2000, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=list, blank=True, help_text="[[name, value], ...] as received.")
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    ip_address = models.CharField(max_length=45, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the raw bytes, hexadecimal.")
    n_bytes = models.PositiveBigIntegerField()
    truncated = models.CharField(
        max_length=20, blank=True, help_text="Empty, or why the capture was cut (length, time)."
    )
    text = models.TextField(blank=True, help_text="Extracted text; quotes are anchored in it.")
    text_sha256 = models.CharField(max_length=64, blank=True)
    redirects = models.JSONField(default=list, blank=True, help_text="Every address that was led to, in order.")
    warc_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the WARC file; empty: captured without.")
    revisit_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="revisits")
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-captured_at", "-pk"]
        indexes = [models.Index(fields=["final_url"])]

    def __str__(self) -> str:
        return f"{self.get_how_display()} {self.sha256[:12]}"

    @property
    def path(self) -> str:
        """Where the bytes lie in the store of captures."""
        return f"snapshots/{self.sha256[:2]}/{self.sha256}"

    @property
    def warc_path(self) -> str:
        """Where the WARC lies in the store of captures; "" when there is none."""
        return f"snapshots/{self.warc_sha256[:2]}/{self.warc_sha256}.warc.gz" if self.warc_sha256 else ""


class Origin(models.Model):
    """Where a piece of information first came from. Copies of one wire story share one origin, so they count once."""

    key = models.CharField(max_length=200, unique=True)
    label = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.label


class Article(models.Model):
    class Stage(models.TextChoices):
        QUEUED = "queued", "Waiting"
        FETCHED = "fetched", "Read, looking for claims"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be imported"

    identity = models.CharField(
        max_length=2048,
        unique=True,
        help_text="Canonical URL, or urn:sha256 of the normalised text: the same article twice is one row.",
    )
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    outlet = models.ForeignKey(Outlet, models.SET_NULL, null=True, blank=True, related_name="articles")
    byline = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="articles")
    origin = models.ForeignKey(Origin, models.PROTECT, null=True, blank=True, related_name="articles")
    origin_reason = models.CharField(
        max_length=500, blank=True, help_text="Why it shares its origin with others, in words; empty: nobody else's."
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.QUEUED)
    error = models.TextField(blank=True)
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        help_text="This address led to an article that was here already.",
    )
    imported_by = models.ForeignKey("claims.User", models.SET_NULL, null=True, blank=True, related_name="articles")
    created_at = models.DateTimeField(auto_now_add=True)
    is_demonstration = models.BooleanField("demonstration", default=False)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["stage", "-created_at"]),
            models.Index(fields=["id"], condition=Q(is_demonstration=True), name="demonstration_articles"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.identity

    def get_absolute_url(self) -> str:
        return reverse("desk:article", args=[self.pk])


class Sentence(models.Model):
    """A sentence by its exact place: article.text[start:end] == text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sentences")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    score = models.FloatField(default=0.0)
    is_checkworthy = models.BooleanField(default=False)
    checkability = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "position"]
        constraints = [models.UniqueConstraint(fields=["article", "position"], name="one_sentence_per_position")]

    def __str__(self) -> str:
        return self.text


class StoryMark(models.Model):
    """One of the least hashes of an article's wording (claims.text.copies): copies of a story share many of them."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="marks")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "article"], name="articles_by_story_mark")]
