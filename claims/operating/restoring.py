"""A backup is read to its end before anything is touched; then rows and files are put in place, all or none of them."""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.dateparse import parse_datetime

from claims.errors import Refused
from claims.models import database, postings, rebuilding
from claims.operating import archive, backing_up, rows
from claims.snapshots import files

_ROWS = re.compile(r"rows/([a-z0-9_]+)/\d{6}\.jsonl\.gz")
_FILE = re.compile(rf"files/((?:snapshots|{'|'.join(backing_up.FOLDERS)})/.+)")
_STEP: Final = 1 << 20
#: A part is PART_BYTES and its last row; more than this is no part of ours (bytes, unpacked).
_MAX_PART: Final = 256 << 20


@dataclass
class Held:
    """What was found in a backup, or put back from it."""

    about: dict[str, Any]
    n_rows: dict[str, int] = field(default_factory=dict)
    n_files: int = 0
    #: What was missing already when the backup was made.
    flaws: list[str] = field(default_factory=list)


def check(file: BinaryIO, *, passphrase: str = "") -> Held:
    """Read a backup to its end. Raises Refused with a sentence unless it is, byte for byte, what was written."""
    reading = archive.reading(file, passphrase=passphrase)
    held = Held(reading.about)
    for member in reading.members():
        if named := _ROWS.fullmatch(member.name):
            n_rows = sum(1 for _ in _lines(member))
            held.n_rows[named[1]] = held.n_rows.get(named[1], 0) + n_rows
        elif _FILE.fullmatch(member.name):
            held.n_files += 1
        else:
            raise Refused(f"The backup holds {member.name}, which no backup of this desk does. Nothing was restored.")
    told = {table: n_rows for table, n_rows in reading.totals["rows"].items() if n_rows}
    if told != held.n_rows or reading.totals["files"] != held.n_files:
        raise Refused("The backup does not hold as many rows or files as it says. Take another copy of it.")
    held.flaws = list(reading.totals["flaws"])
    return held


def refuse_unless_empty() -> None:
    """Raises Refused when somebody has worked in the database already."""
    connection = connections[DEFAULT_DB_ALIAS]
    there = set(connection.introspection.table_names())
    for table, model in rows.tables(apps).items():
        if table in there and table not in rows.MADE_BY_MIGRATE and model._meta.base_manager.exists():
            raise Refused(
                f"The database is not empty: {table} has rows. Restore into an empty one, or give --replace, which "
                "deletes all that is there."
            )


def refuse_unknown(about: dict[str, Any]) -> None:
    """Raises Refused when this release cannot make the tables of the backup."""
    known = MigrationLoader(None).graph.nodes
    for app, name, _ in about["migrations"]:
        if (app, name) not in known:
            raise Refused(
                f"This backup was made by a newer release, or another one: this one lacks the migration {app}.{name}. "
                "Install that release, then restore."
            )


def empty() -> None:
    """Drop every table of the database: what the backup holds may need others."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        # A virtual table of SQLite takes its own tables along; the view of an index goes before the index
        names.sort(key=lambda name: (not name.endswith("_vocabulary"), not name.endswith("_fts"), name))
        for name in names:
            cascade = "" if connection.vendor == "sqlite" else " CASCADE"
            if name in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")


def restore(file: BinaryIO, *, passphrase: str = "") -> Iterator[str]:
    """Put everything back; yields what is being done. `check` has read the file before, and the database is empty.

    The tables are made as the release had them that wrote the backup, filled, and then brought up to date.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # mapped, pages of the database would count as memory of this process
            cursor.execute("PRAGMA mmap_size=0")
    reading = archive.reading(file, passphrase=passphrase)
    registry = _tables_of_then(reading.about["migrations"])
    yield "The tables are there; reading rows and files."
    held = _fill(reading, registry)
    yield f"{sum(held.n_rows.values()):,} rows and {held.n_files:,} files are back; bringing them up to date."
    call_command("migrate", interactive=False, verbosity=0)
    database.install(connection)
    yield "Computing the indexes."
    for index in [*database.INDEXES, *database.TEXTS]:
        if index in database.VECTORS:
            for _ in rebuilding.rebuild_vectors(index, using=DEFAULT_DB_ALIAS):
                pass
        if connection.vendor == "postgresql":
            postings.analyse(database.searched(index)[0], using=DEFAULT_DB_ALIAS)
        for flaw in rebuilding.flaws(index, using=DEFAULT_DB_ALIAS):
            raise Refused(f"After the restore the index of {index} is out of step: {flaw} Run manage.py rebuild_index.")


