"""The id that a request and the jobs that it asked for share in the logs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from structlog import contextvars

#: What a proxy may hand in as X-Request-ID; anything else is replaced.
_GOOD: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(given: str = "") -> str:
    """`given` when it can be one, else a new one."""
    return given if _GOOD.fullmatch(given) else uuid.uuid4().hex


def current() -> str:
    """Of the request or job at work in this thread; "" outside of both."""
    return str(contextvars.get_contextvars().get("request_id", ""))


@contextmanager
def under(request_id: str, **facts: str | int) -> Iterator[None]:
    """Within the block each line of the log says these; `facts` must not be what people wrote."""
    with contextvars.bound_contextvars(request_id=request_id, **facts):
        yield
