"""Full-text search over rows, FTS5 on SQLite and tsvector on PostgreSQL, behind two queryset methods.

The index lives in the database and is kept by it (claims.models.database), so a row is findable in the transaction
after it was written and gone when it is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, Self, TypeVar

from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL

from claims.models import database, postings, vectors
from claims.text.tokens import STOPWORDS

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
#: How a row fits words that are searched for: it has them all; or all but the last, and a word that begins so; or that
#: word is kept by a stem that is shorter than the beginning ("governme", "govern"). A row fits in one of these ways.
Fit = Literal["whole", "begun", "longer"]
#: The best first.
FITS: Final[tuple[Fit, ...]] = ("whole", "begun", "longer")
#: What sorts behind all words that begin so.
_LAST: Final = "\U0010ffff"
_WORD = re.compile(r"\w+", re.UNICODE)


class SearchQuerySet(models.QuerySet[Row_co]):
    """For models whose table has an index in claims.models.database.INDEXES or TEXTS, and perhaps vectors."""

    def matching(self, text: str, *, any_word: bool = False, fit: Fit = "whole", index: str = "") -> Self:
        """Rows that fit the words of `text` (with `any_word`: have any of them); everything when there is none in it.

        Not ranked. `fit`: in which way; a row that fits in a better way is left out. `index`: another one than that
        of the table's own name, out of claims.models.database.TEXTS.
        """
        words = _query_words(text)
        if not words:
            return self.all() if fit == "whole" else self.none()
        ids = _ids_sql(self.db, index or self.model._meta.db_table, words, any_word=any_word, fit=fit)
        return self.filter(pk__in=RawSQL(*ids)) if ids else self.none()  # noqa: S611 - the words travel as a parameter

    def finding(self, text: str, fit: Fit = "whole", *, index: str = "") -> Self:
        """What `matching` finds, for a list in order. Few hits are looked up; among many, an index comes upon a page.

        Neither engine knows which of both it is: PostgreSQL would walk 100,000 rows in order to find none, and SQLite
        read all hits before it looks at a row.
        """
        words = _query_words(text)
        if not words:
            return self.matching(text, fit=fit)
        index = index or self.model._meta.db_table
        ids = _ids_sql(self.db, index, words, fit=fit)
        if not ids:
            return self.none()
        hits = _first(ids, limit=N_FEW + 1, using=self.db)
        if len(hits) <= N_FEW:
            return self.filter(pk__in=hits)
        if connections[self.db].vendor == "sqlite":
            # The plus keeps it from looking up every hit only to sort them all
            own = models.Func(models.F("pk"), template="+%(expressions)s", output_field=models.BigIntegerField())
            return self.alias(own_key=own).filter(own_key__in=RawSQL(*ids))  # noqa: S611 - as in `matching`
        found = self.matching(text, fit=fit, index=index)
        hits = list(found.order_by().values_list("pk", flat=True)[: N_FEW + 1])  # of those that it is narrowed to
        return found if len(hits) > N_FEW else self.filter(pk__in=hits)

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


def first_hits(index: str, text: str, fit: Fit = "whole", *, limit: int, using: str = "default") -> list[int]:
    """Keys of some rows of the whole table that fit the words of `text` in this way; all of them, if they are no more.

    `index`: one of claims.models.database.INDEXES or TEXTS.
    """
    words = _query_words(text)
    ids = _ids_sql(using, index, words, fit=fit) if words else None
    return _first(ids, limit=limit, using=using) if ids else []


def hit_indexes(indexes: Iterable[str], text: str, fit: Fit, *, using: str = "default") -> set[str]:
    """Those of these indexes in which any row fits the words of `text` in this way. One statement for all of them."""
    words = _query_words(text)
    asked = [(name, ids) for name in indexes if (ids := _ids_sql(using, name, words, fit=fit))] if words else []
    if not asked:
        return set()
    sql = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS ({_planned_for_all(ids[0], using)})" for name, ids in asked)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [value for _, ids in asked for value in ids[1]])
        return {name for (name,) in cursor.fetchall()}


def _first(ids: tuple[str, list[str]], *, limit: int, using: str) -> list[int]:
    sql, params = ids
    with connections[using].cursor() as cursor:
        cursor.execute(f"{_planned_for_all(sql, using)} LIMIT {limit}", params)
        return [pk for (pk,) in cursor.fetchall()]


def _planned_for_all(sql: str, alias: str) -> str:
    """The same hits. Where only some are asked for, PostgreSQL takes it that some come soon, and reads the whole table
    to find none; so it is told nothing of that, and still stops when it has them."""
    if connections[alias].vendor == "sqlite":
        return sql
    return f"WITH hits AS MATERIALIZED ({sql}) SELECT id FROM hits"  # noqa: S608 - as where it comes from


def _query_words(text: str) -> list[str]:
    return list(dict.fromkeys(word.casefold() for word in _WORD.findall(text)))[:MAX_WORDS]


def _ids_sql(
    alias: str, index: str, words: list[str], *, any_word: bool = False, fit: Fit = "whole"
) -> tuple[str, list[str]] | None:
    """A query for the keys of the rows, and its parameters; None when no word can be one that is only begun."""
    is_sqlite = connections[alias].vendor == "sqlite"
    if fit == "whole":
        return (_sqlite_whole if is_sqlite else _postgres_whole)(index, words, any_word=any_word)
    begun = words[-1]
    stems = _stems_of(begun) if fit == "longer" else []
    if len(begun) < N_BEGUN or (fit == "longer" and not stems):
        return None
    return (_sqlite_begun if is_sqlite else _postgres_begun)(index, words[:-1], begun, stems)


def _stems_of(begun: str) -> list[str]:
    """What the index may hold of the words that begin so: "governme" is longer than the stem of "government".

    Only of English words, whose stems are kept; the commonest words are no stems, and PostgreSQL does not keep them.
    """
    shortest = max(len(begun) - N_BEYOND_STEM, N_BEGUN)
    stems = [begun[:n] for n in range(len(begun) - 1, shortest - 1, -1)] if begun.isascii() else []
    return [stem for stem in stems if stem not in STOPWORDS["en"]]


def _sqlite_whole(index: str, words: list[str], *, any_word: bool = False) -> tuple[str, list[str]]:
    expression = (" OR " if any_word else " AND ").join(f'"{word}"' for word in words)
    return f"SELECT rowid FROM {index}_fts WHERE {index}_fts MATCH %s", [expression]  # noqa: S608 - our own tables


def _sqlite_begun(index: str, others: list[str], begun: str, stems: list[str]) -> tuple[str, list[str]]:
    """By the list of the index's words: a query would make a stem of the beginning, and of "tied" a "ti"."""
    places = f"SELECT doc FROM {index}_instance_vocabulary WHERE"  # noqa: S608 - our own tables, here and below
    folded = "".join(map(_folded, begun))
    begins, between = f"{places} term >= %s AND term <= %s", [folded, folded + _LAST]
    whole, word = _sqlite_whole(index, [begun])
    if stems:
        listed = ", ".join(["%s"] * len(stems))
        written, pattern = _is_written(index, "LIKE", begun)
        sql, params = f"SELECT id FROM {database.searched(index)[0]} WHERE id IN ({places} term IN ({listed}))", stems  # noqa: S608
        sql, params = f"{sql} AND id NOT IN ({begins}) AND {written}", [*params, *between, *pattern]
        key = "id"
    else:
        sql, params, key = begins, between, "doc"
    sql, params = f"{sql} AND {key} NOT IN ({whole})", [*params, *word]
    if others:
        having, expression = _sqlite_whole(index, others)
        sql, params = f"{sql} AND {key} IN ({having})", [*params, *expression]
    return sql, params


