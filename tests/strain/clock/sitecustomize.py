"""Loaded first by each Python of a host whose clock is moved: PYTHONPATH leads here, CLOCK_FILE says how far (seconds).

Moves what our code takes for the time: time.time, Django's timezone.now, Celery's now. The monotonic clock stays true.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from celery.app.base import Celery
from django.utils import timezone

READ_EVERY_S = 0.5


class Clock:
    """The true one, so many seconds ahead as the file says."""

    def __init__(self, file: Path) -> None:
        self._file, self._true_time = file, time.time
        self._ahead_s, self._read_at = 0.0, float("-inf")

    def time(self) -> float:
        if time.monotonic() > self._read_at + READ_EVERY_S:
            self._read_at = time.monotonic()
            self._ahead_s = float(self._file.read_text(encoding="ascii"))
        return self._true_time() + self._ahead_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)


clock = Clock(Path(os.environ["CLOCK_FILE"]))
time.time = clock.time
timezone.now = clock.now
Celery.now = lambda self: clock.now().astimezone(self.timezone)
