"""What the database itself keeps for us: full-text indexes, rows for vectors, triggers that refuse to rewrite history.

Installed by migration 0002 for the tables that are there then. A later migration that adds one of these tables, or
makes SQLite rebuild it and lose its triggers, must call `install` again; the system check claims.E010 says so when one
is missing.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from claims.models.migrating import as_long_as_it_takes

#: table -> searched columns
INDEXES: dict[str, tuple[str, ...]] = {
    "claims_sentence": ("text",),
    "claims_claim": ("statement",),
    "claims_verdictrevision": ("statement", "summary", "claimant"),
    "claims_factcheck": ("statement", "title", "summary"),
    "claims_article": ("title",),
    "claims_claimant": ("name", "description"),
    "claims_evidence": ("quote", "note"),
    "claims_note": ("text",),
    "claims_source": ("title", "publisher", "author"),
}

#: Further indexes, of what is looked up and never ranked: name -> (its table, searched columns). On PostgreSQL they
#: stand beside their tables, which are not written anew for them, and are built while others write
TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "claims_claim_draft": (
        "claims_claim",
        ("draft_summary", "draft_text", "draft_unknowns", "draft_mind", "selection_reason", "reply_exemption"),
    ),
    "claims_verdictrevision_text": (
        "claims_verdictrevision",
        ("statement", "claimant", "claimant_description", "summary", "text", "unknowns", "mind"),
    ),
    "claims_evidence_reasons": (
        "claims_evidence",
        ("secondary_reason", "interest", "no_snapshot_reason", "reject_reason"),
    ),
    "claims_keyelement": ("claims_keyelement", ("text", "single_source_reason")),
    "claims_countersearch": ("claims_countersearch", ("place", "query", "result")),
    "claims_replyrequest": ("claims_replyrequest", ("channel", "reply")),
    # What they are asked and say. Neither who they are nor how they are reached is searched
    "claims_guestlink": ("claims_guestlink", ("question", "text")),
}

#: table -> the table of its vectors (claims.models.vectors), and the columns whose meaning they hold
VECTORS: dict[str, tuple[str, tuple[str, ...]]] = {
    "claims_factcheck": ("claims_checkvector", ("statement", "title")),
    "claims_claim": ("claims_claimvector", ("statement",)),
}

#: Rows of these tables are never changed and never deleted: table -> the columns that are unique together
_UNIQUE: dict[str, tuple[str, ...]] = {
    "claims_claimevent": ("claim_id", "version"),
    "claims_auditseal": ("number",),
    "claims_verdictrevision": ("claim_id", "number"),
    "claims_correction": ("revision_id",),
    "claims_accessevent": ("id",),
}
APPEND_ONLY = tuple(_UNIQUE)
#: But what people wrote, and who they are, may be erased where a salted hash stands in for it, one of both at a time:
#: table -> (the salt, which is emptied; the column; what it becomes)
_ERASABLE = {
    "claims_claimevent": (
        ("note_salt", "note", "''"),
        ("name_salt", "by_name", "'Former member ' || OLD.by_id"),  # claims.audit.pseudonym
    )
}
#: What a trigger named {table}_no_{verb} refuses. REPLACE is SQLite's INSERT that deletes whoever stands in its way
_REFUSED = {"sqlite": ("update", "delete", "replace"), "postgresql": ("update", "delete", "truncate")}


def searched(index: str) -> tuple[str, tuple[str, ...]]:
    """The table and the columns of an index of words."""
    return TEXTS[index] if index in TEXTS else (index, INDEXES[index])


def words_sql(index: str) -> str:
    """What PostgreSQL compares with a query: the column that is kept, or just what the index was built of."""
    return _document(TEXTS[index][1]) if index in TEXTS else "search"


def _document(columns: tuple[str, ...]) -> str:
    document = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    return f"to_tsvector('claims_words'::regconfig, {document})"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every index and trigger that is missing, on the tables that are there."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        indexes = {table: columns for table, columns in INDEXES.items() if table in there}
        vectors = [(table, *rest) for table, rest in VECTORS.items() if {table, rest[0]} <= there]
        columns = {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in APPEND_ONLY
            if table in there
        }
        statements = _index_sql(connection.vendor, indexes) + _trigger_sql(connection.vendor, columns)
        for each in vectors:
            statements += _sqlite_vectors(*each) if connection.vendor == "sqlite" else _postgres_vectors(*each)
        for statement in statements:
            cursor.execute(statement)
    _install_texts(connection)


def _install_texts(connection: BaseDatabaseWrapper) -> None:
    """Those whose columns are there. PostgreSQL builds none in a transaction: nobody could write until its end."""
    is_sqlite = connection.vendor == "sqlite"
    if connection.in_atomic_block and not is_sqlite:
        return
    patience = nullcontext() if is_sqlite else as_long_as_it_takes(connection)
    with connection.cursor() as cursor, patience:
        there = set(connection.introspection.table_names(cursor))
        for index, (table, columns) in TEXTS.items():
            if table not in there:
                continue
            known = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            if not known.issuperset(columns):
                continue
            # Interrupted on SQLite, none of it is there: one that is there and empty would not be filled again
            with transaction.atomic(using=connection.alias) if is_sqlite else nullcontext():
                for statement in _filled_fts5_sql(index, there) if is_sqlite else _beside_sql(cursor, index):
                    cursor.execute(statement)


def _filled_fts5_sql(index: str, there: Collection[str]) -> list[str]:
    fill = f"INSERT INTO {index}_fts({index}_fts) VALUES ('rebuild')"  # noqa: S608 - our own tables
    return _fts5_sql(index) if f"{index}_fts" in there else [*_fts5_sql(index), fill]


def _beside_sql(cursor: CursorWrapper, index: str) -> list[str]:
    """One whose building was interrupted is there, takes part in every write and finds nothing: it goes first.

    Until the table is analysed, PostgreSQL takes every word to be as common as any other.
    """
    cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [f"{index}_search"])
    found = cursor.fetchone()
    if found == (True,):
        return []
    away = [f"DROP INDEX CONCURRENTLY {index}_search"] if found else []
    table, columns = TEXTS[index]
    built = f"{table} USING gin ({_document(columns)}) WITH (fastupdate = off)"
    return [*away, f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index}_search ON {built}", f"ANALYZE {table}"]


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the append-only triggers away: for the test runner, which empties tables, and for migrations backwards."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in _REFUSED[connection.vendor]:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not there or, on PostgreSQL, are switched off. Tables to come need none yet."""
    is_sqlite = connection.vendor == "sqlite"
    wanted = {table: [f"no_{verb}" for verb in _REFUSED[connection.vendor]] for table in APPEND_ONLY}
    if is_sqlite:
        for table in INDEXES:
            wanted.setdefault(table, []).extend(f"fts_{verb}" for verb in ("insert", "update", "delete"))
    verbs = ["insert", "update", "delete", *([] if is_sqlite else ["truncate"])]
    wanted |= {vectors: verbs for vectors, _ in VECTORS.values()}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if is_sqlite:  # of indexes that a migration has still to make none is missing
            made = [index for index in TEXTS if f"{index}_fts" in there]
            wanted |= {f"{index}_fts": ["insert", "update", "delete"] for index in made}
        cursor.execute(query)
        known = {name for (name,) in cursor.fetchall()}
    return sorted({f"{table}_{end}" for table, ends in wanted.items() if table in there for end in ends} - known)


