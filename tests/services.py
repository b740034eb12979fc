"""Servers that tests start for themselves, each on its own folder and a free loopback port, ended with the test."""

import contextlib
import fcntl
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg

from factcheck.run import broker

CADDYFILE = Path(__file__).resolve().parents[1] / "docker" / "Caddyfile"
#: Debian's Caddy is older than the image's and has other words for the same.
WORDS_OF_DEBIANS_CADDY = {"BUFFER_REQUESTS": "buffer_requests\nmax_buffer_size 13MB"}
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def machines_network(*, changes: bool) -> Iterator[None]:
    """Chromium drops every connection when the machine gets or loses an address: browsers and whoever does that take
    turns, also those of runs beside each other."""
    with (Path(tempfile.gettempdir()) / "fact-check-desk-network.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX if changes else fcntl.LOCK_SH)
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_redis() -> str | None:
    return shutil.which("redis-server")


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def find_headless_chromium() -> str | None:
    """For journeys, which nobody watches: the same pages and scripts without windows take less."""
    return shutil.which("chromium-headless-shell") or find_chromium()


def find_deployment_programs() -> bool:
    """What is needed to run the compose file's commands on hosts made of network namespaces; these take root."""
    return os.geteuid() == 0 and all(map(shutil.which, ("caddy", "docker-compose", "hey", "ip", "nft")))


def find_postgres() -> Path | None:
    """The folder of initdb and postgres: Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    candidates = ([Path(found).resolve().parent] if found else []) + folders
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()),
        None,
    )


def wait_for(
    is_ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path, *, timeout_s: float = 120
) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        if is_ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{log.stem} did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def running(
    command: Sequence[str],
    is_ready: Callable[[], bool],
    log: Path,
    *,
    env: dict[str, str] | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """A server that answers; it gets ten seconds to end when the block does."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )
    try:
        wait_for(is_ready, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def copy_migrated(to: Path) -> bool:
    """Put an empty SQLite database with all tables there, where tests/run.py has made one; making one takes long."""
    made = Path(os.environ.get("MIGRATED_SQLITE", ""))
    if made.is_file():
        shutil.copyfile(made, to)
    return made.is_file()


@contextlib.contextmanager
def empty_database(server: str, template: str = "template1") -> Iterator[str]:
    """A database of this process on a PostgreSQL server, a copy of that one; yields its name. `server`: a URL."""
    name = f"{'empty' if template == 'template1' else 'copy'}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Short enough for a unix socket, and other users may pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="fct-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """The bundled broker, as the demo runs it; yields its REDIS_URL."""
    with temporary_folder() as folder:
        broker.folder(folder).mkdir()
        where = broker.choose_socket(folder)
        with running(broker.command(folder, where), lambda: broker.answers(where), folder / "valkey.log"):
            yield broker.url(where)


@contextlib.contextmanager
def proxy(folder: Path, *web: str) -> Iterator[tuple[str, Path]]:
    """The compose file's proxy in front of these web servers; yields its address and its authority's certificate."""
    port = free_port()
    site, log = f"https://localhost:{port}", folder / "proxy.log"
    env = {
        "SITE_URL": site,
        "CONTACT_EMAIL": "desk@example.org",
        "WEB": " ".join(web),
        "HTTP_PORT": str(free_port()),
        "HTTPS_PORT": str(port),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
        **WORDS_OF_DEBIANS_CADDY,
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    authority = folder / "caddy/pki/authorities/local/root.crt"

    def is_ready() -> bool:
        """It listens before it has its certificate."""
        if not authority.exists():
            return False
        try:
            trusted = ssl.create_default_context(cafile=str(authority))
            with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
                trusted.wrap_socket(wire, server_hostname="localhost").close()
        except OSError:
            return False
        return True

    with running(command, is_ready, log, env=env):
        yield site, authority


@contextlib.contextmanager
def redis(address: str = "127.0.0.1") -> Iterator[str]:
    """Debian's Redis; yields its REDIS_URL."""
    program = find_redis()
    assert program, "redis-server is not installed"
    with temporary_folder() as folder:
        where, port = folder / "redis.sock", free_port()
        command = [
            program,
            "--bind",
            address,
            "--protected-mode",
            "no",  # whoever is on that address is part of the test
            "--port",
            str(port),
            "--unixsocket",
            str(where),
            "--dir",
            str(folder),
        ]
        command += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        with running(command, lambda: broker.answers(where), folder / "redis.log"):
            yield f"redis://{address}:{port}/0"


@contextlib.contextmanager
def postgres(address: str = "127.0.0.1", **settings: str) -> Iterator[str]:
    """PostgreSQL without fsync, as the user postgres when we are root (it refuses root); yields a DATABASE_URL."""
    with temporary_folder() as folder:
        command, url = postgres_cluster(folder, address, **settings)
        # SIGTERM would wait for every client; the log of the server is at hand when it does not start
        with running(command, lambda: accepts(url), folder / "postgres.log"):
            yield url


def postgres_cluster(folder: Path, address: str, **settings: str) -> tuple[list[str], str]:
    """Make one in this folder, which other users may pass through; the command of its server and its DATABASE_URL."""
    programs = find_postgres()
    assert programs, "PostgreSQL is not installed"
    user = "postgres" if os.geteuid() == 0 else None
    data, password_file, port = folder / "pg", folder / "password", free_port()
    data.mkdir(mode=0o700)
    password_file.write_text("fc\n")
    password_file.chmod(0o600)
    if user:
        for path in (data, password_file):
            shutil.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    initdb = [
        f"{programs}/initdb",
        "-D",
        f"{data}",
        "-U",
        "fc",
        "-A",
        "scram-sha-256",
        f"--pwfile={password_file}",
    ]
    subprocess.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], check=True, user=user, capture_output=True, cwd="/")
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {address}/24 scram-sha-256\n")
    options = {
        "listen_addresses": address,
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "checkpoint_timeout": "1h",
        "max_wal_size": "4GB",
        "shared_buffers": "64MB",
        # What it gathers about tables that tests fill and empty is wrong a moment later, and makes plans of minutes
        "autovacuum": "off",
        **settings,
    }
    command = [
        *(["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []),
        f"{programs}/postgres",
        "-D",
        f"{data}",
        *(f"-c{key}={value}" for key, value in options.items()),
    ]
    return command, f"postgres://fc:fc@{address}:{port}/postgres"


def accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
