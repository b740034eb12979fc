"""What is done to the system. Each harm says in a word what it was; what it broke is the supervisor's to mend."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from factcheck.run.children import Child
from tests.hosts import Host
from tests.strain.system import UP_WITHIN_S, System, set_clock

#: How often each, of a thousand; what costs a whole start of Python is rarer.
WEIGHTS = {
    "worker's process": 420,
    "web's process": 270,
    "redis": 90,
    "worker": 50,
    "web": 40,
    "beat": 40,
    "postgres' process": 15,
    "postgres": 5,
    "redis flushed": 20,
    "postgres restarted": 6,
    "host without power": 8,
    "host cut off": 10,
    "disk full": 8,
    "clock moved": 12,
}
KILLS = {
    "worker's process",
    "web's process",
    "redis",
    "worker",
    "web",
    "beat",
    "postgres' process",
    "postgres",
    "host without power",
}
#: So many harms come at one moment.
AT_ONCE = (1, 1, 1, 2, 3, 5)


class Harm:
    """Hurts one system at random moments; `counts` says how often in which way."""

    def __init__(self, system: System, *, seed: int, pause_s: float) -> None:
        self.system, self._random, self._pause_s = system, random.Random(seed), pause_s
        self.counts: Counter[str] = Counter()
        self._ways: dict[str, Callable[[], bool]] = {
            "worker's process": lambda: self._kill_child_of("worker"),
            "web's process": lambda: self._kill_child_of("web"),
            "redis": lambda: self._kill(self.system.redis),
            "worker": lambda: self._kill(self._any("worker")),
            "web": lambda: self._kill(self._any("web")),
            "beat": lambda: self._kill(self._any("beat")),
            "postgres' process": self._kill_process_of_postgres,
            "postgres": lambda: self._kill(self.system.postgres),
            "postgres restarted": self._restart_postgres,
            "redis flushed": self._flush,
            "host cut off": lambda: self._for_a_while(self._cut, 2, 12),
            "host without power": lambda: self._for_a_while(self._switch_off, 1, 5),
            "disk full": lambda: self._for_a_while(self._fill_disk, 1, 4),
            "clock moved": lambda: self._for_a_while(self._move_clock, 5, 20),
        }
        self._lasting: dict[str, tuple[float, contextlib.ExitStack]] = {}  # way -> (until when, how to end it)

    @property
    def n_kills(self) -> int:
        return sum(n for way, n in self.counts.items() if way in KILLS)

    def strike(self) -> None:
        """One moment, and the time until the next."""
        ways, weights = zip(*WEIGHTS.items(), strict=True)
        for way in self._random.choices(ways, weights, k=self._random.choice(AT_ONCE)):
            self.counts[way] += self._ways[way]()
        time.sleep(self._random.expovariate(1 / self._pause_s))
        self._mend(time.monotonic())

    def inflict(self, way: str) -> None:
        """This one, once: what is down just now is waited for. Raises RuntimeError where it can never be done."""
        deadline = time.monotonic() + UP_WITHIN_S
        while not self._ways[way]():
            if time.monotonic() > deadline:
                raise RuntimeError(f"“{way}” cannot be done: there is nothing to hurt.")
            time.sleep(0.1)
        self.counts[way] += 1

    def end(self) -> None:
        """What lasts is mended."""
        self._mend(float("inf"))

    def _for_a_while(self, harm: Callable[[Host], contextlib.AbstractContextManager[bool]], *span_s: float) -> bool:
        """One of a kind at a time; other harms come while it lasts."""
        if harm.__name__ in self._lasting:
            return False
        stack = contextlib.ExitStack()
        if not stack.enter_context(harm(self._random.choice(list(self.system.network.hosts.values())))):
            return False
        self._lasting[harm.__name__] = (time.monotonic() + self._random.uniform(*span_s), stack)
        return True

    def _mend(self, now: float) -> None:
        for name, (until, stack) in list(self._lasting.items()):
            if until <= now:
                stack.close()
                del self._lasting[name]

    def _any(self, role: str) -> Child:
        return self._random.choice([host.children[role] for host in self.system.network.hosts.values()])

    def _kill(self, child: Child | None) -> bool:
        """The process alone: what it started has to notice by itself."""
        if child is None or not child.is_running:
            return False
        child.send(signal.SIGKILL)
        return True

    def _kill_child_of(self, role: str) -> bool:
        child = self._any(role)
        return child.is_running and self._kill_one_of(child)

    def _kill_one_of(self, child: Child) -> bool:
        found = children_of(child.process.pid) if child.process else []
        return bool(found) and kill(self._random.choice(found))

    def _kill_process_of_postgres(self) -> bool:
        """The server then throws out everybody and recovers from its log."""
        return self.system.postgres is not None and self._kill_one_of(self.system.postgres)

    def _restart_postgres(self) -> bool:
        """As an operator does: whoever is connected is thrown out, and it ends in order."""
        if self.system.postgres is None:
            return False
        self.system.postgres.send(signal.SIGINT)
        return True

    def _flush(self) -> bool:
        port = self.system.redis.command[list(self.system.redis.command).index("--port") + 1]
        command = ["redis-cli", "-h", self.system.network.address, "-p", port, "flushall"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    @contextlib.contextmanager
    def _cut(self, host: Host) -> Iterator[bool]:
        if len(self.system.network.hosts) < 2:
            yield False
            return
        host.cut()
        yield True
        host.mend()

    @contextlib.contextmanager
    def _switch_off(self, host: Host) -> Iterator[bool]:
        self.system.is_held.add(host.name)
        for child in host.children.values():
            child.send(signal.SIGKILL, whole_group=True)
        yield True
        self.system.is_held.discard(host.name)

    @contextlib.contextmanager
    def _fill_disk(self, _host: Host) -> Iterator[bool]:
        """Of the folder that all hosts share."""
        ballast = self.system.data / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 65_536)
        yield True
        ballast.unlink()

    @contextlib.contextmanager
    def _move_clock(self, host: Host) -> Iterator[bool]:
        """Of one host, forwards or backwards, and right again: all its processes see it within a second."""
        set_clock(host, self._random.choice((-1, 1)) * self._random.uniform(5, 60))
        yield True
        set_clock(host, 0)


def children_of(pid: int) -> list[int]:
    """Of all its threads; none when it has ended meanwhile."""
    found: list[str] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += file.read_text().split()
    return [int(word) for word in found]


def kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
