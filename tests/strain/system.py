"""A whole system that can be hurt: hosts with the compose file's processes, one database, one Redis, one proxy.

Whatever dies is started again at once, as a supervisor would.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from factcheck.run.children import Child
from tests import hosts, services
from tests.strain.desk import Person

PASSWORD = "correct horse battery"
DISK_MB = 400
#: Whatever is down is started again at once; a slow machine takes its time.
UP_WITHIN_S = 300.0
SERVICES = ("web", "worker", "beat")
#: Clients that are gone are noticed; what was committed is in the log when a process is killed (no machine is).
POSTGRES = {
    "tcp_keepalives_idle": "1",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
    "synchronous_commit": "on",
    "autovacuum": "on",
}

SETTINGS = {
    "PYTHONPYCACHEPREFIX": str(hosts.BASE_DIR / ".cache" / "bytecode"),
    "DJANGO_SETTINGS_MODULE": "factcheck.settings",
    "TRUST_PROXY_HEADERS": "1",
    "HOST": "0.0.0.0",
    "JOB_HOLD_S": "5",
    "POLICY_SECOND_STEP": "0",
    "POLICY_CLAIM_SCORE": "0.2",
}


@dataclass
class System:
    """What runs, and how to start it again. `database`: its URL, or empty for SQLite in `data`."""

    network: hosts.Network
    redis: Child
    postgres: Child | None
    database: str
    site: str
    authority: Path
    data: Path
    n_starts: int = 0
    is_held: set[str] = field(default_factory=set)  # hosts whose power is off
    _is_ending: threading.Event = field(default_factory=threading.Event)
    _people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """A browser of their own for each thread."""
        key = f"{name} {threading.get_ident()}"
        return self._people.setdefault(key, Person(name, PASSWORD, self.site, self.authority))

    def troubles(self) -> list[str]:
        """What people cannot do just now."""
        return [person.trouble for person in list(self._people.values()) if person.trouble]

    def start(self, host: hosts.Host) -> None:
        for service in SERVICES:
            command = hosts.command_of(service, WORKERS="2")
            command = [word.replace("=/tmp/", f"={host.environment['TMPDIR']}/") for word in command]
            if service == "worker":
                command[command.index("-Q") + 1] = "work,fetch,mail"
            host.start(service, command)

    def supervise(self) -> None:
        while not self._is_ending.wait(0.1):
            for child in self.children():
                if not child.is_running:
                    child.send(signal.SIGKILL, whole_group=True)
                    child.start()
                    self.n_starts += 1

    def children(self) -> list[Child]:
        servers = [self.redis] if self.postgres is None else [self.redis, self.postgres]
        running = [host for host in self.network.hosts.values() if host.name not in self.is_held]
        return [*servers, *(child for host in running for child in host.children.values())]

    @contextlib.contextmanager
    def supervised(self) -> Iterator[None]:
        thread = threading.Thread(target=self.supervise)
        thread.start()
        try:
            yield
        finally:
            self._is_ending.set()
            thread.join()

    def run(self, *command: str, given: str = "") -> str:
        """A program of Python on the first host, to its end; what it prints. Raises AssertionError with its words."""
        host = next(iter(self.network.hosts.values()))
        done = subprocess.run(
            ["ip", "netns", "exec", host.namespace, sys.executable, *command],
            input=given, env=host.environment, cwd=hosts.BASE_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def count(self, what: str) -> int:
        """SELECT count(*) FROM `what`, without a process of the desk."""
        query = f"SELECT count(*) FROM {what}"
        if self.database:
            row = self._ask(query)
        else:
            with contextlib.closing(sqlite3.connect(self.data / "factcheck.sqlite3", timeout=60)) as connection:
                row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def _ask(self, query: str) -> tuple[Any, ...] | None:
        """Of PostgreSQL, which may just be ending, starting or recovering: it is waited for."""
        deadline = time.monotonic() + UP_WITHIN_S
        while True:
            try:
                with psycopg.connect(self.database) as connection:
                    return connection.execute(query).fetchone()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    on_sqlite: bool,
    n_hosts: int,
    wanted: dict[str, int],
    n_colleagues: int = 0,
    has_clocks: bool = False,
) -> Iterator[tuple[System, dict[str, list[int]]]]:
    """The system, ready, and the numbers of so many claims by state. On SQLite one host is all there can be."""
    names = ("ada", "ben")[:n_hosts]
    with contextlib.ExitStack() as stack:
        network = stack.enter_context(hosts.network(*names, folder=folder))
        postgres, database = (None, "") if on_sqlite else stack.enter_context(restartable_postgres(folder, network))
        redis, redis_url = stack.enter_context(restartable_redis(folder, network.address))
        data = stack.enter_context(small_disk(folder / "data"))
        web = [f"{host.address}:8000" for host in network.hosts.values()]
        site, authority = stack.enter_context(services.proxy(folder, *web))
        for host in network.hosts.values():
            host.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each start would compile all that it imports
            host.environment |= SETTINGS
            host.environment |= {"REDIS_URL": redis_url, "DATABASE_URL": database, "DATA_DIR": str(data)}
            host.environment |= {"SITE_URL": site} | (clock(host) if has_clocks else {})
        system = System(network, redis, postgres, database, site, authority, data)
        if on_sqlite:
            services.copy_migrated(data / "factcheck.sqlite3")
        system.run("-m", "factcheck.run.prepare")
        asked = json.dumps({"claims": wanted, "n_colleagues": n_colleagues})
        claims = json.loads(system.run("-m", "tests.strain.newsroom", given=asked).splitlines()[-1])
        for host in network.hosts.values():
            system.start(host)
        with system.supervised():
            edda = system.person("edda")
            edda.try_until(lambda: edda.be_at("/desk/").status == 200, "log in")
            try:
                yield system, claims
            except BaseException:
                print(*(host.last_words() for host in network.hosts.values()), sep="\n")
                raise


def clock(host: hosts.Host) -> dict[str, str]:
    """The environment of processes whose clock `set_clock` moves."""
    set_clock(host, 0)
    return {"PYTHONPATH": str(Path(__file__).with_name("clock")), "CLOCK_FILE": str(host.folder / "clock")}


def set_clock(host: hosts.Host, ahead_s: float) -> None:
    """What its processes take for the time; how long something takes (the monotonic clock) stays true."""
    aside = host.folder / "clock.new"
    aside.write_text(f"{ahead_s:.1f}\n")
    aside.rename(host.folder / "clock")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own, in memory, that can be filled."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextlib.contextmanager
def restartable_redis(folder: Path, address: str) -> Iterator[tuple[Child, str]]:
    """With the compose file's options, on a port that stays the same."""
    port, place = services.free_port(), folder / "redis"
    place.mkdir()
    command = [*hosts.command_of("redis"), "--bind", address, "--protected-mode", "no", "--port", str(port)]
    with started(Child("redis", [*command, "--dir", str(place)], folder / "redis.log", dict(os.environ), folder)) as it:
        yield it, f"redis://{address}:{port}/0"


@contextlib.contextmanager
def restartable_postgres(folder: Path, network: hosts.Network) -> Iterator[tuple[Child, str]]:
    with services.temporary_folder() as place:
        command, url = services.postgres_cluster(place, network.address, **POSTGRES)
        with started(Child("postgres", command, folder / "postgres.log", dict(os.environ), Path("/"))) as it:
            assert it.process is not None
            services.wait_for(lambda: services.accepts(url), it.process, it.log)
            yield it, url
            it.send(signal.SIGQUIT)  # a server that is killed leaves processes behind for a moment
            assert it.process is not None
            it.process.wait(20)


@contextlib.contextmanager
def started(child: Child) -> Iterator[Child]:
    child.start()
    try:
        yield child
    finally:
        child.send(signal.SIGKILL, whole_group=True)
        if child.process is not None:
            child.process.wait(10)
