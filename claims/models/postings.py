"""Which rows share the rare words of a text, cheaply: a word that stands everywhere tells nothing and is never ranked.

Each engine is asked in the way that costs it least; docs/decisions/009-index.md has the measurements.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from claims.models import spelling

#: A word in more rows than this is common: it counts only together with another one (rows). SQLite reads a row's
#: number out of its index, PostgreSQL has to visit the row.
SQLITE_ROWS: Final = 1000
POSTGRES_ROWS: Final = 200
#: The rarest of the common words that are asked for in pairs (count).
PAIRED: Final = 4
#: What a word that is only spelt nearly so counts, against the word itself.
MISSPELT_SHARE: Final = 0.8
#: How long the statistics of PostgreSQL are believed (seconds).
STATISTICS_S: Final = 60.0

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What PostgreSQL's ANALYZE knows: the number of rows, and the share of them that has each common lexeme."""

    n_rows: float
    shares: dict[str, float]
    read_at: float


_statistics: dict[tuple[str, str, str], Statistics] = {}


def shares(alias: str, table: str, words: Sequence[str], *, limit: int) -> list[tuple[int, float]]:
    """(primary key, share) of the best `limit` rows: the share, 0 to 1, of the words' weight that stands in the row.

    A word weighs the logarithm of all rows by its rows (inverse document frequency).
    """
    connection = connections[alias]
    with connection.cursor() as cursor:
        find = _sqlite if connection.vendor == "sqlite" else _postgres
        ids, weights, total = find(connection, cursor, table, words)
    if not ids.size:
        return []
    best = np.lexsort((ids, -weights))[:limit]
    return [(int(pk), float(weight)) for pk, weight in zip(ids[best], weights[best] / total, strict=True)]


