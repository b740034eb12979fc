"""Rows whose meaning is near a text's. Each process keeps the codes of all rows and, before it answers, reads what was
committed since; docs/decisions/009-index.md says why nothing is missed. Nothing is written here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from claims.matching.codes import Codes, Ids
from claims.models import database, vectors
from claims.text import embeddings

#: Rows that are read in one go (count); when more than that has changed, everything is read anew.
CHUNK: Final = 50_000
#: Deleted rows in one answer after which the codes are read anew (count).
MANY_GONE: Final = 20
#: Rows without a vector that are embedded for one query, the newest first; the rest waits for the next (count).
EMBEDDED_AT_ONCE: Final = 200
#: ... of at most this many; beyond that it takes `manage.py rebuild_index` (count).
WAITING: Final = 100_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What had been committed when the table was read. SQLite: every change up to `before`; PostgreSQL: what was
    written by the transactions below `before`, without those that were `running`."""

    before: int
    running: tuple[int, ...] = ()


@dataclass(slots=True)
class _Kept:
    codes: Codes = field(default_factory=Codes.empty)
    seen: Seen | None = None
    waiting: Ids = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    lock: threading.RLock = field(default_factory=threading.RLock)


_kept: dict[tuple[str, ...], _Kept] = {}
_all_kept = threading.Lock()


@dataclass(frozen=True, slots=True)
class Nearby:
    """A text beside the rows of a table as one connection sees them. The codes tell roughly, the vectors exactly."""

    table: str
    using: str
    query: NDArray[np.float32]
    codes: Codes

    def rough(self, n: int, also: Iterable[int]) -> tuple[Ids, NDArray[np.float32]]:
        """Ids, ascending, of about `n` rows near the text and of those named besides; and about their cosines."""
        nearest = self.codes.nearest(self.query, n) if self.query.any() else np.empty(0, dtype=np.int64)
        ids = np.union1d(nearest, np.fromiter(also, dtype=np.int64))
        return ids, self.codes.cosines(self.query, ids)

    def exact(self, ids: Sequence[int]) -> dict[int, tuple[float, bytes]]:
        """(cosine, vector) by primary key; the vector is b"" where the index has none yet.

        Rows that are gone are missing, and their codes are forgotten.
        """
        found = _cosines(self.table, self.query, ids, self.using)
        _forget(self, np.setdiff1d(np.array(ids, dtype=np.int64), np.fromiter(found, dtype=np.int64)))
        return found


def near(table: str, text: str, *, using: str) -> Nearby:
    """What `text` is near to; a text without a word that the reader of meaning knows is near to nothing."""
    return Nearby(table, using, embeddings.encode([text])[0], _in_step(table, using))


def _cosines(table: str, query: NDArray[np.float32], ids: Sequence[int], using: str) -> dict[int, tuple[float, bytes]]:
    name, _ = database.VECTORS[table]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT row_id, vector FROM {name} WHERE row_id IN ({vectors.listed(ids)})")  # noqa: S608
        rows = cursor.fetchall()
    ready = {int(pk): bytes(vector) for pk, vector in rows if vector is not None}
    packed = np.frombuffer(b"".join(ready.values()), dtype=np.int8).reshape(-1, embeddings.WIDTH).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(packed, axis=1), 1e-9)
    cosines = (packed @ query / lengths).tolist()
    found = {pk: (cosine, vector) for (pk, vector), cosine in zip(ready.items(), cosines, strict=True)}
    if missing := [int(pk) for pk, vector in rows if vector is None]:
        known = vectors.texts(table, missing, using=using)
        cosines = (embeddings.encode(list(known.values())) @ query).tolist()
        found |= {pk: (cosine, b"") for pk, cosine in zip(known, cosines, strict=True)}
    return found


def _in_step(table: str, using: str) -> Codes:
    """The codes as this connection sees them now. What an open transaction wrote is for it alone, and never kept."""
    connection = connections[using]
    kept = _kept_of(table, connection)
    with kept.lock:
        seen, is_final = _look(connection, table)
        codes, waiting = kept.codes, kept.waiting
        changed = None if kept.seen is None or seen.before < kept.seen.before else _since(connection, table, kept.seen)
        if changed is None:
            codes, waiting = _read_all(connection, table)
        elif changed:
            codes, empty = _added(codes, changed)
            waiting = np.union1d(waiting, empty)
        if waiting.size:
            codes = _embedded(codes, table, waiting[-EMBEDDED_AT_ONCE:], using)
            waiting = waiting[:-EMBEDDED_AT_ONCE]
        if is_final:
            kept.codes, kept.seen, kept.waiting = codes, seen, waiting
    return codes


