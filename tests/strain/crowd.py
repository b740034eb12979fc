"""50 people who work and 500 readers a second on one system: how long pages take, what fails, what memory does."""

from __future__ import annotations

import heapq
import itertools
import random
import re
import threading
import time
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.strain.desk import BROKEN, Page, Person
from tests.strain.harm import children_of
from tests.strain.readers import Readers, Row
from tests.strain.system import System, running

N_PEOPLE = 50
READERS_A_SECOND = 500
#: Between two pages that one person opens, on average (seconds).
THINK_S = 20.0
#: How long after the end somebody may still wait for the first poll of their page.
POLLED_WITHIN_S = 300.0
#: Claims that N_PEOPLE work at.
WANTED = {"new": 40, "queued": 10, "researching": 20, "in_review": 10, "decided": 5, "published": 30}
DESK = ("", "board/", "claims/", "my-work/", "articles/", "search/?q=fee", "insights/")
VERDICTS = "//main//a/@href[starts-with(., '/claims/')]"
N_LOOKS_AT_MEMORY = 5


@dataclass
class Figures:
    """Seconds by the name of a page, and what went wrong."""

    lasted_s: float
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    readers: list[Row] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        people = [_row(name, sorted(values)) for name, values in sorted(self.took.items())]
        rates = (f"{sum(row.n for row in rows) / self.lasted_s:.0f}" for rows in (self.readers, people))
        wrong = ", ".join(f"{n} × {what}" for what, n in self.errors.items())
        return "\n".join(
            [
                f"{'page':34} {'n':>8} {'p50':>8} {'p95':>8} {'p99':>8}  ms",
                *map(str, self.readers + people),
                "a second: {} pages to readers, {} to people".format(*rates),
                f"memory of web, worker and beat, MB: {' -> '.join(f'{used:.0f}' for used in self.memory_mb)}",
                f"errors {wrong or 0}",
            ]
        )


def _row(name: str, ordered: list[float]) -> Row:
    return Row(name, len(ordered), *(ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)))


class Colleague:
    """One browser tab: it opens pages, thinks, writes a note now and then, and polls what its page says it polls.

    `hurry`: by what its pauses are divided.
    """

    def __init__(self, person: Person, claims: list[int], figures: Figures, *, seed: int, hurry: float) -> None:
        self.person, self.claims, self.figures = person, claims, figures
        self._random, self._think_s, self._hurry = random.Random(seed), THINK_S / hurry, hurry
        self._has_polled = False
        self._polls: list[tuple[float, int, float, str]] = []  # (when, a number, every so many seconds, path)
        self._numbers = itertools.count()

    def work(self, until: float) -> None:
        """On a slow machine longer: until a page of theirs has polled."""
        due = time.monotonic() + self._random.uniform(0, min(self._think_s, (until - time.monotonic()) / 4))
        while (now := time.monotonic()) < until or not (self._has_polled or now > until + POLLED_WITHIN_S):
            if now >= due:
                self._act()
                due = time.monotonic() + self._random.expovariate(1 / self._think_s)
            elif self._polls and now >= self._polls[0][0]:
                self._poll()
            else:
                time.sleep(min(1.0, max(0.0, min(due, self._polls[0][0] if self._polls else due) - now)))

    def _act(self) -> None:
        claim = self._random.choice(self.claims)
        if self._random.random() < 0.4:
            path, name = f"/desk/claims/{claim}/", "claim"
        else:
            path = "/desk/" + self._random.choice(DESK)
            name = path.partition("?")[0]
        page = self._timed(name, lambda: self.person.be_at(path))
        if page is None:
            return
        self._polls = []
        for part in page.tree.xpath("//*[@data-poll]"):
            every = re.search(r"every (\d+)s", part.get("hx-trigger", ""))
            if every:
                self._plan(float(every[1]), part.get("hx-get"))
        if name == "claim" and self._random.random() < 0.2 and page.form("/notes/") is not None:
            self._timed("a note", lambda: self.person.send(page, "/notes/", text="Read it again."))

    def _plan(self, every_s: float, path: str) -> None:
        heapq.heappush(self._polls, (time.monotonic() + every_s / self._hurry, next(self._numbers), every_s, path))

    def _poll(self) -> None:
        _, _, every_s, path = heapq.heappop(self._polls)
        name = re.sub(r"\d+", "N", urllib.parse.urlsplit(path).path)
        page = self._timed(f"poll {name}", lambda: self.person.poll(path))
        self._has_polled = True
        parts = page.tree.xpath("//*[@data-poll]") if page is not None else []
        self._plan(every_s, parts[0].get("hx-get") if parts else path)

    def _timed(self, name: str, ask: Callable[[], Page]) -> Page | None:
        began = time.perf_counter()
        try:
            page = ask()
        except BROKEN as error:
            self.figures.errors[f"{name}: {error!r}"] += 1
            return None
        self.figures.took[name].append(time.perf_counter() - began)
        if page.status >= 400:
            self.figures.errors[f"{name}: {page.status}"] += 1
        return page


