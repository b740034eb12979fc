"""Readers who take nothing of a large answer, through the proxy: who else is answered, and what they cost in memory."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import services
from tests.benchmarks.figures import say
from tests.infra.test_threads import BODY, serving
from tests.worker import wait_until

N_OTHERS = 20


@pytest.mark.skipif(not services.find_deployment_programs(), reason="takes the deployment's programs")
@pytest.mark.parametrize("n_readers", [10, 50, 200])
@pytest.mark.parametrize("form", ["file", "bytes"])
def test_slow_readers(form: str, n_readers: int, tmp_path: Path) -> None:
    with (
        services.temporary_folder() as folder,
        serving(tmp_path, n_processes=2) as (port, pid),
        services.proxy(folder, f"127.0.0.1:{port}") as (site, authority),
        contextlib.ExitStack() as readers,
    ):
        trusted = ssl.create_default_context(cafile=str(authority))

        def asks(path: str) -> ssl.SSLSocket:
            wire = socket.create_connection(("127.0.0.1", urlsplit(site).port or 443), timeout=3)
            reader = readers.enter_context(trusted.wrap_socket(wire, server_hostname="localhost"))
            reader.sendall(f"GET /{path} HTTP/1.1\r\nHost: {urlsplit(site).netloc}\r\n\r\n".encode())
            return reader

        def is_up() -> bool:
            with contextlib.suppress(OSError):
                return b" 200 " in asks("small").recv(100)
            return False

        wait_until(is_up, what="the proxy")
        before, kernel = memory(pid), memory_of_connections()
        for _ in range(n_readers):
            asks(form)
        time.sleep(5)
        n_answered = 0
        for _ in range(N_OTHERS):
            with contextlib.suppress(TimeoutError):
                n_answered += b" 200 " in asks("small").recv(100)
        print()
        name = f"{n_readers} readers of {len(BODY) / 1e6:.0f} MB ({form})"
        say(f"{name}: others answered in 3 s", n_answered, f"of {N_OTHERS}")
        say(f"{name}: memory of both processes", memory(pid) - before, "MB more")
        say(f"{name}: of all connections, the proxy's too", memory_of_connections() - kernel, "MB more")


def memory(parent: int) -> float:
    """What its children take for themselves (MB), what they share divided among them."""
    children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=True).stdout.split()
    told = "".join(Path(f"/proc/{child}/smaps_rollup").read_text() for child in children)
    return sum(map(int, re.findall(r"^Pss_Anon:\s+(\d+) kB", told, re.MULTILINE))) / 1000


def memory_of_connections() -> float:
    """Of the whole machine (MB): pages of 4 KiB."""
    found = re.search(r"^TCP:.* mem (\d+)", Path("/proc/net/sockstat").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) * 4096 / 1e6
