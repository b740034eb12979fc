"""Counts of processes that have ended are added up in one file of each kind, or there would be more with every restart.

Knows prometheus_client's files (kind_pid.db in its folder) and no figure; only for a folder in memory, whose processes
are all of one host and seen from there.
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client.mmap_dict import MmapedDict

#: What counts for ever; what is true only while its process lives (gauges) is not in use.
KINDS: Final = ("counter", "histogram")
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own in it (factcheck/run/figures.py)


@contextmanager
def folded(folder: Path) -> Iterator[None]:
    """While the block reads the folder nobody else folds it: nothing is counted twice, or not at all."""
    if folder.parent != _MEMORY:
        yield
        return
    with (folder / "turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for kind in KINDS:
            fold(folder, kind)
        yield


def fold(folder: Path, kind: str) -> None:
    """Add the counts of the processes that have ended to those of earlier ones, under the number 0.

    Each counts once, whenever this is killed: all that is added up is first moved aside, the sum of before ahead of all
    else. So what lies aside beside a sum is in it already, and what lies there without one is still to be added.
    """
    kept, aside = folder / f"{kind}_0.db", folder / f"{kind}.ended"
    if kept.exists():
        _drop(aside)
    ended = [file for file in folder.glob(f"{kind}_*.db") if file != kept and not _is_running(file)]
    if not ended and not aside.exists():
        return
    aside.mkdir(exist_ok=True)
    for file in [*([kept] if kept.exists() else []), *ended]:
        file.rename(aside / file.name)
    _write_sum(folder / f"{kind}.new", list(aside.iterdir())).rename(kept)
    _drop(aside)


def _drop(aside: Path) -> None:
    if aside.exists():
        for file in aside.iterdir():
            file.unlink()
        aside.rmdir()


def _write_sum(to: Path, files: list[Path]) -> Path:
    totals: defaultdict[str, float] = defaultdict(float)
    for file in files:
        if file.stat().st_size == 0:  # its process was killed before it counted anything
            continue
        for key, value, _, _ in MmapedDict.read_all_values_from_file(file):  # type: ignore[no-untyped-call]
            totals[key] += value
    to.unlink(missing_ok=True)
    written = MmapedDict(str(to))  # type: ignore[no-untyped-call]
    for key, value in totals.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    return to


def _is_running(file: Path) -> bool:
    pid = file.stem.rpartition("_")[2]
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True  # somebody else's, or no file of ours: it stays
    return True
