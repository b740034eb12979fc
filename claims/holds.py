"""The hold a worker has on a job: kept while the work goes on, lost when the process dies. Taken in claims.jobs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from claims.models import Job

log = logging.getLogger(__name__)

#: A hold is renewed this often before it ends: two renewals in a row may go wrong.
N_RENEWALS = 3
#: Work that hangs is let go of in the end.
LONGEST_WORK_S = 3600.0


@contextmanager
def renewed(row: Job) -> Iterator[None]:
    """Renew the hold from a thread while the block runs. A process that is killed or stopped renews nothing."""
    is_done = threading.Event()
    renewer = threading.Thread(target=_renew, args=(row, is_done), name=f"hold on {row}", daemon=True)
    renewer.start()
    try:
        yield
    finally:
        is_done.set()
        renewer.join(settings.JOB_HOLD_S)


def _renew(row: Job, is_done: threading.Event) -> None:
    give_up_at = time.monotonic() + LONGEST_WORK_S
    while not is_done.wait(settings.JOB_HOLD_S / N_RENEWALS) and time.monotonic() < give_up_at:
        until = timezone.now() + timedelta(seconds=settings.JOB_HOLD_S)
        try:
            if not Job.objects.filter(pk=row.pk, held_by=row.held_by).update(held_until_at=until):
                return  # somebody else has it by now
        except DatabaseError as error:
            log.warning("%s: the hold on it could not be renewed, which is tried again: %s", row, error)
        finally:
            connection.close()  # this thread's own; it is not needed for a long while
