"""How a worker and beat show that they go on: a file that they touch. Web servers are asked instead (probe.py)."""

import time
from pathlib import Path
from tempfile import gettempdir

#: Workers touch theirs every two seconds, beat at each of its turns (every five); a machine that swaps gets time.
WITHIN_S = 60.0


def file_of(role: str, folder: Path | None = None) -> Path:
    """Of this container or host: temporary, for nobody is alive after a restart. Shared by processes of one role."""
    return (folder or Path(gettempdir())) / f"factcheck-{role}-alive"


def show(role: str, folder: Path | None = None) -> None:
    file_of(role, folder).touch()


def is_alive(role: str, folder: Path | None = None, *, within_s: float = WITHIN_S) -> bool:
    try:
        return time.time() - file_of(role, folder).stat().st_mtime <= within_s
    except OSError:
        return False
