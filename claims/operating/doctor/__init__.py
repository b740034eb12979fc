"""What may be wrong with a running desk, part by part, in plain words and with the cure. Looks only, mends nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from claims.operating.doctor import grounds, keeping, work
from claims.operating.doctor.finding import Finding

log = logging.getLogger(__name__)
__all__ = ["PARTS", "Finding", "examine"]

#: In the order in which they are looked at; what comes first is needed by what follows.
PARTS: Final[dict[str, Callable[[], Iterator[Finding]]]] = {
    "database": grounds.database,
    "migrations": grounds.migrations,
    "clock": grounds.clock,
    "broker": grounds.broker,
    "beat": work.beat,
    "workers": work.workers,
    "stuck jobs": work.stuck_jobs,
    "failed jobs": work.failed_jobs,
    "disk": grounds.disk,
    "store of captures": grounds.store,
    "captures": keeping.captures,
    "history": keeping.history,
    "index": keeping.index,
    "mail": grounds.mail,
    "settings": grounds.settings_of_django,
}


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """Each part with what was found; nothing found is well. One part that cannot be looked at hides no other."""
    for name, look in PARTS.items():
        try:
            found = list(look())
        except (DatabaseError, InterfaceError) as error:
            connection.close_if_unusable_or_obsolete()
            reason = str(error).strip().partition("\n")[0]
            found = [Finding(f"This could not be looked at: the database said “{reason}”.", "Mend the database first.")]
        except Exception as error:
            log.exception("%s could not be looked at.", name.capitalize())
            found = [
                Finding(
                    f"This could not be looked at ({type(error).__name__}).",
                    "The line of the log above says why: mend that, then ask again.",
                )
            ]
        yield name, found
