"""Full-text search over rows, FTS5 on SQLite and tsvector on PostgreSQL, behind two queryset methods.

The index lives in the database and is kept by it (claims.models.database), so a row is findable in the transaction
after it was written and gone when it is gone.
"""

from __future__ import annotations

import re
from typing import Self, TypeVar

from django.db import connections, models
from django.db.models.expressions import RawSQL

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)

#: More words than this add cost and no precision.
MAX_WORDS = 24
_WORD = re.compile(r"\w+", re.UNICODE)


class SearchQuerySet(models.QuerySet[Row_co]):
    """For models whose table has an index in claims.models.database.INDEXES."""

    def matching(self, text: str, *, any_word: bool = False) -> Self:
        """Rows with all (or any) of the words of `text`; everything when there is no word in it. Not ranked."""
        words = _query_words(text)
        if not words:
            return self.all()
        sql, params = _ids_sql(self.db, self.model._meta.db_table, words, any_word=any_word)
        return self.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - the words travel as a parameter

    def ranked_ids(self, text: str, *, limit: int, any_word: bool = True) -> list[tuple[int, float]]:
        """The best `limit` rows of the whole table as (primary key, rank); greater is better, in the engine's unit."""
        words = _query_words(text)
        if not words:
            return []
        sql, params = _ranked_sql(self.db, self.model._meta.db_table, words, any_word=any_word)
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, [*params, limit])
            return [(int(pk), float(rank)) for pk, rank in cursor.fetchall()]


def _query_words(text: str) -> list[str]:
    return list(dict.fromkeys(word.casefold() for word in _WORD.findall(text)))[:MAX_WORDS]


def _expression(vendor: str, words: list[str], *, any_word: bool) -> str:
    """The engine's own query language, out of bare words only: nothing a person types is an operator."""
    if vendor == "sqlite":
        return (" OR " if any_word else " ").join(f'"{word}"' for word in words)
    return (" | " if any_word else " & ").join(f"'{word}'" for word in words)


def _ids_sql(alias: str, table: str, words: list[str], *, any_word: bool) -> tuple[str, list[str]]:
    vendor = connections[alias].vendor
    expression = _expression(vendor, words, any_word=any_word)
    if vendor == "sqlite":
        return f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", [expression]  # noqa: S608 - our own table
    return f"SELECT id FROM {table} WHERE search @@ to_tsquery('claims_words', %s)", [expression]  # noqa: S608


def _ranked_sql(alias: str, table: str, words: list[str], *, any_word: bool) -> tuple[str, list[str]]:
    vendor = connections[alias].vendor
    expression = _expression(vendor, words, any_word=any_word)
    if vendor == "sqlite":
        return (
            f"SELECT rowid, -bm25({table}_fts) FROM {table}_fts WHERE {table}_fts MATCH %s ORDER BY 2 DESC, 1 LIMIT %s",  # noqa: S608
            [expression],
        )
    return (
        (
            f"SELECT id, ts_rank_cd(search, query, 1) FROM {table}, to_tsquery('claims_words', %s) query "  # noqa: S608
            "WHERE search @@ query ORDER BY 2 DESC, 1 LIMIT %s"
        ),
        [expression],
    )