def _trigger_sql(vendor: str, tables: dict[str, list[str]]) -> list[str]:
    """`tables`: with their columns."""
    if vendor == "sqlite":
        # Dropped first: a rule of an earlier release would stay, and the tables may have got more columns
        return [
            line
            for table, columns in tables.items()
            for verb in _REFUSED[vendor]
            for line in (f"DROP TRIGGER IF EXISTS {table}_no_{verb}", _sqlite_trigger(table, verb, columns))
        ]
    sql = [
        (
            "CREATE OR REPLACE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'History is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME; END $$"
        )
    ]
    for table, columns in tables.items():
        for verb in _REFUSED[vendor]:
            each = "STATEMENT" if verb == "truncate" else "ROW"
            but = _but_erasing(vendor, table, columns) if verb == "update" else ""
            sql.append(
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH {each}{but} EXECUTE FUNCTION claims_refuse()"
            )
    return sql


def _but_erasing(vendor: str, table: str, columns: list[str]) -> str:
    """The condition under which an UPDATE is refused: always, unless it erases what may be erased and no more."""
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    allowed = []
    for salt, erased, becomes in _ERASABLE.get(table, ()):
        if salt in columns:
            kept = [f"OLD.{name} {same} NEW.{name}" for name in columns if name not in (salt, erased)]
            changed = f"OLD.{salt} <> '' AND NEW.{salt} = '' AND NEW.{erased} {same} ({becomes})"
            allowed.append(f"({' AND '.join([changed, *kept])})")
    return f" WHEN (NOT ({' OR '.join(allowed)}))" if allowed else ""


