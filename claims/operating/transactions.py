"""Who keeps PostgreSQL's tables from being altered: a transaction that has read them holds them until its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

#: By which the transaction of a backup is known to the server.
BACKUP: Final = "factcheck backup"
#: A value that is written out in a statement, which may break off there.
_VALUE: Final = re.compile(r"'(?:[^']|'')*(?:'|\Z)|\$(\w*)\$.*?(?:\$\1\$|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Transaction:
    pid: int
    began_at: datetime
    name: str
    address: str
    statement: str

    def __str__(self) -> str:
        """Who it is, as the beginning of a sentence."""
        since = f"since {self.began_at:%Y-%m-%d %H:%M:%S} UTC (process {self.pid} of PostgreSQL"
        since += f", from {self.address})" if self.address else ")"
        if self.name == BACKUP:
            return f"A backup is running {since}"
        what = self.name or "a program without a name"
        statement = _VALUE.sub("…", self.statement)  # it may be a name, an address or a text of somebody
        return f"A transaction of {what} has been open {since}; its last statement is “{statement}”"


def oldest(connection: BaseDatabaseWrapper) -> Transaction | None:
    """Of the others in this database; None when there is none, or no PostgreSQL."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, xact_start, application_name, coalesce(host(client_addr), ''), left(query, 80) "
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND xact_start IS NOT NULL ORDER BY xact_start LIMIT 1"
        )
        row = cursor.fetchone()
    return Transaction(*row) if row else None
