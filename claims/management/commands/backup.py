"""manage.py backup FILE: the database as it is at one moment, and its files, in one verified archive."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused
from claims.management.passphrases import passphrase
from claims.management.readiness import ready_database
from claims.operating import archive, backing_up, restoring


class Command(BaseCommand):
    help = (
        "Write the database as it is at this moment, captured files, uploads and the model into FILE while the "
        "desk goes on working, and read it all back. Sealed when a passphrase is given by file or by "
        "BACKUP_PASSPHRASE. It ends with 1 when a file is missing or anything cannot be verified."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="is made; one that is there is never overwritten")
        parser.add_argument("--passphrase-file", type=Path, metavar="PATH", help="its first line is the passphrase")
        parser.add_argument("--verify", action="store_true", help="write nothing: read the backup FILE to its end")

    def handle(self, *args: Any, file: Path, passphrase_file: Path | None, verify: bool, **options: Any) -> None:
        secret = passphrase(passphrase_file)
        try:
            held = self._verified(file, secret) if verify else self._write(file, secret)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            outcome = "It could not be read, so nothing is verified" if verify else "No backup was made"
            raise CommandError(f"{error.filename or file}: {error.strerror}. {outcome}.") from error
        for flaw in held.flaws:
            self.stderr.write(flaw)
        with file.open("rb") as written:
            is_sealed = archive.is_sealed(written)
        self.stdout.write(
            f"{file}: {sum(held.n_rows.values()):,} rows and {held.n_files:,} files of {held.about['made_at'][:16]} "
            f"UTC verified, {file.stat().st_size / 1_000_000:.1f} MB{'' if is_sealed else ', not sealed'}."
        )
        if held.flaws:
            self.stderr.write(f"{len(held.flaws)} of its files are missing or were changed before it was made.")
            sys.exit(1)

    def _write(self, file: Path, secret: str) -> restoring.Held:
        """Beside its place, then verified, then named: a FILE that is there is whole."""
        if file.exists():
            raise Refused(f"{file} is there already and is not overwritten: give another name.")
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # nobody else may read it
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as out, ready_database(), backing_up.one_moment() as moment:
                backing_up.back_up(out, using=moment, passphrase=secret)
                out.flush()
                os.fsync(out.fileno())
            held = self._verified(draft, secret)
            os.link(draft, file)  # unlike a rename it never replaces what came there meanwhile
        finally:
            draft.unlink(missing_ok=True)
        return held

    def _verified(self, file: Path, secret: str) -> restoring.Held:
        with file.open("rb") as written:
            return restoring.check(written, passphrase=secret)