def analyse(table: str, *, using: str) -> None:
    """Have PostgreSQL count the words of a table that has changed much, so that the common ones are known."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")
        _statistics.pop(_place(connection, table), None)


def _place(connection: BaseDatabaseWrapper, table: str) -> tuple[str, str, str]:
    return str(connection.settings_dict["HOST"]), str(connection.settings_dict["NAME"]), table


def _weight(n_rows: float, n_having: float) -> float:
    return math.log1p(n_rows / max(n_having, 0.5))


def _sqlite(
    connection: BaseDatabaseWrapper, cursor: CursorWrapper, table: str, words: Sequence[str]
) -> tuple[Ids, NDArray[np.float64], float]:
    """Reads at most SQLITE_ROWS row numbers for each word; where they end tells how common the word is."""
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own tables, here and below
    n_rows = cursor.fetchone()[0]

    def rows(expression: str) -> Ids:
        cursor.execute(
            f"SELECT group_concat(rowid) FROM (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s LIMIT %s)",  # noqa: S608
            [expression, SQLITE_ROWS + 1],
        )
        return np.fromstring(cursor.fetchone()[0] or "", dtype=np.int64, sep=",")

    found: list[tuple[Ids, list[str]]] = []
    weights: dict[str, float] = {}
    common: list[str] = []
    unknown = 0
    for word in words:
        ids = rows(f'"{word}"')
        share = 1.0
        if not ids.size and unknown < spelling.MOST and spelling.may_be_misspelt(word):
            unknown, share = unknown + 1, MISSPELT_SHARE
            if spelt := spelling.near_on_sqlite(cursor, table, word):
                ids = rows(" OR ".join(f'"{one}"' for one in spelt))
        if is_common := ids.size > SQLITE_ROWS:
            common.append(word)
        else:
            found.append((ids, [word]))
        weights[word] = share * _weight(n_rows, ids.size * n_rows / int(ids[-1]) if is_common else ids.size)
    rarest = sorted(common, key=lambda word: -weights[word])[:PAIRED]
    for one, other in itertools.combinations(rarest, 2):
        ids = rows(f'"{one}" "{other}"')
        if ids.size <= SQLITE_ROWS or not found:
            found.append((ids, [one, other]))
    ids, sums = _added_up(found, weights)
    return ids, sums, sum(weights.values())


def _added_up(found: list[tuple[Ids, list[str]]], weights: dict[str, float]) -> tuple[Ids, NDArray[np.float64]]:
    """Each row once, with the weight of its words; a word that came in several pairs counts once."""
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0)
    by_word: dict[str, list[Ids]] = {}
    for ids, words in found:
        for word in words:
            by_word.setdefault(word, []).append(ids)
    lists = {word: ids[0] if len(ids) == 1 else np.unique(np.concatenate(ids)) for word, ids in by_word.items()}
    every, place = np.unique(np.concatenate(list(lists.values())), return_inverse=True)
    each = np.concatenate([np.full(ids.size, weights[word]) for word, ids in lists.items()])
    return every, np.bincount(place, weights=each, minlength=every.size).astype(np.float64, copy=False)


def _postgres(
    connection: BaseDatabaseWrapper, cursor: CursorWrapper, table: str, words: Sequence[str]
) -> tuple[Ids, NDArray[np.float64], float]:
    """First the words that ANALYZE has not found common, then those with too many rows, in pairs that one row has."""
    known = _statistics_of(connection, cursor, table)
    cursor.execute(
        "SELECT query FROM (SELECT to_tsquery('claims_words', word)::text AS query, n "
        "FROM unnest(%s::text[]) WITH ORDINALITY AS words (word, n)) AS queries WHERE query <> '' ORDER BY n",
        [[f"'{word}'" for word in words]],
    )
    queries = list(dict.fromkeys(query for (query,) in cursor.fetchall()))
    if not queries:
        return np.empty(0, dtype=np.int64), np.empty(0), 0.0
    n_having = {query: known.shares.get(query.strip("'"), 0.0) * known.n_rows for query in queries}
    rare = [query for query in queries if n_having[query] <= POSTGRES_ROWS]
    ids, masks, counts = _visit(cursor, table, rare, queries)
    spelt = _spelt(cursor, table, [query for query, count in zip(rare, counts, strict=True) if not count])
    if spelt:
        queries, rare = [spelt.get(query, query) for query in queries], [spelt.get(query, query) for query in rare]
        n_having |= dict.fromkeys(spelt.values(), 0.0)
        ids, masks, counts = _visit(cursor, table, rare, queries)
    n_having |= dict(zip(rare, counts, strict=True))
    wide = sorted((query for query in queries if n_having[query] > POSTGRES_ROWS), key=n_having.__getitem__)[:PAIRED]
    if pairs := [f"({one} & {other})" for one, other in itertools.combinations(wide, 2)]:
        more, more_masks, _ = _visit(cursor, table, [" | ".join(pairs)], queries)
        ids, masks = np.concatenate([ids, more]), np.concatenate([masks, more_masks])
    ids, first = np.unique(ids, return_index=True)
    shares_of = dict.fromkeys(spelt.values(), MISSPELT_SHARE)
    weights = np.array(
        [shares_of.get(query, 1.0) * _weight(max(known.n_rows, ids.size), n_having[query]) for query in queries]
    )
    has = (masks[first, None] >> np.arange(len(queries))) & 1
    return ids, has @ weights, float(weights.sum())


def _spelt(cursor: CursorWrapper, table: str, unknown: Sequence[str]) -> dict[str, str]:
    """A query for other spellings, by the query of each word that no row has."""
    found: dict[str, str] = {}
    for query in [query for query in unknown if spelling.may_be_misspelt(query.strip("'"))][: spelling.MOST]:
        if words := spelling.near_on_postgres(cursor, table, query.strip("'")):
            found[query] = " | ".join(f"'{word}'" for word in words)
    return {query: f"({words})" for query, words in found.items()}


def _visit(
    cursor: CursorWrapper, table: str, wanted: Sequence[str], queries: Sequence[str]
) -> tuple[Ids, Ids, list[int]]:
    """Up to POSTGRES_ROWS rows of each wanted query: ids, a bit for each of `queries` that a row answers, counts."""
    if not wanted:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), []
    arms = " UNION ALL ".join(
        f"(SELECT {arm} AS arm, id, search FROM {table} WHERE search @@ %s::tsquery LIMIT {POSTGRES_ROWS + 1})"  # noqa: S608
        for arm in range(len(wanted))
    )
    mask = " + ".join(f"((search @@ %s::tsquery)::int << {bit})" for bit in range(len(queries)))
    cursor.execute(f"SELECT arm, id, {mask} FROM ({arms}) AS hits", [*queries, *wanted])  # noqa: S608
    rows = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 3)
    return rows[:, 1], rows[:, 2], np.bincount(rows[:, 0], minlength=len(wanted)).tolist()


def _statistics_of(connection: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> Statistics:
    """Of `table`, at most STATISTICS_S old. A table that was never analysed has none, and is small or new."""
    place = _place(connection, table)
    known = _statistics.get(place)
    if known and time.monotonic() - known.read_at < STATISTICS_S:
        return known
    cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass", [table])
    (n_rows,) = cursor.fetchone()
    cursor.execute(
        "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
        "WHERE schemaname = current_schema() AND tablename = %s AND attname = 'search'",
        [table],
    )
    words, often = cursor.fetchone() or (None, None)
    # Behind the frequencies of the lexemes stand their smallest and their largest
    known = Statistics(n_rows, dict(zip(words or (), often or (), strict=False)), time.monotonic())
    _statistics[place] = known
    return known
