"""Asks the web server for its front page: `python -m factcheck.run.probe` exits 0 when it is served."""

import http.client
import sys

from factcheck import environment


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


if __name__ == "__main__":
    status = status_of_front_page("127.0.0.1", environment.integer("PORT", 8000), timeout_s=4.0)
    sys.exit(0 if status is not None and status < 500 else f"The front page is not served: {status or 'no answer'}.")
