"""The Celery application: worker, beat and every sender of a task share it."""

import logging
import logging.config
import os
import signal
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import (
    beat_embedded_init,
    beat_init,
    heartbeat_sent,
    setup_logging,
    worker_process_init,
    worker_ready,
)
from django.conf import settings

from factcheck.run import alive, figures
from factcheck.run.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

log = logging.getLogger(__name__)

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _log_as_the_desk_does(**_: Any) -> None:
    """Whoever answers this signal keeps Celery's own handlers and formats away."""
    logging.config.dictConfig(settings.LOGGING)


def _follow_the_worker(**_: Any) -> None:
    """A worker killed with -9 takes its pool and its beat along; its tasks are given to the next one."""
    die_with_parent(signal.SIGKILL)


def _show_that_the_worker_goes_on(**_: Any) -> None:
    alive.show("worker")


def _tell_figures(**_: Any) -> None:
    figures.serve_if_asked()


def _end_if_beat_hangs(**_: Any) -> None:
    alive.end_if_it_hangs("beat")


def _end_with_the_worker(**_: Any) -> None:
    alive.end_with_worker("beat", os.getppid())


class Scheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's own, which also shows at each turn that beat goes on, and goes on when the clock was put back."""

    def _ensure_connected(self) -> Any:
        """As Celery's; to wait for the broker is to go on."""
        return self.connection.ensure_connection(self._tell_of_the_broker, callback=lambda: alive.show("beat"))

    def _tell_of_the_broker(self, error: Exception, wait_s: float) -> None:
        log.error("Beat cannot reach the broker and tries again in %.0f seconds: %s", wait_s, error)

    def tick(self, *arguments: Any, **options: Any) -> float:
        alive.show("beat")
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now:  # it would wait until the clock is there again
                entry.last_run_at = now
                self._heap = None
        return float(super().tick(*arguments, **options))


setup_logging.connect(_log_as_the_desk_does)
worker_ready.connect(_tell_figures)
heartbeat_sent.connect(_show_that_the_worker_goes_on)
worker_process_init.connect(_follow_the_worker)
beat_init.connect(_end_if_beat_hangs)
beat_embedded_init.connect(_follow_the_worker)  # after beat_init, which comes in any case
beat_embedded_init.connect(_end_with_the_worker)
