"""The order in which a whole system starts and stops, and what it tells the person in front of it."""

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from factcheck import environment
from factcheck.run import broker
from factcheck.run.children import Child, stop, watch
from factcheck.run.grounds import CannotRun, begin_anew, claim_port, sole_use
from factcheck.run.probe import status_of_front_page

BASE_DIR = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60.0
# Then they are killed: the Job rows say what was not finished
STOP_WITHIN_S = 4.0


class Stopped(Exception):
    """Somebody pressed Ctrl-C while the system was starting."""


def say(line: str) -> None:
    """Print at once, also into a pipe."""
    print(line, flush=True)  # noqa: T201 - this is the command's output


class System:
    """One running system on one DATA_DIR."""

    def __init__(self, *, host: str, port: int, data_dir: Path, redis_url: str) -> None:
        self.host, self.port, self.data_dir = host, port, data_dir
        self.logs = data_dir / "log"
        self.children: list[Child] = []
        self.n_interrupts = 0
        self.embedded_socket: Path | None = None
        self.n_workers = environment.integer("WORKERS", 2, lowest=1)
        self.env = dict(os.environ, DATA_DIR=str(data_dir), PYTHONUNBUFFERED="1")
        self.env.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
        self.env.setdefault("SITE_URL", self.address)
        if redis_url:
            self.env["REDIS_URL"] = redis_url

    @property
    def address(self) -> str:
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::", "localhost"} else self.host  # noqa: S104 - compared only
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    def interrupt(self, _signum: int, _frame: FrameType | None) -> None:
        self.n_interrupts += 1

    def child(self, name: str, command: list[str], *, orphan_signal: signal.Signals = signal.SIGTERM) -> Child:
        made = Child(
            name=name,
            command=command,
            log=self.logs / f"{name}.log",
            env=self.env,
            cwd=BASE_DIR,
            orphan_signal=orphan_signal,
        )
        self.children.append(made)
        return made

    # Steps

    def start_broker(self) -> None:
        """Start the embedded broker, unless REDIS_URL names another."""
        if "REDIS_URL" in self.env:
            return
        broker.folder(self.data_dir).mkdir(mode=0o700, exist_ok=True)
        broker.forget_address(self.data_dir)  # of a runner that was killed
        self.embedded_socket = broker.choose_socket(self.data_dir)
        server = self.child("broker", broker.command(self.data_dir, self.embedded_socket))
        server.start()
        if not self.broker_answers(server):
            aside = broker.put_aside(self.data_dir)
            if aside is None:
                raise CannotRun(f"The embedded broker does not start; its log says:\n{server.last_lines()}")
            say(f"The broker could not read its file; it is now {aside} and the broker starts anew. Jobs are not lost.")
            server.start()
            if not self.broker_answers(server):
                raise CannotRun(f"The embedded broker does not start; its log says:\n{server.last_lines()}")
        self.env["REDIS_URL"] = broker.url(self.embedded_socket)
        broker.write_address(self.data_dir, self.env["REDIS_URL"])

    def broker_answers(self, server: Child) -> bool:
        assert self.embedded_socket is not None
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and server.is_running:
            self.stop_if_asked()
            if broker.wait_until_it_answers(self.embedded_socket, timeout_s=0.2):
                return True
        return False

    def prepare(self, *, demo: bool) -> None:
        """Bring the database, the static files and the demonstration up to date; it prints its own progress."""
        command = [sys.executable, "-m", "factcheck.run.prepare", *(["--demo"] if demo else [])]
        step = Child("prepare", command, self.logs / "prepare.log", self.env, BASE_DIR, shows_output=True)
        step.start()
        assert step.process is not None
        try:
            while step.is_running:
                self.stop_if_asked()
                time.sleep(0.05)
        finally:
            step.send(signal.SIGKILL, whole_group=True)
        if step.process.returncode:
            raise CannotRun(f"The system could not be prepared; the end of {step.log}:\n{step.last_lines(12)}")

    def start_web(self) -> None:
        web = self.child(
            "web",
            [
                sys.executable,
                "-m",
                "gunicorn",
                "-c",
                "python:factcheck.run.web",
                "factcheck.wsgi:application",
            ],
            orphan_signal=signal.SIGQUIT,
        )
        web.env = dict(self.env, HOST=self.host, PORT=str(self.port))
        web.start()

    def start_worker(self) -> None:
        celery = "-m celery -A factcheck worker -B -l INFO --without-gossip --without-mingle".split()
        command = [sys.executable, *celery, "-c", str(self.n_workers)]
        # Its broker dies with us, and a worker that shuts down then waits for it without end
        self.child("worker", command, orphan_signal=signal.SIGKILL).start()

    def wait_until_ready(self) -> None:
        """Until the front page answers; a server error is an answer that ends the wait with the web log."""
        web = next(child for child in self.children if child.name == "web")
        host = self.address.removeprefix("http://").rpartition(":")[0].strip("[]")
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            self.stop_if_asked()
            if not web.is_running:
                break
            status = status_of_front_page(host, self.port)
            if status is not None and status < 500:
                return
            if status is not None:
                raise CannotRun(f"The front page answers with {status}; the end of {web.log}:\n{web.last_lines(20)}")
            time.sleep(0.1)
        raise CannotRun(f"The web server does not answer; the end of {web.log}:\n{web.last_lines(20)}")

    def stop_if_asked(self) -> None:
        if self.n_interrupts:
            raise Stopped

    # The whole

    def run(self, *, demo: bool) -> int:
        signal.signal(signal.SIGINT, self.interrupt)
        signal.signal(signal.SIGTERM, self.interrupt)
        signal.signal(signal.SIGHUP, self.interrupt)
        try:
            self.start(demo=demo)
            watch(self.children, is_stopping=lambda: self.n_interrupts > 0, say=say)
        except Stopped:
            pass
        finally:
            self.stop()
        return 0

    def start(self, *, demo: bool) -> None:
        began = time.monotonic()
        if demo:
            # To be tried at once; what a newsroom runs asks editors and moderators for a second step
            self.env.setdefault("POLICY_SECOND_STEP", "0")
        with step("Starting the broker" if "REDIS_URL" not in self.env else "Using the broker of REDIS_URL"):
            self.start_broker()
        self.prepare(demo=demo)
        with step("Starting web, worker and beat"):
            self.start_web()
            self.start_worker()
            self.wait_until_ready()
        say(f"\nReady after {time.monotonic() - began:.0f} s.")
        say(
            f"  Public site  {self.address}/\n  Desk         {self.address}/desk/\n  Admin        {self.address}/admin/"
        )
        say(f"  Data         {self.data_dir}   Logs  {self.logs}")
        if demo:
            say((self.logs / "print_cast.log").read_text(encoding="utf-8").rstrip())
        say("\nCtrl-C stops all of it.")

    def stop(self) -> None:
        """Web and worker first, so that they can still reach the broker while they finish."""
        say("\nStopping ...")
        seen = self.n_interrupts
        first = [child for child in self.children if child.name != "broker"]
        stop(first, patience_s=STOP_WITHIN_S, is_impatient=lambda: self.n_interrupts > max(seen, 1))
        last = [child for child in self.children if child.name == "broker"]
        stop(last, patience_s=STOP_WITHIN_S, is_impatient=lambda: self.n_interrupts > max(seen, 1))
        if self.embedded_socket is not None:
            broker.forget_address(self.data_dir)
        say("Stopped.")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """One progress line: what is going on, then how long it took."""
    began = time.monotonic()
    print(f"{title} ...", end="", flush=True)  # noqa: T201
    try:
        yield
    except BaseException:
        print(flush=True)  # noqa: T201
        raise
    say(f" {time.monotonic() - began:.1f} s")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m factcheck.run", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="import the demonstration and print its logins")
    parser.add_argument("--fresh", action="store_true", help="empty DATA_DIR first (also FRESH=1)")
    options = parser.parse_args(arguments)
    host = environment.host("HOST", "127.0.0.1")
    port = environment.integer("PORT", 8000, lowest=1, highest=65535)
    data_dir = environment.folder("DATA_DIR", BASE_DIR / "var")
    system = System(host=host, port=port, data_dir=data_dir, redis_url=environment.redis("REDIS_URL"))
    with sole_use(data_dir):
        claim_port(host, port)
        if options.fresh or environment.boolean("FRESH"):
            begin_anew(data_dir)
        (data_dir / "log").mkdir(exist_ok=True)
        return system.run(demo=options.demo)
