"""A whole backup of a large desk: time, size, memory. It is read back too, as the command does."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from claims import snapshots
from claims.models import Claim
from claims.operating import backing_up, restoring
from tests.benchmarks.figures import say
from tests.rows.claims import USUAL, Newsroom, fill_claims

pytestmark = pytest.mark.django_db(transaction=True)
N_CLAIMS = int(os.environ.get("BENCH_CLAIMS", "100000"))
#: Captures of 50 KB each, which pack badly.
N_CAPTURES = 2_000


def test_a_backup_of_a_large_desk(tmp_path: Path, settings: Any) -> None:
    fill_claims(N_CLAIMS, Newsroom(USUAL))
    settings.DATA_DIR = tmp_path
    for _ in range(N_CAPTURES):
        snapshots.store(snapshots.keep_bytes(os.urandom(50_000), how="file"))
    file = tmp_path / "backup.tar"
    Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins anew
    before = _memory("VmRSS")
    began, cpu_began = time.perf_counter(), time.process_time()
    with file.open("wb") as out, backing_up.one_moment() as moment:
        made = backing_up.back_up(out, using=moment)
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    grown, cpu_began = _memory("VmHWM") - before, time.process_time()
    with file.open("rb") as written:
        restoring.check(written)
    check_s = time.process_time() - cpu_began
    rows, n_bytes = sum(made.n_rows.values()), file.stat().st_size
    print(f"\n  {connection.vendor}, {Claim.objects.count():,} claims, {rows:,} rows, {made.n_files:,} files")
    say("backup written", took_s, "s", "(the machine's load counts)")
    say("CPU of writing it", cpu_s, "s")
    say("CPU of reading it back", check_s, "s")
    say("size, files included", n_bytes / 1e6, "MB")
    say("size of the rows", (n_bytes - made.n_bytes) / 1e6, "MB")
    say("memory that it took at most", grown / 1e6, "MB")


def _memory(name: str) -> int:
    """Bytes of this process, VmRSS now or VmHWM at most (proc(5))."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) * 1024