def crowd(folder: Path, *, took_s: float, n_people: int, n_readers: int, on_sqlite: bool) -> Figures:
    """`took_s`: how long; `n_readers`: a second. `folder`: as for `breaking.break_it`."""
    wanted = {state: max(2, n * n_people // N_PEOPLE) for state, n in WANTED.items()}
    with running(folder, on_sqlite=on_sqlite, n_hosts=1, wanted=wanted, n_colleagues=n_people) as (system, claims):
        return crowded(system, claims, folder, took_s=took_s, n_people=n_people, n_readers=n_readers)


def crowded(
    system: System,
    claims: dict[str, list[int]],
    folder: Path,
    *,
    took_s: float,
    n_people: int,
    n_readers: int,
    hurry: float = 1.0,
) -> Figures:
    """The same of a system that runs and has so many colleagues; `hurry` as of a Colleague."""
    figures, n_starts = Figures(took_s), system.n_starts
    everybody = [number for numbers in claims.values() for number in numbers]
    people = [
        Colleague(system.person(f"colleague{number}"), everybody, figures, seed=number, hurry=hurry)
        for number in range(n_people)
    ]
    with ThreadPoolExecutor(4) as doors:
        list(doors.map(lambda one: one.person.be_at("/desk/"), people))
    pages = reading(system)
    begin = time.monotonic()
    threads = [threading.Thread(target=one.work, args=(begin + took_s,)) for one in people]
    for thread in threads:
        thread.start()
    readers = [
        Readers(name, system.site + path, folder / f"readers{at}", rate=share * n_readers, took_s=took_s, etag=etag)
        for at, (name, path, share, etag) in enumerate(pages)
    ]
    for part in range(N_LOOKS_AT_MEMORY):
        time.sleep(max(0.0, begin + took_s * (part + 0.5) / N_LOOKS_AT_MEMORY - time.monotonic()))
        figures.memory_mb.append(memory_mb(system))
    for thread in threads:
        thread.join()
    figures.readers = [crowd_of_one_page.end(figures.errors) for crowd_of_one_page in readers]
    if system.n_starts > n_starts:
        figures.errors["processes that died"] += system.n_starts - n_starts
    return figures


def reading(system: System) -> list[tuple[str, str, float, str]]:
    """(name, path, share of the readers, the ETag of what they have)"""
    reader = system.person("a reader")
    links = dict.fromkeys(reader.open("/").tree.xpath(VERDICTS))
    first, second = map(reader.open, list(links)[:2])
    return [
        ("reader: verdict", first.path, 0.38, ""),
        ("reader: another verdict", second.path, 0.2, ""),
        ("reader: verdict, unchanged", first.path, 0.1, first.etag),
        ("reader: front page", "/", 0.2, ""),
        ("reader: feed", "/feed.atom", 0.1, ""),
        ("reader: search", "/?q=fee", 0.02, ""),
    ]


def memory_mb(system: System) -> float:
    """Of all our processes: what each has for itself, and its share of what several have."""
    total = 0.0
    for host in system.network.hosts.values():
        for child in host.children.values():
            pid = child.process.pid if child.process else 0
            total += sum(map(proportional_mb, [pid, *children_of(pid)]))
    return total


def proportional_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
