"""Names to addresses, in bounded time. Judging the addresses is address.py's work."""

import queue
import socket
import threading
from collections.abc import Callable

from claims.web.failures import FetchGone, FetchTryAgain
from claims.web.limits import OutOfTime

Resolver = Callable[[str, int], list[str]]
"""(host, port) -> every A and AAAA answer, as text. May raise socket.gaierror or another OSError."""


def lookup(host: str, port: int) -> list[str]:
    """What the machine's own resolver answers, all families."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def answers(host: str, port: int, resolver: Resolver, *, timeout_s: float) -> list[str]:
    """The resolver's answers, asked once, never empty.

    Raises OutOfTime, FetchGone (no such name) or FetchTryAgain (resolver in trouble). getaddrinfo knows no
    timeout, so it runs in a thread of its own that is left behind when it hangs; it ends by itself.
    """
    outcome: queue.SimpleQueue[list[str] | OSError | ValueError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            outcome.put(resolver(host, port))
        except (OSError, ValueError) as error:
            outcome.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = outcome.get(timeout=timeout_s)
    except queue.Empty:
        raise OutOfTime from None
    if isinstance(found, OSError) and found.errno not in _NO_SUCH_NAME:
        raise FetchTryAgain(f"The address of {host} could not be looked up just now. The desk will try again.")
    if isinstance(found, list) and found:
        return found
    raise FetchGone(f"There is no site called {host}. Check the spelling of the address, or look for an archived copy.")


# The numbers differ between systems, and not all systems have all of them.
_NO_SUCH_NAME = frozenset(
    getattr(socket, name, socket.EAI_NONAME) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")
)
