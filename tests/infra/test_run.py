"""The one command that runs everything: how it starts, what it refuses, and that it never leaves anything behind."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.run import broker
from factcheck.run.grounds import CannotRun, begin_anew, claim_port, sole_use
from factcheck.run.system import System
from tests import services
from tests.worker import wait_until

BASE_DIR = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SITE_URL", "FRESH", "HOST")


class Running:
    """A system that was started with the command that `make demo` uses."""

    def __init__(self, data_dir: Path, port: int, log: Path) -> None:
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env.update(DATA_DIR=str(data_dir), PORT=str(port))
        self.data_dir, self.port, self.log = data_dir, port, log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "factcheck.run"], cwd=BASE_DIR, env=env, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "Ctrl-C stops all of it." in self.output or self.process.poll() is not None,
            timeout_s=300,  # it makes its database first
            what="a ready system",
        )
        assert self.process.poll() is None, self.output

    def processes(self) -> list[int]:
        """Every process that has this DATA_DIR in its environment or works in it, the runner itself left out."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                # the broker overwrites its environment with its title, but it stands in its folder
                is_ours = f"DATA_DIR={self.data_dir}\0".encode() in (folder / "environ").read_bytes()
                is_ours = is_ours or (folder / "cwd").readlink().is_relative_to(self.data_dir)
                if is_ours and int(folder.name) not in (self.process.pid, os.getpid()):
                    found.append(int(folder.name))
        return found

    def commands(self) -> list[str]:
        """What those processes were started as, and what each does now (proc(5): R runs, S sleeps, Z is dead)."""
        told = []
        for pid in self.processes():
            with contextlib.suppress(OSError):
                folder = Path(f"/proc/{pid}")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                told.append(f"{state} {(folder / 'cmdline').read_text()}".replace("\0", " "))
        return told

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        return connection.getresponse().status


@contextlib.contextmanager
def running(data_dir: Path, log: Path) -> Iterator[Running]:
    system = Running(data_dir, services.free_port(), log)
    try:
        yield system
    finally:
        system.process.kill()
        system.process.wait()
        for pid in system.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.services
def test_the_system_starts_serves_survives_the_death_of_its_parts_and_ends_with_one_signal(tmp_path: Path) -> None:
    with running(tmp_path / "var", tmp_path / "log") as system:
        system.wait_until_ready()
        assert system.status("/desk/login/") == 200
        assert system.status("/static/admin/css/base.css") == 200
        # one broker, a web server with two processes, a worker with two and beat
        wait_until(lambda: len(system.processes()) == 8, what="a system of eight processes")
        first = set(system.processes())

        for pid in first:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: all(f"The {name} runs again." in system.output for name in ("broker", "web", "worker")),
            what="a restart of every part",
        )
        wait_until(lambda: _answers(system, "/desk/login/"), what="an answer of the new web server")

        os.kill(system.process.pid, signal.SIGINT)
        assert system.process.wait(120) == 0
        assert system.processes() == []
        assert "Stopped." in system.output
        assert broker.find_running(tmp_path / "var") == ""


def _answers(system: Running, path: str) -> bool:
    with contextlib.suppress(OSError):
        return system.status(path) == 200
    return False


@pytest.mark.services
def test_a_runner_that_is_killed_leaves_no_orphans_and_the_next_start_keeps_the_data(tmp_path: Path) -> None:
    # Too deep for a unix socket, and with characters that addresses and command lines trip over
    data_dir = tmp_path / ("deep " * 20) / "it's # 50%"
    data_dir.mkdir(parents=True)
    services.copy_migrated(data_dir / "factcheck.sqlite3")  # the test above begins with nothing
    with running(data_dir, tmp_path / "log") as system:
        system.wait_until_ready()
        system.process.kill()
        system.process.wait()
        with contextlib.suppress(AssertionError):  # what is told is which of them lives on
            wait_until(lambda: system.processes() == [], what="the end of every child")
        assert system.commands() == []
    secret = (data_dir / "secret_key").read_text()
    with running(data_dir, tmp_path / "log") as system:
        system.wait_until_ready()
        assert (data_dir / "secret_key").read_text() == secret
        second = Running(data_dir, services.free_port(), tmp_path / "second")
        assert second.process.wait(120) == 1
        assert "Another system already runs on" in second.output
        os.kill(system.process.pid, signal.SIGTERM)
        assert system.process.wait(120) == 0


@pytest.mark.services
def test_a_signal_while_the_system_starts_stops_it_too(tmp_path: Path) -> None:
    with running(tmp_path / "var", tmp_path / "log") as system:
        wait_until(lambda: "Bringing the database up to date" in system.output, what="the start of the migrations")
        os.kill(system.process.pid, signal.SIGINT)
        assert system.process.wait(120) == 0
        assert system.processes() == []


@pytest.mark.services
def test_a_broker_file_that_cannot_be_read_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    kept = broker.folder(tmp_path) / "appendonlydir"
    kept.mkdir(parents=True)
    (kept / "appendonly.aof.manifest").write_text("this is not a manifest\n")
    (tmp_path / "log").mkdir()
    system = System(host="127.0.0.1", port=8000, data_dir=tmp_path, redis_url="")
    try:
        system.start_broker()
        assert broker.find_running(tmp_path) == system.env["REDIS_URL"]
    finally:
        system.stop()
    assert "The broker could not read its file" in capsys.readouterr().out
    assert list(broker.folder(tmp_path).glob("unreadable-*/appendonly.aof.manifest"))
    assert broker.find_running(tmp_path) == ""


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen(1)
        port = holder.getsockname()[1]
        with pytest.raises(
            CannotRun, match=rf"Port {port} on 127\.0\.0\.1 cannot be used .* choose another with PORT=\d+"
        ):
            claim_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotRun, match=r"Port 8000 on 192\.0\.2\.1 cannot be used"):
        claim_port("192.0.2.1", 8000)


def test_one_data_dir_serves_one_system(tmp_path: Path) -> None:
    with sole_use(tmp_path), pytest.raises(CannotRun, match="give this one a DATA_DIR of its own"), sole_use(tmp_path):
        pass


def test_fresh_empties_a_folder_that_a_system_has_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("secret_key", "run.lock", "factcheck.sqlite3"):
        (tmp_path / name).write_text("x")
    (tmp_path / "media").mkdir()
    begin_anew(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["run.lock"]


def test_fresh_leaves_a_folder_alone_that_holds_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(CannotRun, match="holds files that are not this system's"):
        begin_anew(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_fresh_does_not_pretend_to_empty_a_database_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk@db.example/checks")
    with pytest.raises(CannotRun, match="empty that one by hand"):
        begin_anew(tmp_path)


def test_a_socket_path_always_fits_into_the_system_limit(tmp_path: Path) -> None:
    for depth in range(0, 200, 7):
        chosen = broker.choose_socket(Path("/tmp") / ("x" * depth))
        assert len(os.fsencode(chosen)) <= broker.LONGEST_SOCKET_PATH
        if chosen.parent.name.startswith("factcheck-"):
            chosen.parent.rmdir()


def test_a_dead_socket_does_not_answer(tmp_path: Path) -> None:
    began = time.monotonic()
    assert broker.answers(tmp_path / "nothing.sock") is False
    assert broker.wait_until_it_answers(tmp_path / "nothing.sock", timeout_s=0.2) is False
    assert time.monotonic() - began >= 0.2
