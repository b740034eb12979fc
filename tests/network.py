"""The closed network of the tests: sockets reach this machine only, and names are not looked up."""

import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkClosed(AssertionError):
    """A test tried to leave this machine."""


def _check(family: int, address: Any) -> None:
    if family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost", "0.0.0.0")):
        raise NetworkClosed(f"A test tried to reach {address!r}: tests may reach this machine only.")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _check(self.family, address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _check(self.family, address)
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    is_number = not name or ":" in name or name.replace(".", "").isdigit()
    if not is_number and name != "localhost":
        raise socket.gaierror(socket.EAI_NONAME, f"A test asked for the address of {name!r}: names are not looked up.")
    return _getaddrinfo(host, *args, **kwargs)


def close() -> None:
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = _guarded_getaddrinfo
