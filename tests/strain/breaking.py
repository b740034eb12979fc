"""The whole run: a newsroom works, its system is broken again and again, then everything is counted."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.strain.acts import Ledger, Newsroom
from tests.strain.harm import Harm
from tests.strain.system import System, running

#: Jobs that wait for a worker's hold to end, or for their next try, are waited for so long.
SETTLED_WITHIN_S = 240.0
TOLD_EVERY_S = 20.0
#: On a slow machine nothing would ever be done between them; and harm to a system that does nothing proves nothing.
N_HARMS_BETWEEN_ACTS = 8
Moments = tuple[tuple[str, ...], ...]
#: The short form: what comes at one moment, one after another; and after each the newsroom gets something done.
MOMENTS: Moments = (
    ("worker's process", "web's process"),
    ("redis",),
    ("worker", "web's process"),
    ("redis flushed", "beat"),
    ("postgres' process",),
    ("web", "worker's process"),
    ("postgres restarted",),
)
#: Shorter still, of one host on SQLite.
MOMENTS_ON_SQLITE: Moments = (("worker's process", "web's process"), ("redis", "beat"), ("web", "worker"))


@dataclass
class Outcome:
    """What `make chaos` prints. A good one has nothing lost, doubled, stuck, or given up."""

    n_acts: int
    n_kills: int
    harms: dict[str, int]
    n_starts: int
    n_retried: int
    took_s: float
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.given_up)

    def __str__(self) -> str:
        harms = ", ".join(f"{n} × {way}" for way, n in sorted(self.harms.items(), key=lambda item: -item[1]))
        lines = [
            f"acts accepted {self.n_acts}, kills {self.n_kills}, started anew {self.n_starts}, {self.took_s:.0f} s",
            f"harms: {harms}",
            f"jobs that a person had to retry {self.n_retried}",
        ]
        for name in ("lost", "doubled", "stuck", "given_up"):
            found = getattr(self, name)
            lines += [f"{name.replace('_', ' ')} {len(found)}", *(f"  {what}" for what in found)]
        return "\n".join(lines)


def break_it(
    folder: Path, *, n_kills: int, n_acts: int, n_rounds: int, pause_s: float, seed: int, n_hosts: int, on_sqlite: bool
) -> Outcome:
    """At least so many kills, then work until so many acts were accepted. `n_rounds`: of review, to publication.

    `folder`: empty. On SQLite `n_hosts` is 1. How it goes is told on stderr.
    """
    wanted = {"in_review": n_rounds}
    with running(folder, on_sqlite=on_sqlite, n_hosts=n_hosts, wanted=wanted, has_clocks=True) as (system, claims):
        harm = Harm(system, seed=seed, pause_s=pause_s)

        def break_at_random(ledger: Ledger) -> None:
            go_on(system, harm, ledger, n_kills=n_kills, n_acts=n_acts)

        return outcome_of(harm, claims["in_review"], break_at_random, n_at_each=2)


def break_each_part(system: System, in_review: list[int], moments: Moments) -> Outcome:
    """The short form, of a system that runs: these, however long it takes to recover from each."""
    harm = Harm(system, seed=1, pause_s=0)

    def break_in_turn(ledger: Ledger) -> None:
        for ways in moments:
            wait_for_an_act(ledger)
            for way in ways:
                harm.inflict(way)
        wait_for_an_act(ledger)

    return outcome_of(harm, in_review, break_in_turn, n_at_each=1)


def outcome_of(harm: Harm, in_review: list[int], break_on: Callable[[Ledger], None], *, n_at_each: int) -> Outcome:
    """A newsroom at work (so many people at each kind of it) on the system that `break_on` harms, then the count."""
    began, system = time.monotonic(), harm.system
    newsroom = Newsroom(system.person, in_review)
    ledger = newsroom.ledger
    newsroom.begin(n_importers=n_at_each, n_rounds=n_at_each)
    break_on(ledger)
    newsroom.end()
    tell(f"All is left in peace and settles, {ledger.n_acts} acts")
    settle(system)
    n_retried = retry_what_failed(system)
    found = prove(system, ledger)
    return Outcome(
        n_acts=ledger.n_acts,
        n_kills=harm.n_kills,
        harms=dict(+harm.counts),
        n_starts=system.n_starts,
        n_retried=n_retried,
        took_s=time.monotonic() - began,
        given_up=ledger.given_up,
        **found,
    )


def wait_for_an_act(ledger: Ledger) -> None:
    """Until something more is accepted, or somebody gives up: people are patient, not for ever."""
    seen = ledger.n_acts
    while ledger.n_acts == seen and not ledger.given_up:
        time.sleep(0.1)


def go_on(system: System, harm: Harm, ledger: Ledger, *, n_kills: int, n_acts: int) -> None:
    """Harm while work goes on: after N_HARMS_BETWEEN_ACTS it rests until something was accepted again."""
    began = told_at = time.monotonic()
    n_harms, seen = 0, -1
    while not ledger.given_up and (harm.n_kills < n_kills or ledger.n_acts < n_acts):
        if ledger.n_acts > seen:
            n_harms, seen = 0, ledger.n_acts
        if harm.n_kills < n_kills and seen and n_harms < N_HARMS_BETWEEN_ACTS:
            harm.strike()
            n_harms += 1
        else:
            harm.end()
            time.sleep(0.2)
        if time.monotonic() > told_at + TOLD_EVERY_S:
            told_at = time.monotonic()
            tell(f"{told_at - began:.0f} s: {harm.n_kills} kills, {ledger.n_acts} acts", *system.troubles())
    harm.end()


def tell(*lines: str) -> None:
    print(*lines, sep="\n  ", file=sys.stderr, flush=True)


def settle(system: System) -> None:
    """Until nothing is owed any more; what still is then will be counted as stuck."""
    deadline = time.monotonic() + SETTLED_WITHIN_S
    while system.count("claims_job WHERE failed_at IS NULL") and time.monotonic() < deadline:
        time.sleep(1)


def retry_what_failed(system: System) -> int:
    """As the desk's people do: a job that was killed at each of its tries waits for them. Returns how many."""
    failed = "claims_job WHERE failed_at IS NOT NULL"
    n_failed = system.count(failed)
    for _ in range(n_failed):
        if system.count(failed):
            system.person("edda").do("/desk/jobs/", "/retry/")
    settle(system)
    return n_failed


def prove(system: System, ledger: Ledger) -> dict[str, list[str]]:
    told = system.run("-m", "tests.strain.proof", given=json.dumps(asdict(ledger)))
    found: dict[str, list[str]] = json.loads(told.splitlines()[-1])
    return found
