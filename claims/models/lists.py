"""Lists of claims that somebody wants again, and who took which list out of the desk."""

from __future__ import annotations

from django.db import models


class SavedFilter(models.Model):
    """The query of the list of claims under a name: for its owner alone, or for everybody in the desk."""

    owner = models.ForeignKey("claims.User", models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True, help_text="As it stands in the address; in one order.")
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_filter_per_name")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """Somebody took a list out of the desk: who, when, which, how much."""

    person = models.ForeignKey("claims.User", models.SET_NULL, null=True, related_name="exports")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    format = models.CharField(max_length=8)
    n_rows = models.PositiveIntegerField(null=True, help_text="Empty: it was broken off.")

    class Meta:
        ordering = ["-at", "-pk"]
