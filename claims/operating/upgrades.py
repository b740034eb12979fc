"""Migrations that the release before would not survive while it still serves, or that lock a table for long.

A migration that may do such a thing all the same says why: `serves_old_release = {operation: sentence}` in its class,
the operation by the name that Django gives it (`migration_name_fragment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from claims.models.migrating import AddIndexBeside

APP: Final = "claims"
#: Of release 0.1; what came before is in every database that can be upgraded.
BASELINE: Final = "0020_newest_watches"
#: Operations after which the code of before finds no longer what it asks for.
_BREAKING: Final[dict[type[Operation], str]] = {
    migrations.RemoveField: "drops a column that the old release uses: drop it a release later",
    migrations.RenameField: "renames a column under the old release: add another one and copy",
    migrations.DeleteModel: "drops a table that the old release uses: drop it a release later",
    migrations.RenameModel: "renames a table under the old release",
    migrations.AlterModelTable: "renames a table under the old release",
    migrations.AlterUniqueTogether: "locks the table while it builds an index: use an index that is built beside it",
}
#: What the database knows nothing of.
_HARMLESS: Final = frozenset(
    {
        "help_text", "verbose_name", "choices", "default", "blank", "related_name", "related_query_name", "validators",
        "limit_choices_to", "on_delete", "editable", "error_messages", "auto_now", "auto_now_add", "serialize",
    }
)  # fmt: skip


def find_flaws() -> list[str]:
    """All migrations since the baseline, in sentences; empty when the old release can go on."""
    loader = MigrationLoader(None)
    before = loader.project_state([(APP, BASELINE)])
    plan = loader.graph.forwards_plan((APP, loader.graph.leaf_nodes(APP)[0][1]))
    done = set(loader.graph.forwards_plan((APP, BASELINE)))
    newer = [loader.graph.nodes[node] for node in plan if node not in done and node[0] == APP]
    return list(flaws_of(newer, before))


def flaws_of(newer: Iterable[Migration], before: ProjectState) -> Iterator[str]:
    """`before`: the models of the release that serves while these run."""
    old, state = before.clone(), before.clone()
    for migration in newer:
        excused: dict[str, str] = getattr(migration, "serves_old_release", {})
        left = set(excused)
        for operation in migration.operations:
            name = operation.migration_name_fragment or type(operation).__name__.lower()
            why = _trouble(operation, old, state)
            left.discard(name)
            if why and len(excused.get(name, "").split()) < 3:
                yield (
                    f"{migration.name}: {operation.describe()} ({name}) {why}. "
                    "Change it, or say in its `serves_old_release` why the old release survives it."
                )
            operation.state_forwards(APP, state)
        for name in sorted(left):
            yield f"{migration.name}: its `serves_old_release` excuses {name}, which it does not do. Take that out."


def _trouble(operation: Operation, old: ProjectState, state: ProjectState) -> str:
    """The end of a sentence; "" when the old release does not notice. Tables that it does not know are no trouble."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return next(filter(None, (_trouble(each, old, state) for each in operation.database_operations)), "")
    if isinstance(operation, migrations.RunSQL | migrations.RunPython):
        return _trouble_of_code(operation)
    model = str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
    if (APP, model) not in old.models:
        return ""
    for kind, why in _BREAKING.items():
        if type(operation) is kind:
            return why
    if isinstance(operation, migrations.AddField):
        return _trouble_of_new(operation.field)
    if isinstance(operation, migrations.AlterField):
        return _trouble_of_changed(state.models[APP, model].fields[operation.name], operation.field)
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexBeside):
        return "locks the table while it builds the index: use claims.models.migrating.AddIndexBeside"
    if isinstance(operation, migrations.AddConstraint):
        return "locks the table while it looks at every row, and the old release may write what it forbids"
    return ""


def _trouble_of_code(operation: migrations.RunSQL | migrations.RunPython) -> str:
    """Installing triggers and indexes that are missing is what many migrations end with; other code has to be read."""
    code = getattr(operation, "code", None)
    if code is not None and {"database", "install"} <= set(code.__code__.co_names):
        return ""
    return "runs code that nobody can judge from outside"


def _trouble_of_new(field: models.Field[Any, Any]) -> str:
    if field.many_to_many or field.generated:
        return "" if field.many_to_many else "rewrites the table"
    if not field.null and not field.has_db_default():
        return "adds a column that the old release does not fill: allow null, or give it a db_default"
    if (
        field.unique
        or getattr(field, "db_index", False)
        or (field.is_relation and getattr(field, "db_constraint", True))
    ):
        return (
            "locks the table while it builds an index or looks at every row: add the column first, the index beside it"
        )
    return ""


def _trouble_of_changed(before: models.Field[Any, Any], after: models.Field[Any, Any]) -> str:
    old, new = _database_part(before), _database_part(after)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if "null" in changed and after.null:
        changed.discard("null")
    if "db_default" in changed and "db_default" in new:
        changed.discard("db_default")
    if changed:
        # A longer text too: what the old release has prepared of the column fails (docs/decisions/024)
        return f"changes a column under the old release, and may rewrite the table ({', '.join(sorted(changed))})"
    return ""


def _database_part(field: models.Field[Any, Any]) -> dict[str, Any]:
    _, kind, _, options = field.deconstruct()
    return {"kind": kind, **{name: value for name, value in options.items() if name not in _HARMLESS}}
