"""Pages that are read by several statements, as they were at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

Params = ParamSpec("Params")


def at_one_moment(
    view: Callable[Concatenate[HttpRequest, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """For views that write nothing: what somebody saves meanwhile is seen whole or not at all.

    Else a page could show new rows beside forms that name the version before them, and the next save is refused.
    """

    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        # Known before: a session that no longer holds is deleted when its person is looked up
        _ = request.user.is_authenticated
        with _one_moment():
            return view(request, *args, **kwargs)

    return run


@contextmanager
def _one_moment() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            _begin_by_reading(stack)
        else:
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _begin_by_reading(stack: ExitStack) -> None:
    """Settings let SQLite's transactions begin by waiting for the right to write, which nobody here needs."""
    connection.ensure_connection()  # which sets the mode
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
    try:
        stack.enter_context(transaction.atomic())
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
