"""How rare words are among the published checks of this database, told by a sample. Reads only."""

from __future__ import annotations

import math
import threading
import time
from itertools import islice
from typing import Final

from django.db import connections
from django.db.models import QuerySet

from claims.matching import crowds, readings
from claims.matching.rarity import Rarity
from claims.models import FactCheck

#: Checks in the sample, spread evenly over the table (count); ten times as many rank no better. Of thousands of copies
#: only some count: they make no word common.
N_SAMPLED: Final = 3_000
#: A sample is taken anew after this time (seconds), or when the table has grown by this factor.
LIFE_S: Final = 3_600.0
_GROWN: Final = 1.5

_kept: dict[str, tuple[float, int, Rarity]] = {}
_lock = threading.Lock()


def rarity(*, using: str = "default") -> Rarity:
    """Kept by each process; taking the sample costs about half a second."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {FactCheck._meta.db_table}")  # noqa: S608 - our own table
        (newest,) = cursor.fetchone()
    with _lock:
        taken_at, reach, found = _kept.get(using, (0.0, -1, Rarity()))
        is_old = time.monotonic() - taken_at > LIFE_S or not reach <= newest <= max(reach * _GROWN, 100)
        if reach < 0 or is_old:
            found = _sample(using, newest)
            _kept[using] = (time.monotonic(), newest, found)
        return found


def _sample(using: str, newest: int) -> Rarity:
    checks = FactCheck.objects.using(using).order_by()
    if newest > N_SAMPLED:
        checks = checks.filter(pk__in=_spread(checks, newest))
    rows = checks.values_list("statement", "title", "summary", "language")[:N_SAMPLED]
    return Rarity.of(
        readings.Reading(f"{statement}. {title}. {summary[: readings.MAX_SUMMARY]}", language or "en").stems
        for statement, title, summary, language in crowds.thinned(rows, tuple)
    )


def _spread(checks: QuerySet[FactCheck], newest: int) -> list[int]:
    """Primary keys spread evenly over the table.

    Where keys lie far apart the rows are counted through: PostgreSQL uses up a key each time a feed changes a row.
    """
    n_checks = checks.count()
    if newest <= 2 * n_checks:
        return [newest * number // N_SAMPLED for number in range(1, N_SAMPLED + 1)]
    keys = checks.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000)
    return list(islice(keys, 0, None, math.ceil(n_checks / N_SAMPLED)))