def _folded(sign: str) -> str:
    """As the index keeps it: without its marks, but only if it is a Latin letter; "й" and "각" stay what they are."""
    if unicodedata.combining(sign):
        return ""
    first = unicodedata.normalize("NFD", sign)[0]
    return first if first.isascii() else sign


def _postgres_whole(index: str, words: list[str], *, any_word: bool = False) -> tuple[str, list[str]]:
    expression = (" | " if any_word else " & ").join(f"'{word}'" for word in words)
    return f"{_postgres_where(index)} @@ to_tsquery('claims_words', %s)", [expression]


def _postgres_begun(index: str, others: list[str], begun: str, stems: list[str]) -> tuple[str, list[str]]:
    """The beginning goes into the query as it is: PostgreSQL would make a stem of it."""
    begins, whole = "(quote_literal(unaccent(%s)) || ':*')::tsquery", "to_tsquery('claims_words', %s)"
    query, params = (
        (f"%s::tsquery && !!{begins}", [" | ".join(f"'{stem}'" for stem in stems)]) if stems else (begins, [])
    )
    query, params = f"{query} && !!{whole}", [*params, begun, f"'{begun}'"]
    if others:
        query, params = f"{query} && {whole}", [*params, " & ".join(f"'{word}'" for word in others)]
    sql = f"{_postgres_where(index)} @@ ({query})"
    if stems:
        written, pattern = _is_written(index, "ILIKE", begun)
        return f"{sql} AND {written}", [*params, *pattern]
    return sql, params


def _postgres_where(index: str) -> str:
    return f"SELECT id FROM {database.searched(index)[0]} WHERE {database.words_sql(index)}"  # noqa: S608 - our own tables


def _is_written(index: str, like: str, begun: str) -> tuple[str, list[str]]:
    """Whether a row has these letters: a stem alone would let "carpet" find "car"."""
    _, columns = database.searched(index)
    pattern = f"%{begun}%".replace("_", "\\_")
    return "(" + " OR ".join(f"{name} {like} %s ESCAPE '\\'" for name in columns) + ")", [pattern] * len(columns)
