"""Vectors of claims and checks, one row for each of theirs. Triggers keep the rows in step (claims.models.database):
a new or reworded text has a row without a vector, a deleted one has none. `fill` writes the vectors that are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connections, models, transaction
from django.db.models import Q

from claims.models import database
from claims.text import embeddings

#: Texts that are read, embedded and written in one go (count).
BATCH: Final = 1000


class Vector(models.Model):
    """`vector` is 256 signed bytes and `code` their signs, 32 bytes; both are null until they are computed.

    `change` says since when: on SQLite the number of the change, on PostgreSQL the transaction that wrote it.
    """

    row_id = models.BigAutoField(primary_key=True)  # given, never chosen: of integers, SQLite keeps only this in order
    change = models.BigIntegerField(db_index=True)
    code = models.BinaryField(null=True)
    vector = models.BinaryField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["row_id"], condition=Q(code=None), name="%(class)s_missing")]


class CheckVector(Vector):
    """The meaning of a FactCheck's statement and title."""


class ClaimVector(Vector):
    """The meaning of a Claim's statement."""


def fill(table: str, *, using: str, ids: Sequence[int] = (), limit: int = BATCH) -> int:
    """Write up to `limit` missing vectors of a table, those of the newest rows first, or those of `ids`.

    Returns how many were written. A row that is reworded meanwhile is left for the next time; a table without vectors
    has nothing to fill.
    """
    if table not in database.VECTORS:
        return 0
    vectors, _ = database.VECTORS[table]
    these = f"AND row_id IN ({listed(ids)})" if ids else ""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT row_id, change FROM {vectors} WHERE code IS NULL {these} ORDER BY row_id DESC LIMIT %s",  # noqa: S608
            [limit],
        )
        missing = cursor.fetchall()
    return sum(write(table, missing[at : at + BATCH], using=using) for at in range(0, len(missing), BATCH))


def texts(table: str, ids: Sequence[int], *, using: str) -> dict[int, str]:
    """What the vectors of these rows stand for, by primary key; rows that are gone are missing."""
    _, columns = database.VECTORS[table]
    joined = " || ' ' || ".join(columns)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT id, {joined} FROM {table} WHERE id IN ({listed(ids)})"  # noqa: S608 - whole numbers
        )
        return {int(pk): str(text).strip() for pk, text in cursor.fetchall()}


def write(table: str, seen: Sequence[tuple[int, int]], *, using: str) -> int:
    """Compute and write the vectors of rows given as (row_id, change), where they still are as they were seen."""
    known = texts(table, [pk for pk, _ in seen], using=using)
    rows = [(pk, change) for pk, change in seen if pk in known]
    return put(table, rows, embeddings.quantise(embeddings.encode([known[pk] for pk, _ in rows])), using=using)


def put(table: str, seen: Sequence[tuple[int, int]], packed: embeddings.Quantised, *, using: str) -> int:
    """Write these vectors, shape (len(seen), 256); returns how many rows there were."""
    values = [
        (code.tobytes(), vector.tobytes(), pk, change)
        for (pk, change), code, vector in zip(seen, embeddings.codes(packed), packed, strict=True)
    ]
    if not values:
        return 0
    vendor, (vectors, _) = connections[using].vendor, database.VECTORS[table]
    now = database.change_sql(vendor, vectors)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute(f"UPDATE {vectors}_clock SET n = n + 1")  # noqa: S608 - our own tables, here and below
            cursor.executemany(
                f"UPDATE {vectors} SET code = %s, vector = %s, change = {now} WHERE row_id = %s AND change = %s",  # noqa: S608
                values,
            )
            return len(values)
        cursor.execute(
            f"UPDATE {vectors} SET code = new.code, vector = new.vector, change = {now} "  # noqa: S608
            "FROM unnest(%s::bytea[], %s::bytea[], %s::bigint[], %s::bigint[]) AS new (code, vector, row_id, change) "
            f"WHERE {vectors}.row_id = new.row_id AND {vectors}.change = new.change",
            [list(column) for column in zip(*values, strict=True)],
        )
        return int(cursor.rowcount)


def listed(ids: Sequence[int]) -> str:
    """Whole numbers for an IN, written out: binding hundreds of parameters costs more than looking the rows up."""
    return ",".join(str(int(pk)) for pk in ids) or "NULL"
