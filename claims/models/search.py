"""Full-text search over rows, FTS5 on SQLite and tsvector on PostgreSQL, behind two queryset methods.

The index lives in the database and is kept by it (claims.models.database), so a row is findable in the transaction
after it was written and gone when it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self, TypeVar

from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL

from claims.models import database, postings, vectors

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)

#: More words than this add cost and no precision.
MAX_WORDS = 32
#: Vectors that one UPDATE writes along (count); the rest is left to the queries, and to `manage.py rebuild_index`.
N_FILLED = 2000
#: So few hits are looked up one by one, however many rows there are (count).
N_FEW = 1000
#: So many letters begin a word; with fewer they would begin half of all words (count).
N_BEGUN = 3
#: The index keeps stems. The beginning of a word may be longer than its stem, by so many letters at most (count).
N_BEYOND_STEM = 4
_WORD = re.compile(r"\w+", re.UNICODE)


class SearchQuerySet(models.QuerySet[Row_co]):
    """For models whose table has an index in claims.models.database.INDEXES, and perhaps vectors."""

    def matching(self, text: str, *, any_word: bool = False, is_being_typed: bool = False) -> Self:
        """Rows with all (or any) of the words of `text`; everything when there is no word in it. Not ranked.

        `is_being_typed`: its last word may be the beginning of one.
        """
        words = _query_words(text)
        if not words:
            return self.all()
        begun = words[-1] if is_being_typed and len(words[-1]) >= N_BEGUN else ""
        sql, params = _ids_sql(self.db, self.model._meta.db_table, words, any_word=any_word, begun=begun)
        return self.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - the words travel as a parameter

    def finding(self, text: str) -> Self:
        """What `matching` finds, for a list in order. Few hits are looked up; among many, an index comes upon a page.

        PostgreSQL cannot know which of both it is, and would walk 100,000 rows in order to find none. SQLite reads
        all hits before it looks at a row, and would do so twice: it is asked for the first hits of the whole table.
        """
        if not _query_words(text):
            return self.all()
        if connections[self.db].vendor == "sqlite":
            return self._finding_in_sqlite(text)
        hits = list(self.matching(text).order_by().values_list("pk", flat=True)[: N_FEW + 1])
        return self.matching(text) if len(hits) > N_FEW else self.filter(pk__in=hits)

    def _finding_in_sqlite(self, text: str) -> Self:
        """The plus keeps it from looking up every hit only to sort them all."""
        sql, params = _ids_sql(self.db, self.model._meta.db_table, _query_words(text))
        with connections[self.db].cursor() as cursor:
            hits = cursor.execute(f"{sql} LIMIT {N_FEW + 1}", params).fetchall()
        if len(hits) <= N_FEW:
            return self.filter(pk__in=[pk for (pk,) in hits])
        own = models.Func(models.F("pk"), template="+%(expressions)s", output_field=models.BigIntegerField())
        return self.alias(own_key=own).filter(own_key__in=RawSQL(sql, params))  # noqa: S611 - as in `matching`

    def among(self, ids: Sequence[int]) -> Self:
        """Rows with these keys: what pk__in says, without preparing each key."""
        is_among = f"{self.model._meta.db_table}.id IN ({vectors.listed(ids)})"
        return self.filter(RawSQL(is_among, (), models.BooleanField()))  # noqa: S611 - whole numbers

    def ranked_ids(self, text: str, *, limit: int) -> list[tuple[int, float]]:
        """The `limit` rows of the whole table that share most of the telling words of `text`, the best first.

        (primary key, share of the weight of its words, 0 to 1); common words count little or nothing.
        """
        words = _query_words(text)
        return postings.shares(self.db, self.model._meta.db_table, words, limit=limit) if words else []

    def bulk_create(self, objs: Iterable[Row_co], *args: Any, **kwargs: Any) -> list[Row_co]:
        if self.model._meta.db_table not in database.VECTORS:
            return super().bulk_create(objs, *args, **kwargs)
        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            vectors.fill(self.model._meta.db_table, using=self.db, limit=len(made))
        return made

    def update(self, **values: Any) -> int:
        _, columns = database.VECTORS.get(self.model._meta.db_table, ("", ()))
        if values.keys().isdisjoint(columns):
            return super().update(**values)
        with transaction.atomic(using=self.db, savepoint=False):
            n_changed = super().update(**values)
            vectors.fill(self.model._meta.db_table, using=self.db, limit=min(n_changed, N_FILLED))
        return n_changed


def _query_words(text: str) -> list[str]:
    return list(dict.fromkeys(word.casefold() for word in _WORD.findall(text)))[:MAX_WORDS]


def _expression(vendor: str, words: list[str], *, any_word: bool, begun: str) -> str:
    """The engine's own query language, out of bare words only: nothing a person types is an operator."""
    quote, begins, both, either = ('"', "*", " AND ", " OR ") if vendor == "sqlite" else ("'", ":*", " & ", " | ")
    terms = [f"{quote}{word}{quote}" for word in words]
    if begun:
        stems = [f"{quote}{stem}{quote}" for stem in _stems_of(begun)]
        terms[words.index(begun)] = f"({either.join([f'{quote}{begun}{quote}{begins}', *stems])})"
    return (either if any_word else both).join(terms)


def _stems_of(begun: str) -> list[str]:
    """What the index may hold of the words that begin so: "governme" is longer than the stem of "government"."""
    shortest = max(len(begun) - N_BEYOND_STEM, N_BEGUN)
    return [begun[:n] for n in range(len(begun) - 1, shortest - 1, -1)]


def _ids_sql(
    alias: str, table: str, words: list[str], *, any_word: bool = False, begun: str = ""
) -> tuple[str, list[str]]:
    vendor = connections[alias].vendor
    expression = _expression(vendor, words, any_word=any_word, begun=begun)
    if vendor == "sqlite":
        return f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", [expression]  # noqa: S608 - our own table
    return f"SELECT id FROM {table} WHERE search @@ to_tsquery('claims_words', %s)", [expression]  # noqa: S608
