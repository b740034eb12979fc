"""manage.py verify_snapshots: every capture against its hashes, its WARC and the history that tells of it."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.management.readiness import ready_database
from claims.models import Snapshot
from claims.snapshots import verifying

#: Progress is told this often (seconds).
TOLD_EVERY_S = 5.0


class Command(BaseCommand):
    help = (
        "Read the captured files again and name every one that is missing, cut short or changed by even one byte. "
        "It ends with 1 when anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every capture, and the history that tells of them")
        which.add_argument("--sample", type=_count, metavar="N", help="so many captures, picked at random")

    def handle(self, *args: Any, sample: int | None, **options: Any) -> None:
        with ready_database():
            n_read, n_bytes, n_flaws = self._verify(sample)
        if n_flaws:
            self.stderr.write(f"{_counted(n_flaws, 'thing')} wrong in {_counted(n_read, 'snapshot')}.")
            sys.exit(1)
        self.stdout.write(
            f"{_counted(n_read, 'snapshot')} verified ({_size(n_bytes)}): nothing was changed or removed."
        )

    def _verify(self, sample: int | None) -> tuple[int, int, int]:
        """(snapshots read, their bytes, sentences about what is wrong)."""
        n_read = n_bytes = n_flaws = 0
        n_all = Snapshot.objects.count() if sample is None else min(sample, Snapshot.objects.count())
        tell_at = time.monotonic() + TOLD_EVERY_S
        for snapshot, flaws in verifying.find_flaws(_picked(sample)):
            n_read, n_bytes, n_flaws = n_read + 1, n_bytes + snapshot.n_bytes, n_flaws + len(flaws)
            for sentence in flaws:
                self.stderr.write(sentence)
            if time.monotonic() > tell_at:
                self.stderr.write(f"{n_read} of {n_all} snapshots read, {_size(n_bytes)} ...")
                tell_at = time.monotonic() + TOLD_EVERY_S
        if sample is None:
            for sentence in verifying.find_false_history():
                self.stderr.write(sentence)
                n_flaws += 1
        return n_read, n_bytes, n_flaws


def _picked(sample: int | None) -> Iterator[Snapshot]:
    """All of them in the order of their capture, or some at random; a portion at a time."""
    rows = Snapshot.objects.order_by("pk")
    if sample is None:
        yield from rows.iterator(chunk_size=verifying.N_AT_ONCE)
        return
    pks = list(Snapshot.objects.order_by("pk").values_list("pk", flat=True))
    for pk in random.sample(pks, min(sample, len(pks))):
        yield rows.get(pk=pk)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1_000_000:.1f} MB"
