"""The indexes of words and of meaning computed anew beside the old ones, while everybody reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.models import database, vectors
from claims.text import embeddings

#: Rows in one short transaction; writers wait for it (count).
STEP: Final = 2000


def n_rows(table: str, *, using: str) -> int:
    return _number(connections[using], f"SELECT count(*) FROM {table}")  # noqa: S608 - our own tables, here and below


def flaws(table: str, *, using: str) -> list[str]:
    """What is out of step, in sentences; empty when nothing is."""
    connection = connections[using]
    found = _flaws_of_words(connection, table)
    if table in database.VECTORS:
        name, _ = database.VECTORS[table]
        for wrong, sql in (
            ("rows have no place for a vector", f"FROM {table} WHERE id NOT IN (SELECT row_id FROM {name})"),  # noqa: S608
            ("rows have no vector yet", f"FROM {name} WHERE code IS NULL"),
            ("vectors have lost their row", f"FROM {name} WHERE row_id NOT IN (SELECT id FROM {table})"),  # noqa: S608
        ):
            if n := _number(connection, f"SELECT count(*) {sql}"):
                found.append(f"{n:,} {wrong}.")
    return found


def rebuild_words(table: str, *, using: str) -> Iterator[int]:
    """Yields how many rows are done."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        yield from _rebuild_fts5(connection, table)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {table}_search_ccnew")  # of an interrupted run
        cursor.execute(f"REINDEX INDEX CONCURRENTLY {table}_search")
        cursor.execute(f"ANALYZE {table}")  # it tells which words are common
    yield n_rows(table, using=using)


def rebuild_vectors(table: str, *, using: str) -> Iterator[tuple[int, int]]:
    """Yields how many rows are done, and how many of their vectors were missing or wrong, and are right now."""
    connection = connections[using]
    name, _ = database.VECTORS[table]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE row_id NOT IN (SELECT id FROM {table})")  # noqa: S608
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


def _flaws_of_words(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor != "sqlite":
        sql = "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid"
        return (
            [] if _number(connection, sql, f"{table}_search") else [f"The index {table}_search is missing or invalid."]
        )
    found = []
    for wrong, sql in (
        ("rows are not in the index of words", f"FROM {table} WHERE id NOT IN (SELECT id FROM {table}_fts_docsize)"),  # noqa: S608
        (
            "entries of the index of words have lost their row",
            f"FROM {table}_fts_docsize WHERE id NOT IN (SELECT id FROM {table})",  # noqa: S608
        ),
    ):
        if n := _number(connection, f"SELECT count(*) {sql}"):
            found.append(f"{n:,} {wrong}.")
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError:
        found.append("The index of words does not say what the rows say.")
    return found


def _rebuild_fts5(connection: BaseDatabaseWrapper, table: str) -> Iterator[int]:
    """A second index is filled a step at a time and takes the place of the first. Triggers tell it of every change to
    a row that it has already, or that is newer than the beginning; the steps bring up the others."""
    columns = database.INDEXES[table]
    fts, following, progress = f"{table}_fts", f"{table}_fts_next", f"{table}_fts_progress"
    names = ", ".join(columns)
    is_in = f"{{row}}.id <= (SELECT done FROM {progress}) OR {{row}}.id > (SELECT last FROM {progress})"  # noqa: S608
    verbs = ("insert", "update", "delete")
    away = [*(f"DROP TRIGGER IF EXISTS {following}_{verb}" for verb in verbs), f"DROP TABLE IF EXISTS {progress}"]
    _do(
        connection,
        *away,
        f"DROP TABLE IF EXISTS {following}",
        database.fts5_table_sql(table, columns, following),
        f"CREATE TABLE {progress} AS SELECT 0 AS done, coalesce(max(id), 0) AS last FROM {table}",  # noqa: S608
        *database.fts5_triggers_sql(table, columns, following, when=is_in),
    )
    last = _number(connection, f"SELECT last FROM {progress}")  # noqa: S608
    for done in range(0, last, STEP):
        until = min(done + STEP, last)
        _do(
            connection,
            f"INSERT INTO {following}(rowid, {names}) SELECT id, {names} FROM {table} "  # noqa: S608
            f"WHERE id > {done} AND id <= {until}",
            f"UPDATE {progress} SET done = {until}",  # noqa: S608
        )
        yield until
    _do(
        connection,
        *away,
        *(f"DROP TRIGGER IF EXISTS {fts}_{verb}" for verb in verbs),
        f"DROP TABLE {fts}",
        f"ALTER TABLE {following} RENAME TO {fts}",
        *database.fts5_triggers_sql(table, columns, fts),
    )


def _do(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _number(connection: BaseDatabaseWrapper, sql: str, *params: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])
