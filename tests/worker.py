"""Real Celery workers on the tests' own database, and this process ringing for them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from kombu import pools

from factcheck import celery_app
from factcheck.run import broker
from factcheck.run.children import Child

BASE_DIR = Path(__file__).resolve().parents[1]


def database_url() -> str:
    """The address of the database that this test run made, for processes of its own."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(found['NAME']))}"
    login = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}"
    return f"postgres://{login}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def environment(redis_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """What a process needs to be part of this test's system."""
    return dict(
        os.environ,
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=database_url(),
        REDIS_URL=redis_url,
        DATA_DIR=str(data_dir),
        PYTHONUNBUFFERED="1",
        **more,
    )


@contextlib.contextmanager
def running_worker(redis_url: str, *, include: str = "", queues: str = "", n: int = 2, **env: str) -> Iterator[Child]:
    """`celery worker -B` with `n` processes; `include` names a module with tasks of the test's own, `queues` the ones
    that it takes from, instead of all."""
    data_dir = Path(tempfile.mkdtemp(prefix="factcheck-worker-"))
    command = [sys.executable, *"-m celery -A factcheck worker -B -l INFO --without-gossip --without-mingle".split()]
    worker = Child(
        name="worker",
        command=[*command, "-c", str(n), *(["-I", include] if include else []), *(["-Q", queues] if queues else [])],
        log=data_dir / "worker.log",
        env=environment(redis_url, data_dir, **env),
        cwd=BASE_DIR,
    )
    worker.start()
    try:
        yield worker
    finally:
        kill(worker)
        shutil.rmtree(data_dir, ignore_errors=True)


def kill(worker: Child) -> None:
    """kill -9 of the whole group, as the kernel does when memory runs out."""
    worker.send(signal.SIGKILL, whole_group=True)
    if worker.process is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.process.wait(10)


@contextlib.contextmanager
def ringing(redis_url: str) -> Iterator[None]:
    """Let `jobs.enqueue` of this process ring at that broker, as a web process would."""
    before = celery_app.conf.broker_url

    def ring_at(url: str) -> None:
        pools.reset()
        celery_app._after_fork()  # forget the pools, as a new process does
        celery_app.conf.update(broker_url=url)

    ring_at(broker.celery_url(redis_url))
    try:
        yield
    finally:
        ring_at(before)


def wait_until(is_so: Callable[[], bool], *, timeout_s: float = 120, what: str = "it") -> None:
    """Poll; fails with the name of what did not happen."""
    deadline = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen within {timeout_s:.0f} s"
        time.sleep(0.1)
