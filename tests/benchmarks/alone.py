"""A backup or a restore in a process of its own, which then says what it took: `backup FILE` or `restore FILE`.

Prints JSON {start, most: bytes of memory (RSS); cpu: seconds; rows, bytes: of them only where a backup is made}. A
restore is not followed by the command's last look at history and captures: rows that were made up have none that holds.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()

from claims.operating import backing_up, restoring  # noqa: E402


def back_up(file: Path) -> dict[str, Any]:
    """As the command does, which reads it back too."""
    with file.open("wb") as out, backing_up.one_moment() as moment:
        made = backing_up.back_up(out, using=moment)
    with file.open("rb") as written:
        restoring.check(written)
    return {"rows": sum(made.n_rows.values()), "bytes": file.stat().st_size}


def restore(file: Path) -> dict[str, Any]:
    with file.open("rb") as written:
        restoring.check(written)
        written.seek(0)
        restoring.empty()
        for _ in restoring.restore(written):
            pass
    return {}


def memory(name: str) -> int:
    """Bytes of this process, VmRSS now or VmHWM at most (proc(5))."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    start, cpu_began = memory("VmRSS"), time.process_time()
    told = {"backup": back_up, "restore": restore}[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({"start": start, "most": memory("VmHWM"), "cpu": time.process_time() - cpu_began, **told}))
