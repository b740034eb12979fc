"""Operations for migrations that run while the desk works; claims.operating.upgrades checks what others may not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresEditor
from django.db.migrations.state import ProjectState


class AddIndexBeside(migrations.AddIndex):
    """An index that PostgreSQL builds while others write. Its migration is not atomic and holds nothing else."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            editor = cast("PostgresEditor", schema_editor)
            with as_long_as_it_takes(editor.connection):
                editor.add_index(model, self.index, concurrently=True)


@contextmanager
def as_long_as_it_takes(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Nobody waits behind what is done here, and given up it would leave half an index."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [usual])
