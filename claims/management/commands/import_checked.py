"""manage.py import_checked FILE|URL: other newsrooms' published checks, so that nobody checks the same claim twice."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused, TryAgain
from claims.importing.factchecks import feeds, site
from claims.importing.factchecks.check import Row
from claims.importing.factchecks.keeping import Tally
from claims.management.readiness import ready_database
from claims.models import CheckFeed
from claims.publishing import own_checks

#: Refused rows that are told one by one; the rest is counted.
N_TOLD = 100
#: Seconds between two lines of progress where it is not a terminal that shows them.
LINE_EVERY_S = 10.0


class Command(BaseCommand):
    help = (
        "Load published checks: a ClaimReview DataFeed (JSON), lines of JSON or a table with the columns id, claim, "
        "title, url, publisher, rating and date, gzip of these, or the ClaimReview pages of a site by the address of "
        "a page, a sitemap, a feed or a list. The same feed twice changes nothing, and what was cut short goes on. "
        "It ends with 1 when nothing could be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", nargs="?", metavar="FILE|URL")
        parser.add_argument("--kind", choices=feeds.KINDS, default="", help="where its beginning does not show it")
        parser.add_argument(
            "--pause", type=float, default=site.PAUSE_S, metavar="S", help="seconds between two pages (default: 1)"
        )
        parser.add_argument("--own", action="store_true", help="index our own published verdicts anew")

    def handle(self, *args: Any, feed: str | None, kind: str, pause: float, own: bool, **options: Any) -> None:
        if not feed and not own:
            raise CommandError("Say what to load: import_checked FILE, or import_checked https://..., or --own.")
        with ready_database():
            if own:
                n_own = own_checks.rebuild()
                verb = "is" if n_own == 1 else "are"
                self.stdout.write(f"{counted(n_own, 'verdict')} of our own {verb} in the index.")
            if feed:
                self._import(feed, kind, pause)

    def _import(self, given: str, kind: str, pause_s: float) -> None:
        progress = _Progress(self)
        try:
            feed, tally = feeds.read_feed(given, progress, kind=kind, pause_s=pause_s)
        except Refused as refusal:
            progress.close()
            raise CommandError(refusal.sentence) from refusal
        except TryAgain as trouble:
            progress.close()
            raise CommandError(f"{trouble.sentence} Run the command again: it goes on where it is now.") from trouble
        except KeyboardInterrupt:
            progress.close()
            raise CommandError("Stopped. Run the command again: it goes on with the next rows.") from None
        progress.close()
        self._summarise(feed, tally, progress.took_s)

    def _summarise(self, feed: CheckFeed, tally: Tally, took_s: float) -> None:
        what = f"{tally.n_new:,} new, {tally.n_changed:,} changed, {tally.n_withdrawn:,} withdrawn"
        rows = counted(tally.n_read, "row")
        self.stdout.write(f"{rows} read in {took_s:.1f} s: {what}, {tally.n_refused:,} refused.")
        if tally.n_repeated:
            stand = "check stands" if tally.n_repeated == 1 else "checks stand"
            self.stdout.write(f"{tally.n_repeated:,} {stand} in it more than once; the first counts.")
        if not tally.n_checks:
            self.stdout.write("It holds no checks.")
        elif not (tally.n_new or tally.n_changed or tally.n_withdrawn or tally.n_refused or feed.error):
            self.stdout.write("Nothing has changed: every check in it is known as it stands there.")
        if feed.error:
            self.stderr.write(feed.error)


def counted(number: int, noun: str) -> str:
    """ "1 row", "2,000 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Progress:
    """Tells of each batch: on a terminal on one line that changes, elsewhere on a line now and then."""

    def __init__(self, command: Command) -> None:
        self._out, self._err = command.stdout, command.stderr
        self._is_terminal = bool(getattr(self._err, "isatty", bool)())
        self._began = self._told_at = time.monotonic()
        self._n_first: int | None = None
        self._n_told = self._n_refused = 0

    @property
    def took_s(self) -> float:
        return time.monotonic() - self._began

    def __call__(self, rows: list[Row], tally: Tally) -> None:
        if self._n_first is None:
            self._n_first = tally.n_read - len(rows)
            if self._n_first:
                self._out.write(f"Going on after {counted(self._n_first, 'row')} done before.")
        self._tell_refused(rows)
        rate = (tally.n_read - self._n_first) / max(self.took_s, 0.001)
        line = f"{counted(tally.n_read, 'row')}, {rate:,.0f} rows/s, {tally.n_refused:,} refused"
        if self._is_terminal:
            self._err.write(f"\r\033[K{line}", ending="")
            self._err.flush()
        elif time.monotonic() - self._told_at >= LINE_EVERY_S:
            self._told_at = time.monotonic()
            self._out.write(line)

    def close(self) -> None:
        if self._is_terminal:
            self._err.write("\r\033[K", ending="")
        if self._n_refused > N_TOLD:
            self._err.write(f"... and {counted(self._n_refused - N_TOLD, 'more refusal')}.")

    def _tell_refused(self, rows: list[Row]) -> None:
        for row in rows:
            for reason in row.refused:
                self._n_refused += 1
                if self._n_refused <= N_TOLD:
                    self._clear_line()
                    self._err.write(f"{row.number}{f' {row.what}' if row.what else ''}: {reason}")

    def _clear_line(self) -> None:
        if self._is_terminal:
            self._err.write("\r\033[K", ending="")
