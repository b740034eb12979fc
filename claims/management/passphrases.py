"""Where a backup's passphrase comes from: a file or the environment, never the command line, which others can read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from claims.operating.sealing import LEAST_PASSPHRASE


def passphrase(file: Path | None) -> str:
    """The first line of `file`, or BACKUP_PASSPHRASE, or the file that BACKUP_PASSPHRASE_FILE names; "" is none."""
    if file is None:
        given: str = settings.BACKUP_PASSPHRASE
    else:
        try:
            given = file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The passphrase cannot be read from {file}: name a readable text file.") from error
        if not given:
            raise CommandError(f"The file {file} is empty: write the passphrase into its first line.")
    if given and len(given) < LEAST_PASSPHRASE:
        raise CommandError(f"The passphrase is too short: take {LEAST_PASSPHRASE} characters or more.")
    return given
