"""What must be so before a system may start here: a free port, a DATA_DIR to itself, and leave to empty it."""

import contextlib
import fcntl
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from factcheck import environment


class CannotRun(Exception):
    """The system cannot start; the message is a full sentence that says what to do."""


def claim_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError as error:
            raise CannotRun(
                f"Port {port} needs more rights than this user has: choose one above 1023 with PORT=8000."
            ) from error
        except OSError as error:
            raise CannotRun(
                f"Port {port} on {host} cannot be used ({error.strerror}): "
                f"end the program that holds it, or choose another with PORT={port + 1 if port < 65535 else 8000}."
            ) from error


@contextlib.contextmanager
def sole_use(data_dir: Path) -> Iterator[None]:
    """Keep a second system off the same DATA_DIR; the lock ends with this process, however it ends."""
    with (data_dir / "run.lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotRun(
                f"Another system already runs on {data_dir}: stop it first, or give this one a DATA_DIR of its own."
            ) from error
        yield


def begin_anew(data_dir: Path) -> None:
    """Empty DATA_DIR, if a system has written there before."""
    if environment.text("DATABASE_URL"):
        raise CannotRun(
            "FRESH=1 empties DATA_DIR, but DATABASE_URL names a database elsewhere: empty that one by hand."
        )
    if not (data_dir / "secret_key").exists() and {entry.name for entry in data_dir.iterdir()} - {"run.lock"}:
        raise CannotRun(
            f"{data_dir} holds files that are not this system's, so FRESH=1 leaves them alone: empty it by hand."
        )
    for entry in data_dir.iterdir():
        if entry.name == "run.lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
