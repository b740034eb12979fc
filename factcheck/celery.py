"""The Celery application: worker, beat and every sender of a task share it."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

from factcheck.run.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _follow_the_worker(**_: Any) -> None:
    """A worker killed with -9 takes its pool and its beat along; its tasks are given to the next one."""
    die_with_parent(signal.SIGKILL)


worker_process_init.connect(_follow_the_worker)
beat_embedded_init.connect(_follow_the_worker)
