"""Everything that `make test` does, in order, with a loud summary of what was left out. `--only a,b` does a part."""

import argparse
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BASE_DIR))

from tests import services  # noqa: E402

IS_CI = os.environ.get("CI") == "true"
APT_PACKAGES = {
    "chromium": (services.find_chromium, ["chromium", "chromium-headless-shell"]),
    "Redis": (services.find_redis, ["redis-server"]),
    "a proxy, a compose program and network namespaces": (
        services.find_deployment_programs,
        ["caddy", "docker-compose", "hey", "iproute2", "nftables", "procps"],
    ),
    "PostgreSQL": (services.find_postgres, ["postgresql", "postgresql-contrib"]),
}
#: Folders of tests that are a part of their own; the others are one more. What waits long, for processes to start and
#: for leases to end, comes first, and short ones last, so that the lanes end at about the same time.
PARTS = {
    "of processes": ("faults", "infra", "management"),
    "at every address and of threads": ("grid", "operating", "races", "seeds"),
    "the desk": ("desk",),
    "other pages": ("admin", "guests", "public", "weight"),
}
#: The same for PostgreSQL.
POSTGRES_PARTS = {
    "of processes and of threads": ("faults", "infra", "management", "operating", "races", "strain"),
    "pages and requests": ("accounts", "admin", "api", "desk", "grid", "guests", "public", "weight"),
}
#: Parts at once, on two cores and more. A part keeps a core busy for half of its time: the rest it waits for a
#: process, a lease, a page or its database.
N_LANES = 4
#: What the files of all parts may take together (bytes).
_ROOM = 4 << 30
NO_POSTGRES = "PostgreSQL: its programs were not found (install postgresql, or give DATABASE_URL_TEST)"
CLOSING_LINE = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)")


@dataclass
class Report:
    """What happened, for the summary."""

    lines: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, n: int) -> None:
        """Parts that run beside each other add up here."""
        with self._counting:
            self.counts[what] = self.counts.get(what, 0) + n

    def add(self, name: str, is_good: bool, took_s: float, note: str = "") -> None:
        self.lines.append(
            f"  {'ok    ' if is_good else 'FAILED'} {took_s:6.1f} s  {name}{f'  ({note})' if note else ''}"
        )
        if not is_good:
            self.failed.append(name)


def quiet(name: str, command: list[str], environment: dict[str, str]) -> tuple[str, int, str, float]:
    """Run a check that has something to say only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=BASE_DIR, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return name, done.returncode, done.stdout, time.monotonic() - began


def run_checks(names: list[str], environment: dict[str, str], report: Report) -> None:
    """Lint, types, contracts and migrations, two at a time."""
    python = sys.executable
    programs = Path(python).parent
    checks = {
        "types": [[python, "-m", "mypy"]],
        "lint": [[python, "-m", "ruff", "check", "."], [python, "-m", "ruff", "format", "--check", "."]],
        "contracts": [[str(programs / "lint-imports"), "--no-cache"]],
        "migrations": [
            [python, "manage.py", "makemigrations", "--check", "--dry-run"],
            [python, "manage.py", "check"],
        ],
    }
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(
                quiet,
                f"{name}: {' '.join(Path(word).name for word in command if word != python)}",
                command,
                environment,
            )
            for name in names
            for command in checks[name]
        ]
        for job in jobs:
            name, code, output, took_s = job.result()
            print(f"== {name}: {'ok' if code == 0 else 'FAILED'} ({took_s:.1f} s)", flush=True)
            if code:
                print(output, flush=True)
            report.add(name, code == 0, took_s)


def _show(line: str) -> None:
    print(line, end="", flush=True)


def run_pytest(
    name: str, arguments: list[str], environment: dict[str, str], report: Report, show: Callable[[str], object] = _show
) -> None:
    """One pytest run, shown as it goes; its closing line is counted."""
    show(f"\n== {name}: pytest {shlex.join(arguments)}\n")
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    process = subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    closing = ""
    assert process.stdout is not None
    for line in process.stdout:
        show(line)
        if re.search(r"\d+ (passed|failed|error)", line) and " in " in line:
            closing = line.strip("= \n")
    code = process.wait()
    for count, word in CLOSING_LINE.findall(closing):
        what = "failed" if word.startswith("error") else word
        report.count(what, int(count))
    if code and not re.search(r"failed|error", closing):
        report.count("failed", 1)
    report.add(name, code == 0, time.monotonic() - began, closing)


def install_missing(report: Report) -> None:
    """With CI=true: fetch the servers and the browser that the suite needs and that this machine lacks."""
    missing = {name: packages for name, (find, packages) in APT_PACKAGES.items() if not find()}
    if not missing:
        return
    began = time.monotonic()
    packages = [package for group in missing.values() for package in group]
    print(f"== installing {' '.join(packages)}", flush=True)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        report.add(f"{', '.join(missing)} cannot be installed here: that takes root and apt-get", False, 0)
        return
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        _, code, output, _ = quiet("apt", command, environment)
        if code:
            print(output, flush=True)
    still = [name for name, (find, _) in APT_PACKAGES.items() if not find()]
    report.add("installing " + ", ".join(missing), not still, time.monotonic() - began, ", ".join(still))


@contextlib.contextmanager
def workplace() -> Iterator[dict[str, str]]:
    """An environment whose DATA_DIR is thrown away, and in which nothing of the developer's own settings counts."""
    memory = Path("/dev/shm")  # captures and databases are written with fsync, which a disk takes its time for
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    folder = tempfile.mkdtemp(prefix="factcheck-tests-", dir=memory if has_room else None)
    own = (
        "DJANGO_SETTINGS_MODULE",
        "DATABASE_URL",
        "REDIS_URL",
        "DATA_DIR",
        "SITE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DEBUG",
        "PORT",
        "HOST",
        "FRESH",
        "FETCH_ALLOW",
    )
    environment = {key: value for key, value in os.environ.items() if key not in own and not key.startswith("POLICY_")}
    environment.update(DATA_DIR=folder, PYTHONUNBUFFERED="1")
    # Many tests start processes of their own: where no bytecode may be kept, each would compile all it imports.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(BASE_DIR / ".cache" / "bytecode")
    try:
        yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres_server(report: Report, left_out: str) -> Iterator[str]:
    """The address of the server that is given or found, or nothing, which is told."""
    given = os.environ.get("DATABASE_URL_TEST", "")
    if not given and not services.find_postgres():
        report.left_out.append(left_out)
        yield ""
        return
    with contextlib.nullcontext(given) if given else services.postgres() as url:
        yield url


