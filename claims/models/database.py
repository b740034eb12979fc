"""What the database itself keeps for us: full-text indexes, and triggers that refuse to rewrite history.

Installed by migration 0002 for the tables that are there then. A later migration that adds one of these tables, or
makes SQLite rebuild it and lose its triggers, must call `install` again; the system check claims.E010 says so when one
is missing.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

#: table -> searched columns
INDEXES: dict[str, tuple[str, ...]] = {
    "claims_sentence": ("text",),
    "claims_claim": ("statement",),
    "claims_verdictrevision": ("statement", "summary", "claimant"),
    "claims_factcheck": ("statement", "title", "summary"),
}

#: Rows of these tables are never changed and never deleted: table -> the columns that are unique together
_UNIQUE: dict[str, tuple[str, ...]] = {
    "claims_claimevent": ("claim_id", "version"),
    "claims_auditseal": ("number",),
    "claims_verdictrevision": ("claim_id", "number"),
    "claims_correction": ("revision_id",),
}
APPEND_ONLY = tuple(_UNIQUE)
#: What a trigger named {table}_no_{verb} refuses. REPLACE is SQLite's INSERT that deletes whoever stands in its way
_REFUSED = {"sqlite": ("update", "delete", "replace"), "postgresql": ("update", "delete", "truncate")}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every index and trigger that is missing, on the tables that are there."""
    with connection.cursor() as cursor:
        indexes = {table: INDEXES[table] for table in connection.introspection.table_names(cursor) if table in INDEXES}
        for statement in _index_sql(connection.vendor, indexes) + _trigger_sql(connection.vendor):
            cursor.execute(statement)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the append-only triggers away: for the test runner, which empties tables, and for migrations backwards."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in _REFUSED[connection.vendor]:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not there or, on PostgreSQL, are switched off."""
    expected = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _REFUSED[connection.vendor]}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    if connection.vendor == "sqlite":
        expected |= {f"{table}_fts_{verb}" for table in INDEXES for verb in ("insert", "update", "delete")}
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(expected - {name for (name,) in cursor.fetchall()})


def _trigger_sql(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [_sqlite_trigger(table, verb) for table in APPEND_ONLY for verb in _REFUSED[vendor]]
    sql = [
        (
            "CREATE OR REPLACE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'History is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME; END $$"
        )
    ]
    for table in APPEND_ONLY:
        for verb in _REFUSED[vendor]:
            each = "STATEMENT" if verb == "truncate" else "ROW"
            sql.append(
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION claims_refuse()"
            )
    return sql


def _sqlite_trigger(table: str, verb: str) -> str:
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
        when = f"{verb.upper()} ON {table}"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {when} "
        f"BEGIN SELECT RAISE(ABORT, 'History is append-only: {verb} on {table} is refused.'); END"
    )


def _index_sql(vendor: str, indexes: dict[str, tuple[str, ...]]) -> list[str]:
    if vendor == "sqlite":
        return [line for table, columns in indexes.items() for line in _fts5_sql(table, columns)]
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
        document = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        sql.append(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS search tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('claims_words'::regconfig, {document})) STORED"
        )
        sql.append(f"CREATE INDEX IF NOT EXISTS {table}_search ON {table} USING gin (search)")
    return sql


def _fts5_sql(table: str, columns: tuple[str, ...]) -> list[str]:
    fts, names = f"{table}_fts", ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    forget = f"INSERT INTO {fts}({fts}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 - our own tables
    learn = f"INSERT INTO {fts}(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
    return [
        (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5({names}, content='{table}', content_rowid='id', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        ),
        f"CREATE TRIGGER IF NOT EXISTS {fts}_insert AFTER INSERT ON {table} BEGIN {learn} END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_delete AFTER DELETE ON {table} BEGIN {forget} END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {learn} END",
    ]
