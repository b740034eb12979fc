"""Gunicorn's configuration (`-c python:factcheck.run.web`); HOST, PORT, WEB_PROCESSES and WEB_THREADS change it."""

import gc
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from gunicorn import util

from factcheck import environment, patience
from factcheck.run import figures, refusing
from factcheck.run.lifeline import die_with_parent

_host = environment.host("HOST", "127.0.0.1")
_port = environment.integer("PORT", 8000, lowest=1, highest=65535)
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "factcheck.run.threads.Worker"
workers = environment.integer("WEB_PROCESSES", 2, lowest=1)
threads = environment.integer("WEB_THREADS", 2, lowest=1)  # more cost throughput: the interpreter lock
preload_app = True  # loaded once, then shared by the processes
# Longer than the proxy's two minutes, so that it is never about to use a connection that ends here
keepalive = 130 if environment.boolean("TRUST_PROXY_HEADERS") else 2
# Nobody says under which path or scheme the site stands: kept pages would say it to everybody (Django reads the scheme)
forwarder_headers = ""
forwarded_allow_ips = ""
timeout = 60
graceful_timeout = 5
# Heartbeats in memory: on a disk that is busy the master would take a healthy process for a hanging one
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True


#: A process has up to a thousand connections, and files behind 250 of them; gunicorn ends it when it has no more left.
_N_FILES = 2_000


def when_ready(_server: Any) -> None:
    """Before the first process is forked."""
    util.write_error = refusing.write_error
    allow_files()
    figures.serve_if_asked()
    warm_up()


def allow_files() -> None:
    """Open as many files as we may need, where the system lets us: by themselves processes get 1,024."""
    n_now, n_most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if n_now != resource.RLIM_INFINITY and n_now < _N_FILES:
        n_asked = _N_FILES if n_most == resource.RLIM_INFINITY else min(_N_FILES, n_most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (n_asked, n_most))


def warm_up() -> None:
    """Read what the first pages would wait for, and keep the garbage collector off it.

    Templates and addresses stay as long as the process does: looking through them for garbage took 50 ms of every
    tenth page.
    """
    templates = Path(__file__).resolve().parents[2] / "claims" / "templates"
    for file in sorted(templates.rglob("*.html")):
        get_template(str(file.relative_to(templates)))
    reverse("public:home")
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    die_with_parent(signal.SIGKILL)
    patience.begin(settings.DATABASES["default"]["OPTIONS"].get("options", ""))
    # A page that is ready waits so long, several times, for a thread that draws one: 5 ms unless it is said
    sys.setswitchinterval(0.001)
