"""How the demonstration's people work side by side: notes, watching, leases, filters that they share."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from claims.models import Claim, ClaimEvent, SavedFilter, User
from claims.workflow import leasing, notes, watching


def work_together(claim: Claim, entry: dict[str, Any]) -> None:
    """Once for each claim and all of it or nothing: where a note was written, the rest was done with it."""
    written = entry.get("notes", ())
    with transaction.atomic():
        if not written or ClaimEvent.objects.filter(claim=claim, verb="write_note").exists():
            return
        for name in entry.get("watchers", ()):
            watching.watch(claim, by=User.objects.get(username=name))
        for note in written:
            notes.write_note(claim, by=User.objects.get(username=note["by"]), text=note["text"])
        if name := entry.get("lease"):
            leasing.take_lease(claim, by=User.objects.get(username=name))


def add_filters(filters: list[dict[str, Any]]) -> None:
    """Those of the manifest, unless somebody has saved one."""
    if not SavedFilter.objects.exists():
        SavedFilter.objects.bulk_create(
            SavedFilter(
                owner=User.objects.get(username=entry["owner"]),
                name=entry["name"],
                query=entry["query"],
                is_shared=entry.get("is_shared", False),
            )
            for entry in filters
        )
