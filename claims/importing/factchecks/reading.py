"""Reads the rows of a feed into the desk, batch by batch, and goes on where an earlier reading was cut short."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from claims import jobs
from claims.errors import Refused, TryAgain
from claims.importing.factchecks import keeping
from claims.importing.factchecks.check import Check, Row
from claims.importing.factchecks.keeping import Tally
from claims.models import CheckFeed, FactCheck, postings

#: A batch is written when it has so many rows or checks, or when it is so old (seconds), as those of slow sites are.
N_PER_BATCH: Final = 1_000
LONGEST_WAIT_S: Final = 5.0
#: Of all checks, so many new ones change which words are common.
MANY_NEW: Final = 0.1
_TWICE: Final = (
    "Its id {} stands in this feed before, for a check that says something else. Give each an id of its own."
)

#: Told after each batch, and before the first one where an earlier reading is gone on with: the rows of the batch, and
#: what has become of all rows so far.
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
    if feed.position:
        watch([], batches.tally)  # what was done before is read over first, which takes a while
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
    if batches.tally.n_new > MANY_NEW * FactCheck.objects.count():
        postings.analyse(FactCheck._meta.db_table, using=connection.alias)
    _finish(feed, batches.tally)
    return batches.tally


def _finish(feed: CheckFeed, tally: Tally) -> None:
    """A finished reading owes the matching of what came, by this one or by one that was cut short: both or none."""
    feed.fingerprint, feed.position, feed.finished_at = "", 0, timezone.now()
    with transaction.atomic():
        feed.save(update_fields=["fingerprint", "position", "finished_at", "error"])
        if FactCheck.objects.arrived(feed).exists():
            jobs.enqueue("match_feed", feed.pk)


class _Batches:
    """Rows on their way into the database. Of a check that stands twice in one feed the first one counts.

    A number that stands twice for different checks is a fault of the feed: the second one is refused.
    """

    def __init__(self, feed: CheckFeed, watch: Watcher) -> None:
        self.tally = Tally(n_read=feed.n_read, n_new=feed.n_new, n_changed=feed.n_changed, n_refused=feed.n_refused)
        self._feed, self._watch = feed, watch
        self._seen: set[int] = set()
        self._rows: list[Row] = []
        self._checks: list[Check] = []
        self._began = time.monotonic()

    def add(self, row: Row, *, is_done: bool) -> None:
        fresh = [check for check in row.checks if self._is_fresh(check)]
        wrong = [check.external_id for check in row.checks if self._is_another(check)]
        self.tally.n_checks += len(fresh)
        self.tally.n_repeated += len(row.checks) - len(fresh) - len(wrong)
        if is_done:
            return
        if wrong:
            row = replace(row, refused=[*row.refused, *map(_TWICE.format, wrong)])
        self._rows.append(row)
        self._checks += fresh
        self.tally.n_read += 1
        self.tally.n_refused += bool(row.refused)
        if max(len(self._rows), len(self._checks)) >= N_PER_BATCH or time.monotonic() - self._began > LONGEST_WAIT_S:
            self.write()

    def _is_fresh(self, check: Check) -> bool:
        """Whether the feed had none of this identity before. Hashes alone are kept: it may have millions."""
        key = hash(check.identity)
        if key in self._seen:
            return False
        self._seen.add(key)
        if check.external_id:
            self._seen.add(hash(repr(check)))
        return True

    def _is_another(self, check: Check) -> bool:
        """Whether its number stood before for a check that says something else."""
        return bool(check.external_id) and hash(repr(check)) not in self._seen

    def write(self) -> None:
        if self._rows:
            keeping.keep(self._feed, self._rows, self._checks, self.tally)
            self._watch(self._rows, self.tally)
        self._rows, self._checks, self._began = [], [], time.monotonic()
