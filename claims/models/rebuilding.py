"""The indexes of words and of meaning computed anew beside the old ones, while everybody reads and writes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.errors import Refused
from claims.models import database, postings, vectors
from claims.text import embeddings

#: Rows in one short transaction; writers wait for it (count).
STEP: Final = 2000
#: A run on SQLite that has written nothing for so long was killed, and another one may take its place (seconds).
LOST_S: Final = 60.0
_LOCK: Final = "hashtextextended('rebuild_index', 0)"


def n_rows(index: str, *, using: str) -> int:
    table, _ = database.searched(index)
    return _number(connections[using], f"SELECT count(*) FROM {table}")  # noqa: S608 - our own tables, here and below


def flaws(index: str, *, using: str) -> list[str]:
    """What is out of step, in sentences; empty when nothing is. `index`: a name of database.INDEXES or TEXTS."""
    connection = connections[using]
    table, found = index, _flaws_of_words(connection, index)
    if table in database.VECTORS:
        name, _ = database.VECTORS[table]
        for wrong, sql in (
            ("rows have no place for a vector", f"FROM {table} WHERE {_missing_in(name, 'row_id', f'{table}.id')}"),
            ("rows have no vector yet", f"FROM {name} WHERE code IS NULL"),
            ("vectors have lost their row", f"FROM {name} WHERE {_missing_in(table, 'id', f'{name}.row_id')}"),
        ):
            if n := _number(connection, f"SELECT count(*) {sql}"):
                found.append(f"{n:,} {wrong}.")
    return found


@contextmanager
def alone(*, using: str) -> Iterator[None]:
    """One run at a time on PostgreSQL, or Refused; the lock ends with its connection. On SQLite each table sees to it.

    Two would drop each other's half-built indexes, or stand in line for a table with everybody else behind them.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        yield
        return
    if not _number(connection, f"SELECT pg_try_advisory_lock({_LOCK})::int"):
        raise Refused(
            "Another rebuild_index is at work. Wait until it has ended; one that was killed goes on until PostgreSQL "
            "has finished its last statement."
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")


def rebuild_words(index: str, *, using: str) -> Iterator[int]:
    """Yields how many rows are done. Refused while another run is at it."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        yield from _rebuild_fts5(connection, index)
        return
    with alone(using=using):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}_search_ccnew")  # of an interrupted run
            cursor.execute(f"REINDEX INDEX CONCURRENTLY {index}_search")
        postings.analyse(database.searched(index)[0], using=using)
        yield n_rows(index, using=using)


def rebuild_vectors(table: str, *, using: str) -> Iterator[tuple[int, int]]:
    """Yields how many rows are done, and how many of their vectors were missing or wrong, and are right now."""
    connection = connections[using]
    name, _ = database.VECTORS[table]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE {_missing_in(table, 'id', f'{name}.row_id')}")  # noqa: S608
    last, n_done, n_wrong = -1, 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT row_id, change, vector FROM {name} WHERE row_id > %s ORDER BY row_id LIMIT {STEP}",  # noqa: S608
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        known = vectors.texts(table, [pk for pk, _, _ in rows], using=using)
        rows = [row for row in rows if row[0] in known]
        packed = embeddings.quantise(embeddings.encode([known[pk] for pk, _, _ in rows]))
        wrong = [
            at for at, (_, _, vector) in enumerate(rows) if vector is None or bytes(vector) != packed[at].tobytes()
        ]
        vectors.put(table, [rows[at][:2] for at in wrong], packed[np.array(wrong, dtype=np.intp)], using=using)
        n_done, n_wrong = n_done + len(rows), n_wrong + len(wrong)
        yield n_done, n_wrong


def _flaws_of_words(connection: BaseDatabaseWrapper, index: str) -> list[str]:
    if connection.vendor != "sqlite":
        sql = "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid"
        return (
            [] if _number(connection, sql, f"{index}_search") else [f"The index {index}_search is missing or invalid."]
        )
    if index in database.TEXTS and f"{index}_fts" not in connection.introspection.table_names():
        return [f"The index {index}_fts is missing."]
    table, _ = database.searched(index)
    found, indexed = [], f"{index}_fts_docsize"
    for wrong, sql in (
        ("rows are not in the index of words", f"FROM {table} WHERE {_missing_in(indexed, 'id', f'{table}.id')}"),
        (
            "entries of the index of words have lost their row",
            f"FROM {indexed} WHERE {_missing_in(table, 'id', f'{indexed}.id')}",
        ),
    ):
        if n := _number(connection, f"SELECT count(*) {sql}"):
            found.append(f"{n:,} {wrong}.")
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {index}_fts({index}_fts, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError:
        found.append("The index of words does not say what the rows say.")
    return found


def _missing_in(table: str, column: str, of: str) -> str:
    """PostgreSQL compares every row with every other for a NOT IN whose list does not fit into its memory."""
    return f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = {of})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class _Run:
    """One run on SQLite, which has no lock that outlives a transaction: its name stands beside its progress, with the
    time of its last step. It goes on only while the name is still its own."""

    connection: BaseDatabaseWrapper
    index: str
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def progress(self) -> str:
        return f"{self.index}_fts_progress"

    def begin(self, *statements: str) -> None:
        with transaction.atomic(using=self.connection.alias):
            _, last_step_at = self._at_work()
            if (ago_s := abs(time.time() - last_step_at)) < LOST_S:
                raise Refused(
                    f"Another rebuild_index is at work on {self.index}: its last step was {ago_s:.0f} seconds ago. "
                    f"Wait until it has ended; one that was killed is forgotten after {LOST_S:.0f} seconds."
                )
            self._do(*statements)

    def step(self, *statements: str) -> None:
        with transaction.atomic(using=self.connection.alias):
            if self._at_work()[0] != self.name:
                raise Refused(
                    f"Another rebuild_index has taken over {self.index}, because this one stood still for more than "
                    f"{LOST_S:.0f} seconds. Let the other one finish."
                )
            self._do(f"UPDATE {self.progress} SET last_step_at = {time.time()}", *statements)  # noqa: S608

    def end(self) -> None:
        """However it ended: nobody has to wait for it."""
        with transaction.atomic(using=self.connection.alias):
            if self._at_work()[0] == self.name:
                self._do(f"UPDATE {self.progress} SET last_step_at = 0")  # noqa: S608

    def _at_work(self) -> tuple[str, float]:
        """The name of the run that has begun and not ended, and the time of its last step (seconds since 1970)."""
        known = f"SELECT count(*) FROM pragma_table_info('{self.progress}') WHERE name = 'last_step_at'"  # noqa: S608
        if not _number(self.connection, known):
            return "", 0.0
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT run, last_step_at FROM {self.progress}")  # noqa: S608
            run, last_step_at = cursor.fetchone()
        return str(run), float(last_step_at)

    def _do(self, *statements: str) -> None:
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _rebuild_fts5(connection: BaseDatabaseWrapper, index: str) -> Iterator[int]:
    """A second index is filled a step at a time and takes the place of the first. Triggers tell it of every change to
    a row that it has already, or that is newer than the beginning; the steps bring up the others."""
    run, (table, columns) = _Run(connection, index), database.searched(index)
    fts, following, progress = f"{index}_fts", f"{index}_fts_next", run.progress
    names = ", ".join(columns)
    is_in = f"{{row}}.id <= (SELECT done FROM {progress}) OR {{row}}.id > (SELECT last FROM {progress})"  # noqa: S608
    verbs = ("insert", "update", "delete")
    away = [*(f"DROP TRIGGER IF EXISTS {following}_{verb}" for verb in verbs), f"DROP TABLE IF EXISTS {progress}"]
    run.begin(
        *away,
        f"DROP TABLE IF EXISTS {following}",
        database.fts5_table_sql(table, columns, following),
        f"CREATE TABLE {progress} AS SELECT 0 AS done, coalesce(max(id), 0) AS last, "  # noqa: S608
        f"'{run.name}' AS run, {time.time()} AS last_step_at FROM {table}",
        *database.fts5_triggers_sql(table, columns, following, when=is_in),
    )
    try:
        last = _number(connection, f"SELECT last FROM {progress}")  # noqa: S608
        for done in range(0, last, STEP):
            until = min(done + STEP, last)
            run.step(
                f"INSERT INTO {following}(rowid, {names}) SELECT id, {names} FROM {table} "  # noqa: S608
                f"WHERE id > {done} AND id <= {until}",
                f"UPDATE {progress} SET done = {until}",  # noqa: S608
            )
            yield until
        run.step(
            *away,
            *(f"DROP TRIGGER IF EXISTS {fts}_{verb}" for verb in verbs),
            f"DROP TABLE {fts}",
            f"ALTER TABLE {following} RENAME TO {fts}",
            *database.fts5_triggers_sql(table, columns, fts),
        )
    finally:
        run.end()


def _number(connection: BaseDatabaseWrapper, sql: str, *params: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])