def run_on_postgres(environment: dict[str, str], report: Report) -> None:
    """The tests that touch a database once more."""
    with postgres_server(report, NO_POSTGRES) as url:
        if url:
            arguments = ["-q", "--database-only", "-o", "cache_dir=.cache/pytest-postgres"]
            run_pytest("pytest on PostgreSQL", arguments, dict(environment, DATABASE_URL=url), report)


def run_benchmarks(environment: dict[str, str], report: Report) -> None:
    """All of them on SQLite; matching and pages, which each engine finds in its own way, on PostgreSQL too."""
    arguments = ["-q", "-s", "--ds=tests.benchmarks.settings"]
    run_pytest("benchmarks", [*arguments, "tests/benchmarks"], environment, report)
    with postgres_server(report, "matching and pages on PostgreSQL: its programs were not found") as url:
        if url:
            both = [f"tests/benchmarks/test_{name}.py" for name in ("matching", "pages")]
            run_pytest("benchmarks on PostgreSQL", [*arguments, *both], dict(environment, DATABASE_URL=url), report)


def migrate(what: str, url: str, report: Report) -> None:
    """All tables into an empty database. Each part takes a copy of it (tests/conftest.py): making them takes long."""
    with workplace() as environment:
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        _, code, output, took_s = quiet("migrate", command, environment)
    if code:
        print(output, flush=True)
    report.add(f"the tables of {what}", code == 0, took_s)


@contextlib.contextmanager
def migrated(report: Report) -> Iterator[dict[str, dict[str, str]]]:
    """What the environment of each engine's parts says besides; PostgreSQL is missing where it is left out."""
    with (
        workplace() as own,
        postgres_server(report, NO_POSTGRES) as server,
        services.empty_database(server) if server else contextlib.nullcontext("") as name,
        ThreadPoolExecutor(2) as pool,
    ):
        file = Path(own["DATA_DIR"]) / "migrated.sqlite3"
        engines = {"SQLite": {"MIGRATED_SQLITE": str(file)}}
        jobs = [pool.submit(migrate, "SQLite", f"sqlite:///{quote(str(file))}", report)]
        if server:
            engines["PostgreSQL"] = {"DATABASE_URL": server, "MIGRATED_POSTGRES": name}
            jobs.append(pool.submit(migrate, "PostgreSQL", urlsplit(server)._replace(path=f"/{name}").geturl(), report))
        for job in jobs:
            job.result()
        yield engines


