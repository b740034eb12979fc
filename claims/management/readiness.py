"""What every command says when the database is not there or has no tables yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError


@contextmanager
def ready_database() -> Iterator[None]:
    """Turns a missing or unmigrated database into one sentence and the exit code 1."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise CommandError(f"The database is not ready ({reason}). Run `manage.py migrate` first.") from error
