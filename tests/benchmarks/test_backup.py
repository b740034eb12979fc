"""A whole backup of a small desk and of a large one, and both put back: time, size, memory. What grows would show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from claims import snapshots
from claims.models import Claim
from tests.benchmarks.figures import say
from tests.rows.claims import USUAL, Newsroom, fill_claims

pytestmark = pytest.mark.django_db(transaction=True)
BASE_DIR = Path(__file__).resolve().parents[2]
SIZES = (4_000, int(os.environ.get("BENCH_CLAIMS", "100000")))
#: Captures of 50 KB each, which pack badly.
N_CAPTURES = 2_000


def test_backup_and_restore_of_a_small_desk_and_a_large_one(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    for _ in range(N_CAPTURES):
        snapshots.store(snapshots.keep_bytes(os.urandom(50_000), how="file"))
    for n_claims in sorted(set(SIZES)):
        fill_claims(n_claims, Newsroom(USUAL))
        file = tmp_path / f"{n_claims}.tar"
        made = alone("backup", file, data_dir=settings.DATA_DIR, database=url())
        empty = tmp_path / str(n_claims)
        empty.mkdir()
        back = alone("restore", file, data_dir=empty, database="")
        print(f"\n  {connection.vendor}, {Claim.objects.count():,} claims, {made['rows']:,} rows")
        say("CPU of a backup, with reading it back", made["cpu"], "s")
        say("size, files included", made["bytes"] / 1e6, "MB")
        say("memory of a backup at most", made["most"] / 1e6, "MB", f"({made['start'] / 1e6:.0f} at its start)")
        say("CPU of a restore onto SQLite", back["cpu"], "s")
        say("memory of a restore at most", back["most"] / 1e6, "MB", f"({back['start'] / 1e6:.0f} at its start)")


def url() -> str:
    """Of the database of these tests, for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def alone(what: str, file: Path, *, data_dir: Path, database: str) -> dict[str, Any]:
    """What tests/benchmarks/alone.py says; with no database given on SQLite in `data_dir`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.alone", what, str(file)],
        env=dict(os.environ, DATA_DIR=str(data_dir), DATABASE_URL=database),
        cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told
