"""Reads the rows of a feed into the desk, batch by batch, and goes on where an earlier reading was cut short."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from django.utils import timezone

from claims import jobs
from claims.errors import Refused, TryAgain
from claims.importing.factchecks import keeping
from claims.importing.factchecks.check import Check, Row
from claims.importing.factchecks.keeping import Tally
from claims.models import CheckFeed

#: A batch is written when it has so many rows, or when it is so old (seconds), as those of slow sites are.
N_PER_BATCH: Final = 1_000
LONGEST_WAIT_S: Final = 5.0

#: Told after each batch: the rows of the batch, and what has become of all rows so far.
Watcher = Callable[[list[Row], Tally], None]


def begin(identity: str, kind: str, fingerprint: str) -> CheckFeed:
    """The feed of this name, ready to be read; `position` says how many rows of it are done already.

    An unfinished reading of the same edition is gone on with; of another one it is begun anew.
    """
    feed, _ = CheckFeed.objects.get_or_create(identity=identity, defaults={"kind": kind})
    if feed.fingerprint != fingerprint or not feed.position:
        feed.kind, feed.fingerprint, feed.position, feed.problems = kind, fingerprint, 0, []
        feed.n_read = feed.n_new = feed.n_changed = feed.n_refused = 0
        feed.started_at = timezone.now()
    feed.error, feed.finished_at = "", None
    feed.save()
    return feed


def read(feed: CheckFeed, rows: Iterable[Row], watch: Watcher, *, n_done: int = 0) -> Tally:
    """Keep all rows but the first `n_done`, which an earlier reading has kept.

    Where the feed breaks off (Refused), what came before stays and `feed.error` says so: the reading is over.
    TryAgain goes up: the reading is not over, and goes on where it is when the feed is read again.
    """
    batches = _Batches(feed, watch)
    try:
        for count, row in enumerate(rows, 1):
            batches.add(row, is_done=count <= n_done)
    except Refused as refusal:
        feed.error = refusal.sentence
    except TryAgain as trouble:
        batches.write()
        CheckFeed.objects.filter(pk=feed.pk).update(error=trouble.sentence)
        raise
    batches.write()
    feed.fingerprint, feed.position, feed.finished_at = "", 0, timezone.now()
    feed.save(update_fields=["fingerprint", "position", "finished_at", "error"])
    if batches.tally.n_new or batches.tally.n_changed:
        jobs.enqueue("match_feed", feed.pk)
    return batches.tally


class _Batches:
    """Rows on their way into the database. Of a check that stands twice in one feed the first one counts."""

    def __init__(self, feed: CheckFeed, watch: Watcher) -> None:
        self.tally = Tally(feed.n_read, feed.n_new, feed.n_changed, n_refused=feed.n_refused)
        self._feed, self._watch = feed, watch
        self._seen: set[int] = set()
        self._rows: list[Row] = []
        self._checks: list[Check] = []
        self._began = time.monotonic()

    def add(self, row: Row, *, is_done: bool) -> None:
        fresh = []
        for check in row.checks:
            key = hash(check.identity)  # the identities of millions of rows would fill the memory
            if key in self._seen:
                self.tally.n_repeated += not is_done
            else:
                self._seen.add(key)
                fresh.append(check)
        if is_done:
            return
        self._rows.append(row)
        self._checks += fresh
        self.tally.n_read += 1
        self.tally.n_refused += bool(row.refused)
        if len(self._rows) >= N_PER_BATCH or time.monotonic() - self._began > LONGEST_WAIT_S:
            self.write()

    def write(self) -> None:
        if self._rows:
            keeping.keep(self._feed, self._rows, self._checks, self.tally)
            self._watch(self._rows, self.tally)
        self._rows, self._checks, self._began = [], [], time.monotonic()
