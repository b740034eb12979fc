"""A backup is made while the desk works: one moment of the database, and every file that its rows name."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone

from claims.errors import Refused
from claims.models import Snapshot
from claims.operating import archive, rows, transactions
from claims.snapshots import files
from claims.snapshots.folder import Folder

#: The alias of the connection that sees one moment.
_MOMENT: Final = "backup"
#: Folders of DATA_DIR that are taken whole; `snapshots` is taken by its rows, so that what is missing is noticed.
FOLDERS: Final = ("media", "detection", "stance")


@dataclass
class Made:
    """What a backup holds. `flaws`: sentences about files that should be in it and are not, or are not as captured."""

    n_rows: dict[str, int] = field(default_factory=dict)
    n_files: int = 0
    n_bytes: int = 0
    flaws: list[str] = field(default_factory=list)


@contextmanager
def one_moment() -> Iterator[str]:
    """The alias of a connection of its own that sees the database as it is now, whatever is written meanwhile; nobody
    waits for it but a migration (claims/management/commands/migrate.py). Raises Refused when migrations are owed."""
    default = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(default)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The database is not up to date. Run `manage.py migrate`, then back it up.")
    moment = default.copy(_MOMENT)
    if moment.vendor == "sqlite":
        # In WAL a transaction that only reads sees one moment; IMMEDIATE, as the desk has it, would keep writers out
        options = moment.settings_dict["OPTIONS"]
        options["transaction_mode"] = "DEFERRED"
        # Each page is read once: mapped, they would only count as memory of this process
        options["init_command"] = f"{options.get('init_command', '')};PRAGMA mmap_size=0"
    connections[_MOMENT] = moment
    try:
        with transaction.atomic(using=_MOMENT):
            with moment.cursor() as cursor:
                if moment.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    cursor.execute("SELECT set_config('application_name', %s, true)", [transactions.BACKUP])
                cursor.execute("SELECT count(*) FROM django_migrations")  # the moment is that of the first question
            yield _MOMENT
    finally:
        moment.close()
        del connections[_MOMENT]


def back_up(file: BinaryIO, *, using: str, passphrase: str = "", registry: Apps = apps) -> Made:
    """Write all rows that the connection `using` sees, and the files, into `file`.

    `registry`: the models of another release, for a database that has that one's tables.
    """
    recorder = MigrationRecorder.Migration.objects.using(using).order_by("pk")
    about = {
        "made_at": timezone.now().isoformat(),
        "site": settings.SITE_URL,
        "database": connections[using].vendor,
        "migrations": [[row.app, row.name, row.applied.isoformat()] for row in recorder],
        "tables": {table: rows.columns(model) for table, model in rows.tables(registry).items()},
    }
    made = Made()
    with archive.writing(file, about, passphrase=passphrase) as (writer, totals):
        _add_rows(writer, made, rows.tables(registry), using)
        _add_snapshots(writer, made, using)
        _add_folders(writer, made)
        totals.update(rows=made.n_rows, files=made.n_files, bytes_of_files=made.n_bytes, flaws=made.flaws)
    return made


def _add_rows(writer: archive.Writer, made: Made, models: dict[str, type[Model]], using: str) -> None:
    for table, model in models.items():
        made.n_rows[table] = 0
        for number, (n_rows, lines) in enumerate(rows.parts(model, using=using), start=1):
            writer.add(f"rows/{table}/{number:06}.jsonl.gz", gzip.compress(lines, mtime=0))
            made.n_rows[table] += n_rows


def _add_snapshots(writer: archive.Writer, made: Made, using: str) -> None:
    """Captures are files that never change and are never deleted: those of this moment's rows are still there."""
    captures = Snapshot.objects.using(using).order_by("pk")
    for snapshot in captures.defer("text", "headers").iterator(chunk_size=500):
        _add_capture(writer, made, snapshot, snapshot.path, snapshot.sha256)
        if snapshot.warc_sha256:
            _add_capture(writer, made, snapshot, snapshot.warc_path, snapshot.warc_sha256)


def _add_capture(writer: archive.Writer, made: Made, snapshot: Snapshot, path: str, sha256: str) -> None:
    name = f"files/{path}"
    if name in writer.members:
        return
    try:
        found = _add(writer, made, name, partial(files.store().open, path))
    except archive.Unreadable as error:
        made.flaws.append(f"Snapshot {snapshot.pk}: {path} is not in the backup ({error}).")
    else:
        if found != sha256:
            made.flaws.append(f"Snapshot {snapshot.pk}: {path} is not what was captured; it is in the backup as it is.")


def _add_folders(writer: archive.Writer, made: Made) -> None:
    root = Path(settings.DATA_DIR)
    for folder in FOLDERS:
        for place in sorted((root / folder).rglob("*")):
            path = place.relative_to(root).as_posix()
            try:
                if place.is_file() and not place.is_symlink():
                    _add(writer, made, f"files/{path}", partial(Folder().open, path))
            except archive.Unreadable as error:
                made.flaws.append(f"{path} is not in the backup ({error}).")


def _add(writer: archive.Writer, made: Made, name: str, open_file: Callable[[], BinaryIO]) -> str:
    sha256 = writer.add_file(name, open_file)
    made.n_files += 1
    made.n_bytes += writer.members[name][0]
    return sha256