def _kept_of(table: str, connection: BaseDatabaseWrapper) -> _Kept:
    settings = connection.settings_dict
    place = (str(settings["HOST"]), str(settings["PORT"]), str(settings["NAME"]), table)
    with _all_kept:
        return _kept.setdefault(place, _Kept())


def _look(connection: BaseDatabaseWrapper, table: str) -> tuple[Seen, bool]:
    """What is committed as of now, to be asked before the rows are read; and whether all that is seen is committed."""
    name, _ = database.VECTORS[table]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT n FROM {name}_clock")  # noqa: S608 - our own tables, here and below
            return Seen(int(cursor.fetchone()[0])), not connection.in_atomic_block and connection.get_autocommit()
        cursor.execute("SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NULL")
        snapshot, is_final = cursor.fetchone()
    _, before, running = snapshot.split(":")
    return Seen(int(before), tuple(map(int, filter(None, running.split(","))))), bool(is_final)


def _since(connection: BaseDatabaseWrapper, table: str, seen: Seen) -> list[tuple[int, Any]] | None:
    """(primary key, code) of what was not yet committed when `seen` was; None when that is too much."""
    name, _ = database.VECTORS[table]
    params: tuple[object, ...]
    if connection.vendor == "sqlite":
        where, params = "change > %s", (seen.before,)
    else:
        # A restored copy keeps the numbers of its old server's transactions, which are still to come here
        where = (
            "((change >= %s AND (change < pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
            "OR change = pg_current_xact_id_if_assigned()::text::bigint)) OR change = ANY(%s::bigint[]))"
        )
        params = (seen.before, list(seen.running))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_id, code FROM {name} WHERE {where} LIMIT {CHUNK + 1}", params)  # noqa: S608
        rows = cursor.fetchall()
    return rows if len(rows) <= CHUNK else None


def _read_all(connection: BaseDatabaseWrapper, table: str) -> tuple[Codes, Ids]:
    name, _ = database.VECTORS[table]
    blocks = list(_blocks(connection, name))
    codes = Codes.empty()
    if blocks:
        ids, bits = zip(*blocks, strict=True)
        codes = Codes(np.concatenate(ids), np.concatenate(bits, axis=1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row_id FROM {name} WHERE code IS NULL ORDER BY row_id DESC LIMIT %s",  # noqa: S608
            [WAITING],
        )
        return codes, np.sort(np.array([pk for (pk,) in cursor.fetchall()], dtype=np.int64))


def _blocks(connection: BaseDatabaseWrapper, name: str) -> Iterator[tuple[Ids, embeddings.Codes]]:
    """Ids in ascending order and their columns, a chunk at a time. What changes meanwhile is read again as a change."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT row_id, code FROM {name} WHERE row_id > %s AND code IS NOT NULL "  # noqa: S608
                f"ORDER BY row_id LIMIT {CHUNK}",
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield _ids(rows), np.ascontiguousarray(_codes(rows).T)


def _added(codes: Codes, changed: list[tuple[int, Any]]) -> tuple[Codes, Ids]:
    """The codes with what has one, and the ids of what has none yet."""
    ready = [row for row in changed if row[1] is not None]
    return codes.with_rows(_ids(ready), _codes(ready)), _ids([row for row in changed if row[1] is None])


def _embedded(codes: Codes, table: str, ids: Ids, using: str) -> Codes:
    known = vectors.texts(table, ids.tolist(), using=using)
    fresh = embeddings.codes(embeddings.quantise(embeddings.encode(list(known.values()))))
    return codes.with_rows(np.array(list(known), dtype=np.int64), fresh)


def _ids(rows: Sequence[tuple[int, Any]]) -> Ids:
    return np.array([row[0] for row in rows], dtype=np.int64)


def _codes(rows: Sequence[tuple[int, Any]]) -> embeddings.Codes:
    return np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint64).reshape(-1, 4)


def _forget(nearby: Nearby, gone: Ids) -> None:
    """Drop the codes of deleted rows; when many are gone, the next query reads everything anew."""
    connection = connections[nearby.using]
    if not gone.size or connection.in_atomic_block or not connection.get_autocommit():
        return  # what an open transaction deleted may yet come back
    kept = _kept_of(nearby.table, connection)
    with kept.lock:
        if kept.codes is nearby.codes:  # or else a row of this number may have come again
            kept.codes = kept.codes.without(gone)
            if gone.size > MANY_GONE:
                kept.seen = None
