"""The mark of a claim's page: what it shows, and as of when, in a few letters. An open page asks whether it is another.

Only what everybody in the desk may see goes into it: whoever reads the address of the poll learns nothing more.
"""

from __future__ import annotations

import re
import zlib
from itertools import zip_longest
from typing import Any

from claims.desk.screens.claim_beside import beside_columns
from claims.desk.screens.claim_rows import Rows
from claims.desk.screens.claim_short_lists import list_of, read_rows

#: Parts the version from what changes without an event of the claim: work, lease, watchers, relatives, names.
_PART = "~"
#: A person, and a digest of what they are called.
_NAMED = re.compile(r"(\d+)-(\w+)")
#: Columns of a claim's row, as claim_short_lists has them, that the mark is made of.
_COLUMNS = (*beside_columns(list_of), "leases_json", "watches_json")


def mark_of(version: int, rows: Rows) -> str:
    """Changes whenever something on the page does.

    With the version; how far the claim's jobs, finders and captures are; who is on it, and each minute of that; who
    watches; the versions of related claims; and what those are called whom it names.
    """
    lease = next((f"{row.person}.{row.minutes}" for row in rows.leases), "")
    watchers = _digest(sorted(row.person for row in rows.watchers))
    return _PART.join([str(version), _work(rows), lease, watchers, str(rows.relatives), _names(rows)])


def read_mark(claim_id: int) -> str:
    """The mark that the claim's page would have now (ClaimScreen.mark)."""
    rows = read_rows(claim_id, only=_COLUMNS)
    return mark_of(rows.version, rows)


def version_in(mark: str) -> str:
    return mark.partition(_PART)[0]


def differences(seen: str, mark: str) -> list[bool]:
    """Whether work, lease, watchers, relatives, names are others than in the mark that was seen.

    Who is named for the first time has done something: that says what else is new.
    """
    *others, names = list(zip_longest(seen.split(_PART), mark.split(_PART), fillvalue=""))[1:]
    named, called = (dict(_NAMED.findall(part)) for part in names)
    is_renamed = any(called.get(person, name) != name for person, name in named.items())
    return [*(was != now for was, now in others), is_renamed]


def _work(rows: Rows) -> str:
    work = [f"{row.name}.failed" if row.is_failed else row.name for row in rows.jobs]
    looks = [
        f"{run.finder}{'.owed' if run.is_owed else ''}{'.error' if run.error else ''}"
        for run in rows.runs
        if run.is_owed or run.error
    ]
    pages = [f"{name}.{n}" for name, n in sorted(rows.captures.items()) if n]
    return "-".join([*work, *looks, *pages])


def _names(rows: Rows) -> str:
    return ".".join(f"{person}-{_digest(name)}" for person, *name in rows.names)


def _digest(rows: list[Any]) -> str:
    return f"{zlib.crc32(repr(rows).encode()):x}" if rows else ""
