"""The Celery application: worker, beat and every sender of a task share it."""

import logging.config
import os
import signal
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import beat_embedded_init, heartbeat_sent, setup_logging, worker_process_init, worker_ready
from django.conf import settings

from factcheck.run import alive, figures
from factcheck.run.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

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


class Scheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's own, which also shows at each turn that beat goes on, and goes on when the clock was put back."""

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
beat_embedded_init.connect(_follow_the_worker)
