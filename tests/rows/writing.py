"""Rows into a table, many at a time, and numbers for their names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

#: No two rows of a test run have the same.
NUMBERS = count(1)
_BATCH = 500


def write(model: Any, rows: Sequence[Any]) -> list[Any]:
    """The rows as the database has them, with their keys."""
    made: list[Any] = model.objects.bulk_create(rows, batch_size=_BATCH)
    return made


def named_rows(model: Any, names: Sequence[str]) -> list[Any]:
    """One row of each name, made where there is none."""
    model.objects.bulk_create((model(name=name) for name in names), ignore_conflicts=True)
    return list(model.objects.filter(name__in=names))