def _sqlite_trigger(table: str, verb: str, columns: list[str]) -> str:
    """REPLACE fires no DELETE trigger unless the connection wishes it, so a row that is there refuses the INSERT."""
    if verb == "replace":
        same = " AND ".join(f"{column} = NEW.{column}" for column in _UNIQUE[table])
        # Two lookups by index; NEW.id is -1 while SQLite has still to choose it
        known = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own tables
            for same in ("id = NEW.id", same)
        )
        when = f"INSERT ON {table} WHEN {known}"
    else:
        when = f"{verb.upper()} ON {table}" + (_but_erasing("sqlite", table, columns) if verb == "update" else "")
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {when} "
        f"BEGIN SELECT RAISE(ABORT, 'History is append-only: {verb} on {table} is refused.'); END"
    )


def _index_sql(vendor: str, indexes: dict[str, tuple[str, ...]]) -> list[str]:
    if vendor == "sqlite":
        return [line for table in indexes for line in _fts5_sql(table)]
    sql = [
        "CREATE EXTENSION IF NOT EXISTS unaccent",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        (
            "DO $$ BEGIN CREATE TEXT SEARCH CONFIGURATION claims_words (COPY = english); "
            "ALTER TEXT SEARCH CONFIGURATION claims_words ALTER MAPPING FOR hword, hword_part, word "
            "WITH unaccent, english_stem; "
            "EXCEPTION WHEN unique_violation THEN NULL; END $$"
        ),
    ]
    for table, columns in indexes.items():
        sql.append(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS search tsvector "
            f"GENERATED ALWAYS AS ({_document(columns)}) STORED"
        )
        # Without a list of entries to be filed later, which every look-up would have to read through
        sql.append(f"CREATE INDEX IF NOT EXISTS {table}_search ON {table} USING gin (search)")
        sql.append(f"ALTER INDEX {table}_search SET (fastupdate = off)")
    return sql


def _fts5_sql(index: str) -> list[str]:
    table, columns = searched(index)
    return [
        fts5_table_sql(table, columns, f"{index}_fts"),
        *fts5_triggers_sql(table, columns, f"{index}_fts"),
        # Views of the index: its words in order, and where each stands. They hold nothing themselves
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index}_vocabulary USING fts5vocab({index}_fts, row)",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index}_instance_vocabulary USING fts5vocab({index}_fts, instance)",
    ]


def fts5_table_sql(table: str, columns: tuple[str, ...], fts: str) -> str:
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5({', '.join(columns)}, content='{table}', "
        "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
    )


def fts5_triggers_sql(table: str, columns: tuple[str, ...], fts: str, *, when: str = "true") -> list[str]:
    """Triggers that keep the index `fts` in step, for the rows for which `when` is true."""
    names = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    forget = f"INSERT INTO {fts}({fts}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 - our own tables
    learn = f"INSERT INTO {fts}(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
    inserted, changed = when.format(row="new"), when.format(row="old")
    return [
        f"CREATE TRIGGER IF NOT EXISTS {fts}_insert AFTER INSERT ON {table} WHEN {inserted} BEGIN {learn} END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_delete AFTER DELETE ON {table} WHEN {changed} BEGIN {forget} END",
        (
            f"CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE OF {names} ON {table} "
            f"WHEN {changed} BEGIN {forget} {learn} END"
        ),
    ]


