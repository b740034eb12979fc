"""Whether a part of the system goes on: `python -m factcheck.run.probe web|worker|beat` exits 0 when it does."""

import http.client
import sys

from factcheck import environment
from factcheck.run import alive


def status_of_front_page(host: str, port: int, *, timeout_s: float = 10.0) -> int | None:
    """The HTTP status, or None when nobody answers. Asked as by a proxy, so that no redirect to https is the answer."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def main(role: str) -> str | None:
    """What is wrong, or None."""
    if role != "web":
        return None if alive.is_alive(role) else f"The {role} has not been heard of for {alive.WITHIN_S:.0f} seconds."
    status = status_of_front_page("127.0.0.1", environment.integer("PORT", 8000), timeout_s=4.0)
    return None if status is not None and status < 500 else f"The front page is not served: {status or 'no answer'}."


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
