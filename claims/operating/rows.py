"""Rows of any model as lines of JSON that either database can take, and back. What a backup holds is said here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, Final, cast

from django.apps.registry import Apps
from django.db import DataError, IntegrityError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from claims.errors import Refused

#: Logins end with a restore; vectors are computed anew from the texts, as the indexes of words are.
LEFT_OUT: Final = frozenset({"django_session", "usersessions_usersession", "claims_checkvector", "claims_claimvector"})
#: What `migrate` writes by itself, so that a database in which nobody has worked yet holds it too.
MADE_BY_MIGRATE: Final = frozenset({"django_content_type", "auth_permission"})
#: Rows fetched at once (count): one may hold a text of a million characters.
N_AT_ONCE: Final = 50
#: A part is closed when it has grown beyond this (bytes, before it is packed).
PART_BYTES: Final = 4 << 20
_N_INSERTED: Final = 200


def tables(registry: Apps) -> dict[str, type[models.Model]]:
    """The models of a backup by the name of their table, through tables of many-to-many relations included."""
    return {
        model._meta.db_table: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }


def columns(model: type[models.Model]) -> list[str]:
    return [field.column or "" for field in _fields(model)]


def parts(model: type[models.Model], *, using: str) -> Iterator[tuple[int, bytes]]:
    """All rows of a model in the order of their keys: (count, lines of JSON), each part about PART_BYTES long."""
    fields = _fields(model)
    names = [field.attname for field in fields]
    rows = model._meta.base_manager.using(using).order_by("pk").values_list(*names)
    lines: list[bytes] = []
    n_bytes = 0
    for row in rows.iterator(chunk_size=N_AT_ONCE):
        values = [_told(field, value) for field, value in zip(fields, row, strict=True)]
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        lines.append(line)
        n_bytes += len(line)
        if n_bytes >= PART_BYTES:
            yield len(lines), b"".join(lines)
            lines, n_bytes = [], 0
    if lines:
        yield len(lines), b"".join(lines)


def insert(model: type[models.Model], names: Sequence[str], lines: Iterable[bytes], *, using: str) -> int:
    """Write the rows of a part, whose values stand in the order of the columns `names`; returns how many.

    Raises Refused when the database takes one of them for invalid.
    """
    connection, by_column = connections[using], {field.column: field for field in _fields(model)}
    fields = [by_column[name] for name in names]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 - names of our own models
    n_rows = 0
    waiting: list[list[Any]] = []
    for line in lines:
        values = json.loads(line)
        waiting.append(
            [_kept(field, value, connection) for field, value in zip(fields, values, strict=True)],
        )
        if len(waiting) == _N_INSERTED:
            _write(connection, sql, waiting, model)
            n_rows, waiting = n_rows + len(waiting), []
    if waiting:
        _write(connection, sql, waiting, model)
    return n_rows + len(waiting)


def _write(connection: BaseDatabaseWrapper, sql: str, rows: list[list[Any]], model: type[models.Model]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
    except (DataError, IntegrityError, ValueError) as error:
        why = str(error).strip().partition("\n")[0]
        raise Refused(
            f"This database does not take one of the rows {rows[0][0]} to {rows[-1][0]} of {model._meta.db_table} "
            f"({why}). Nothing was restored. Mend that row where the backup was made, and make the backup again."
        ) from error


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _told(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as JSON has it: numbers, truth and JSON as they are, all else as the text of Django's serialisers."""
    if value is None or isinstance(value, bool | int | float | str) or isinstance(field, models.JSONField):
        return value
    holder = SimpleNamespace(**{field.attname: value})
    return field.value_to_string(cast("models.Model", holder))  # it asks for the attribute only


def _kept(field: models.Field[Any, Any], value: Any, connection: BaseDatabaseWrapper) -> Any:
    if value is None and field.null:
        return None
    if not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_value(value, connection)
