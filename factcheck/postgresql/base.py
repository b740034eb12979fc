"""Django looks for its class here (`ENGINE` in factcheck/settings.py)."""

from __future__ import annotations

import math
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.conninfo import timeout_from_conninfo
from psycopg.errors import ConnectionTimeout

from factcheck import patience


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        options = params.get("options", "")
        if patience.watch.limit_s is not None and "statement_timeout" not in options:
            params["options"] = f"{options} -c statement_timeout={patience.STATEMENT_S * 1000:.0f}".lstrip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises patience.GaveUp while the server hangs."""
        if patience.watch.limit_s is None:
            return super().get_new_connection(conn_params)

        def connect() -> psycopg.Connection[Any]:
            return psycopg.connect(**{**conn_params, "connect_timeout": patience.HANGS_S})

        patience.refuse_while_it_hangs(connect)
        # An address says it in letters: DATABASE_URL?connect_timeout=3
        limit_s = math.ceil(min(patience.limit_of_this_thread() or math.inf, timeout_from_conninfo(conn_params)))
        try:
            connection = super().get_new_connection({**conn_params, "connect_timeout": limit_s})
        except ConnectionTimeout:
            patience.watch.look(connect)
            raise

        def wait(steps: Any, **how: Any) -> Any:
            try:
                return type(connection).wait(connection, patience.bounded(steps, connect), **how)
            except patience.GaveUp:
                connection.close()  # in the middle of a statement: whoever asks next takes a new one
                raise

        connection.wait = wait
        return connection
