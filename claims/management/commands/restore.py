"""manage.py restore FILE: a backup back into an empty database, on either engine, and proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis.exceptions import RedisError

from claims.errors import Refused
from claims.management.passphrases import passphrase
from claims.management.readiness import ready_database
from claims.operating import restoring, signs
from factcheck.run.grounds import CannotRun, sole_use


class Command(BaseCommand):
    help = (
        "Put a backup back: read it to its end first, then fill an empty database (either engine, whichever the backup "
        "came from) and DATA_DIR, compute the indexes, and verify the history and every file. Stop the desk before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--passphrase-file", type=Path, metavar="PATH", help="its first line is the passphrase")
        parser.add_argument(
            "--replace", action="store_true", help="delete all that is in the database, and restore into it"
        )

    def handle(self, *args: Any, file: Path, passphrase_file: Path | None, replace: bool, **options: Any) -> None:
        secret = passphrase(passphrase_file)
        try:
            with ready_database(), sole_use(settings.DATA_DIR):
                self._restore(file, secret, may_replace=replace)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except CannotRun as busy:
            raise CommandError(str(busy)) from busy
        except OSError as error:
            raise CommandError(
                f"{error.filename or file}: {error.strerror}. If the restore had begun, begin it again with --replace."
            ) from error
        self._forget_pages()
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write("The backup is restored. Everybody has to sign in anew.")

    def _forget_pages(self) -> None:
        try:
            cache.clear()
        except (RedisError, OSError) as error:
            self.stderr.write(
                f"Pages kept in Redis could not be forgotten ({type(error).__name__}): they last 5 minutes."
            )

    def _restore(self, file: Path, secret: str, *, may_replace: bool) -> None:
        if signs.are_still_left():
            raise Refused(
                "The desk is running: its beat rings. Stop web, workers and beat on all hosts, then restore. "
                "Nothing was touched."
            )
        if not may_replace:
            restoring.refuse_unless_empty()
        self.stdout.write("Reading the backup to its end ...")
        with file.open("rb") as written:
            held = restoring.check(written, passphrase=secret)
            for flaw in held.flaws:
                self.stderr.write(f"The backup says of itself: {flaw}")
            written.seek(0)
            restoring.refuse_unknown(held.about)
            restoring.empty()
            for sentence in restoring.restore(written, passphrase=secret):
                self.stdout.write(sentence)