def _tables_of_then(applied: list[list[str]]) -> Apps:
    """Migrate an empty database as far as the one that was backed up; returns the models of that moment."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    nodes = executor.loader.graph.node_map
    names = [(app, name) for app, name, _ in applied]
    followed = {parent.key for node in names for parent in nodes[node].parents if parent.key[0] == node[0]}
    return executor.migrate([node for node in names if node not in followed]).apps


def _fill(reading: archive.Reading, registry: Apps) -> Held:
    connection, held = connections[DEFAULT_DB_ALIAS], Held(reading.about)
    models = rows.tables(registry)
    with transaction.atomic():
        for table in rows.MADE_BY_MIGRATE & models.keys():
            connection.cursor().execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        for member in reading.members():
            if named := _ROWS.fullmatch(member.name):
                table = named[1]
                columns = reading.about["tables"].get(table, [])
                model = _model(models, table, columns)
                n_rows = rows.insert(model, columns, _lines(member), using=DEFAULT_DB_ALIAS)
                held.n_rows[table] = held.n_rows.get(table, 0) + n_rows
            elif file := _FILE.fullmatch(member.name):
                _put(member, file[1])
                held.n_files += 1
        _set_sequences(list(models.values()))
        for app, name, at in reading.about["migrations"]:
            # When the desk learnt something tells which rows may lack it (claims.snapshots.verifying)
            MigrationRecorder.Migration.objects.filter(app=app, name=name).update(applied=parse_datetime(at))
    return held


def _model(models: dict[str, type[Model]], table: str, columns: list[str]) -> type[Model]:
    if table not in models or set(rows.columns(models[table])) != set(columns):
        raise Refused(f"The backup's table {table} is not the one that this release knows. Nothing was restored.")
    return models[table]


def _set_sequences(models: list[type[Model]]) -> None:
    """The next row of each table gets the number after the highest. SQLite sees to it itself."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _lines(member: archive.Member) -> Iterator[bytes]:
    """The rows of a part, one line of JSON each. What does not unpack was changed."""
    try:
        with gzip.GzipFile(fileobj=member.file) as unpacked:
            lines = unpacked.read(_MAX_PART).splitlines(keepends=True)
        for line in lines:
            json.loads(line)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Refused(f"The backup was changed after it was written: {member.name} cannot be unpacked.") from error
    yield from lines


def _put(member: archive.Member, path: str) -> None:
    """A file in its place under DATA_DIR, or a capture in the store.

    Whole or not at all: it is written aside, then takes the place of whatever lies there now. Raises Refused for a
    path that leads out of DATA_DIR.
    """
    root = Path(settings.DATA_DIR).resolve()
    place = (root / path).resolve()
    if not place.is_relative_to(root) or ".." in Path(path).parts:
        raise Refused(f"The backup names the file {path}, which lies outside of DATA_DIR. Nothing was restored.")
    if path.startswith("snapshots/"):
        with tempfile.TemporaryFile(dir=root) as file:
            _copy(member.file, file)
            files.store().put(path, cast("BinaryIO", file), anew=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            _copy(member.file, out)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _copy(source: IO[bytes], out: IO[bytes]) -> None:
    while piece := source.read(_STEP):
        out.write(piece)
    out.flush()
    os.fsync(out.fileno())
