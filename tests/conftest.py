"""What every test stands on: a closed network, the database's triggers, a browser."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkClosed(AssertionError):
    """A test tried to leave this machine."""


def _is_here(family: int, address: Any) -> bool:
    return family == socket.AF_UNIX or str(address[0]).startswith(LOOPBACK)


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if not _is_here(self.family, address):
        raise NetworkClosed(f"A test tried to reach {address!r}: tests may reach this machine only.")
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    if not _is_here(self.family, address):
        raise NetworkClosed(f"A test tried to reach {address!r}: tests may reach this machine only.")
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    is_number = name is None or ":" in name or name.replace(".", "").isdigit()
    if not is_number and name != "localhost":
        raise socket.gaierror(socket.EAI_NONAME, f"A test asked for the address of {name!r}; names are not looked up in tests")
    return _getaddrinfo(host, *args, **kwargs)


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the test's own thread
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = _guarded_getaddrinfo


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CI=true nothing may be left out: a skip is a failure that says what was missing."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"With CI=true nothing may be skipped, but this was: {reason}"
    return report