def divided(parts: dict[str, tuple[str, ...]], others: str) -> dict[str, list[str]]:
    """What pytest is told to look at for each part, and for all that is in none of them."""
    folders = {name: [f"tests/{room}" for room in rooms] for name, rooms in parts.items()}
    return {**folders, others: ["tests", *(f"--ignore={room}" for rooms in folders.values() for room in rooms)]}


def run_on_both(report: Report) -> None:
    """SQLite and PostgreSQL in parts, each in its own workplace; its lines are shown when it is done."""
    files = sorted((BASE_DIR / "tests").rglob("test_*.py"))
    journeys = [str(file.relative_to(BASE_DIR)) for file in files if "mark.browser" in file.read_text(encoding="utf-8")]
    here = {name: ["-m", "not browser", *chosen] for name, chosen in divided(PARTS, "the rooms behind them").items()}
    there = {name: ["--database-only", *chosen] for name, chosen in divided(POSTGRES_PARTS, "the rooms").items()}
    processes, addresses, desk, pages, rooms = (("SQLite", name, chosen) for name, chosen in here.items())
    threads_there, *postgres = (("PostgreSQL", name, chosen) for name, chosen in there.items())
    browsers = ("SQLite", "browsers", ["-m", "browser", *journeys])
    parts = [processes, browsers, *postgres, rooms, threads_there, addresses, desk, pages]  # the longest first

    def run(engine: str, name: str, chosen: list[str]) -> None:
        kept: list[str] = []
        print(f"== pytest on {engine}, {name} begins", flush=True)
        with workplace() as own:
            cache = f"cache_dir=.cache/pytest-{f'{engine}-{name}'.replace(' ', '-').replace(',', '')}"
            environment = {**own, **engines[engine]}
            run_pytest(f"pytest on {engine}, {name}", ["-q", "-o", cache, *chosen], environment, report, kept.append)
        print("".join(kept), flush=True)

    with migrated(report) as engines, ThreadPoolExecutor(N_LANES) as pool:
        for job in [pool.submit(run, *part) for part in parts if part[0] in engines]:
            job.result()


def name_what_is_missing(report: Report) -> None:
    if not services.find_chromium():
        report.left_out.append("browser journeys: chromium was not found")
    if not services.find_deployment_programs():
        report.left_out.append("deployment and hosts: root, caddy, docker-compose, hey, ip and nft are needed")
    if not services.find_redis():
        report.left_out.append("jobs on Redis: redis-server was not found (they ran on the bundled broker)")


def summarise(report: Report, took_s: float) -> int:
    print("\n" + "=" * 100)
    print("\n".join(report.lines))
    for line in report.left_out:
        print(f"  LEFT OUT          {line}")
    if IS_CI and report.left_out:
        report.failed.append("with CI=true nothing may be left out")
    print(f"  {took_s:.0f} s in all; {'FAILED: ' + '; '.join(report.failed) if report.failed else 'all of it is good'}")
    print("=" * 100)
    counts = report.counts
    if counts:
        print(
            f"{counts.get('passed', 0)} passed, {counts.get('failed', 0)} failed, {counts.get('skipped', 0)} skipped",
            flush=True,
        )
    return 1 if report.failed else 0


def main() -> int:
    stages = ["lint", "types", "contracts", "migrations", "sqlite", "postgres"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=os.environ.get("ONLY", ""), help=f"a part of: {', '.join(stages)}; or bench")
    chosen = [name for name in parser.parse_args().only.split(",") if name] or stages
    unknown = set(chosen) - set(stages) - {"bench"}
    if unknown:
        sys.exit(f"There is no stage {', '.join(sorted(unknown))}: choose from {', '.join(stages)} and bench.")
    report, began = Report(), time.monotonic()
    steps: dict[str, Callable[[dict[str, str]], None]] = {
        "sqlite": lambda env: run_pytest("pytest on SQLite", ["-q"], env, report),
        "postgres": lambda env: run_on_postgres(env, report),
        "bench": lambda env: run_benchmarks(env, report),
    }
    with workplace() as environment:
        if IS_CI:
            install_missing(report)
        name_what_is_missing(report)
        with ThreadPoolExecutor(1) as beside:
            checks = beside.submit(run_checks, [name for name in chosen if name not in steps], environment, report)
            if {"sqlite", "postgres"} <= set(chosen):
                run_on_both(report)
                chosen = [name for name in chosen if name not in {"sqlite", "postgres"}]
            checks.result()
        for name in chosen:
            if name in steps:
                steps[name](environment)
    return summarise(report, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
