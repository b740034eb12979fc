"""Compute the indexes of words and of meaning anew, without downtime, and say what was out of step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from claims.errors import Refused
from claims.management.readiness import ready_database
from claims.models import database, rebuilding

#: What a person calls them -> the indexes.
TABLES: Final = {
    "articles": ("claims_article",),
    "checks": ("claims_factcheck",),
    "claimants": ("claims_claimant",),
    "claims": ("claims_claim", "claims_claim_draft", "claims_keyelement", "claims_countersearch"),
    "evidence": ("claims_evidence", "claims_evidence_reasons", "claims_source"),
    "notes": ("claims_note",),
    "outside": ("claims_replyrequest", "claims_guestlink"),
    "sentences": ("claims_sentence",),
    "verdicts": ("claims_verdictrevision", "claims_verdictrevision_text"),
}
_SHOWN_EVERY_S: Final = 2.0


class Command(BaseCommand):
    help = (
        "Compute the indexes of words and of meaning anew and say what was out of step. The desk keeps finding and "
        "writing meanwhile; an interrupted run can be begun again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--table", choices=[*TABLES], action="append", help="only this one; may be repeated")
        parser.add_argument(
            "--check", action="store_true", help="only say what is out of step; exit code 1 if anything is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["table"] or [*TABLES]
        with ready_database():
            flaws = [
                f"{_label(name, index)}: {flaw}"
                for name in chosen
                for index in TABLES[name]
                for flaw in rebuilding.flaws(index, using="default")
            ]
            for flaw in flaws:
                self.stdout.write(flaw)
            if not flaws:
                self.stdout.write("Nothing is out of step.")
            if options["check"]:
                sys.exit(1 if flaws else 0)
            try:
                self._rebuild_all(chosen)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal

    def _rebuild_all(self, chosen: Iterable[str]) -> None:
        with rebuilding.alone(using="default"):
            database.install(connection)
            for name in chosen:
                for index in TABLES[name]:
                    self._rebuild(_label(name, index), index)

    def _rebuild(self, name: str, index: str) -> None:
        n = rebuilding.n_rows(index, using="default")
        self._show(f"{name}, words", ((done, 0) for done in rebuilding.rebuild_words(index, using="default")), n)
        if index in database.VECTORS:
            n_wrong = self._show(f"{name}, meaning", rebuilding.rebuild_vectors(index, using="default"), n)
            self.stdout.write(f"{name}: {n_wrong:,} vectors were missing or wrong.")

    def _show(self, what: str, steps: Iterable[tuple[int, int]], n: int) -> int:
        """Progress and rows per second; returns how many rows were wrong."""
        began = shown = time.monotonic()
        n_wrong = 0
        for done, n_wrong_so_far in steps:
            n_wrong = n_wrong_so_far
            if time.monotonic() - shown >= _SHOWN_EVERY_S:
                shown = time.monotonic()
                self.stdout.write(f"{what}: {min(done, n):,} of {n:,} rows, {done / (shown - began):,.0f} a second")
        took_s = time.monotonic() - began
        self.stdout.write(f"{what}: {n:,} rows in {took_s:.1f} s, {n / max(took_s, 0.001):,.0f} a second")
        return n_wrong


def _label(name: str, index: str) -> str:
    """The first index of each goes by the name alone."""
    return name if index == TABLES[name][0] else f"{name} ({index.removeprefix('claims_')})"
