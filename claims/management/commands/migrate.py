"""manage.py migrate: Django's, which never makes the whole site wait for a transaction that is open for long.

To alter a table PostgreSQL waits for everybody who has read it in a transaction, such as a backup, and everybody who
comes after that waits behind it: the site would stand still until the backup ends.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import Any, Final

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, OperationalError, connections
from psycopg.errors import LockNotAvailable

from claims.operating import transactions

log = logging.getLogger(__name__)

#: So long a table is waited for (seconds), then everybody else gets a turn.
LOCK_S: Final = 3.0
PAUSE_S: Final = 7.0
#: Ten minutes in all.
N_TRIES: Final = 60


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        told = ""
        for tries_left in reversed(range(N_TRIES)):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {LOCK_S * 1000:.0f}")
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                holder = str(transactions.oldest(connection) or "Somebody holds a table that is to be altered")
                if not tries_left:
                    raise CommandError(
                        f"{holder}. The tables could not be altered meanwhile, and nobody was made to wait for it. "
                        "Run `manage.py migrate` again when it has ended: what was done is kept."
                    ) from error
                if holder != told:
                    log.warning("%s: the migration waits for its end, and tries again every few seconds.", holder)
                told = holder
            finally:
                with suppress(DatabaseError), connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
            time.sleep(PAUSE_S)
