"""Moderation: people, outlets, scales, policy pages, spam, history, jobs. Nothing here walks around the workflow."""

from claims.admin import claimants, factchecks, newsroom, people, programs, readers, work
from claims.admin.site import site

__all__ = ["claimants", "factchecks", "newsroom", "people", "programs", "readers", "site", "work"]
