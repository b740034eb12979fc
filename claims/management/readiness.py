"""What every command says when the database is not there, has no tables yet, or gives up in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError

from claims.operating import troubles


@contextmanager
def ready_database() -> Iterator[None]:
    """Turns a missing or unmigrated database, and one that gave up, into a sentence and the exit code 1."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        reason = str(error).strip().partition("\n")[0]
        if troubles.is_missing(error):
            raise CommandError(f"The database is not ready ({reason}). Run `manage.py migrate` first.") from error
        if not troubles.passes(error):
            raise
        raise CommandError(
            f"The database gave up ({reason}). Run the command again: it goes on where it was."
        ) from error
