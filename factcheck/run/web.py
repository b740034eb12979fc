"""Gunicorn's configuration (`-c python:factcheck.run.web`); HOST, PORT, WEB_PROCESSES and WEB_THREADS change it."""

import signal
from pathlib import Path
from typing import Any

from factcheck import environment
from factcheck.run import figures
from factcheck.run.lifeline import die_with_parent

_host = environment.text("HOST", "127.0.0.1")
bind = (
    f"[{_host}]:{environment.integer('PORT', 8000)}" if ":" in _host else f"{_host}:{environment.integer('PORT', 8000)}"
)
worker_class = "gthread"
workers = environment.integer("WEB_PROCESSES", 2, lowest=1)
threads = environment.integer("WEB_THREADS", 2, lowest=1)  # more cost throughput: the interpreter lock
preload_app = True  # loaded once, then shared by the processes
timeout = 60
graceful_timeout = 5
# Heartbeats in memory: on a disk that is busy the master would take a healthy process for a hanging one
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True


def when_ready(_server: Any) -> None:
    figures.serve_if_asked()


def post_fork(_server: Any, _worker: Any) -> None:
    die_with_parent(signal.SIGKILL)