def change_sql(vendor: str, vectors: str) -> str:
    """What a row of vectors notes when it is written. SQLite's clock must have been moved on in the transaction."""
    return f"(SELECT n FROM {vectors}_clock)" if vendor == "sqlite" else "pg_current_xact_id()::text::bigint"  # noqa: S608


def _sqlite_vectors(table: str, vectors: str, columns: tuple[str, ...]) -> list[str]:
    """Writers take turns, so a clock that each of them moves on tells in what order their rows were committed."""
    tick = f"UPDATE {vectors}_clock SET n = n + 1;"  # noqa: S608 - our own tables, here and below
    forget = f"DELETE FROM {vectors} WHERE row_id = old.id;"  # noqa: S608
    change = change_sql("sqlite", vectors)
    # No upsert: the conflict clause of the statement that fires a trigger takes the place of the trigger's own
    learn = (
        f"{tick} DELETE FROM {vectors} WHERE row_id = new.id; "  # noqa: S608
        f"INSERT INTO {vectors}(row_id, change) VALUES (new.id, {change});"
    )
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in ("id", *columns))
    return [
        f"CREATE TABLE IF NOT EXISTS {vectors}_clock (n INTEGER NOT NULL)",
        f"INSERT INTO {vectors}_clock SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {vectors}_clock)",  # noqa: S608
        f"CREATE TRIGGER IF NOT EXISTS {vectors}_insert AFTER INSERT ON {table} BEGIN {learn} END",
        f"CREATE TRIGGER IF NOT EXISTS {vectors}_delete AFTER DELETE ON {table} BEGIN {forget} END",
        (
            f"CREATE TRIGGER IF NOT EXISTS {vectors}_update AFTER UPDATE OF id, {', '.join(columns)} ON {table} "
            f"WHEN {differs} BEGIN {forget} {learn} END"
        ),
        tick,
        _missing_sql(table, vectors, change),
    ]


def _postgres_vectors(table: str, vectors: str, columns: tuple[str, ...]) -> list[str]:
    """Transactions commit in any order, so a row notes which one wrote it, and a reader knows which it has seen."""
    change = change_sql("postgresql", vectors)
    again = f"ON CONFLICT (row_id) DO UPDATE SET change = {change}, code = NULL, vector = NULL"
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in ("id", *columns))
    bodies = {
        "insert": f"INSERT INTO {vectors}(row_id, change) SELECT id, {change} FROM fresh {again};",  # noqa: S608
        "update": (
            f"DELETE FROM {vectors} WHERE row_id = OLD.id AND OLD.id <> NEW.id; "  # noqa: S608
            f"INSERT INTO {vectors}(row_id, change) VALUES (NEW.id, {change}) {again};"
        ),
        "delete": f"DELETE FROM {vectors} WHERE row_id IN (SELECT id FROM gone);",  # noqa: S608
        "truncate": f"DELETE FROM {vectors};",  # noqa: S608
    }
    fires = {
        "insert": f"INSERT ON {table} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        "update": f"UPDATE OF id, {', '.join(columns)} ON {table} FOR EACH ROW WHEN ({differs})",
        "delete": f"DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
        "truncate": f"TRUNCATE ON {table} FOR EACH STATEMENT",
    }
    sql = []
    for verb, body in bodies.items():
        name = f"{vectors}_{verb}"
        sql.append(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$"
        )
        sql.append(f"CREATE OR REPLACE TRIGGER {name} AFTER {fires[verb]} EXECUTE FUNCTION {name}()")
    return [*sql, _missing_sql(table, vectors, change)]


def _missing_sql(table: str, vectors: str, change: str) -> str:
    """For the rows that were there before the triggers."""
    return (
        f"INSERT INTO {vectors}(row_id, change) SELECT id, {change} FROM {table} "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT 1 FROM {vectors} WHERE row_id = {table}.id)"
    )
