"""How a worker and beat show that they go on: a file that they touch. Web servers are asked instead (probe.py)."""

import logging
import os
import signal
import threading
import time
from pathlib import Path
from tempfile import gettempdir

#: Workers touch theirs every two seconds, beat at each of its turns (every five); a machine that swaps gets time.
WITHIN_S = 60.0
#: One that hangs for so long ends itself (end_if_it_hangs). The longest turn of beat is a message to a broker that does
#: not answer, sent four times with 10 s of patience each.
HANGS_AFTER_S = 180.0

log = logging.getLogger(__name__)
#: By role, on the clock of time.monotonic.
_shown_at: dict[str, float] = {}


def file_of(role: str, folder: Path | None = None) -> Path:
    """Of this container or host: temporary, for nobody is alive after a restart. Shared by processes of one role."""
    return (folder or Path(gettempdir())) / f"factcheck-{role}-alive"


def show(role: str, folder: Path | None = None) -> None:
    _shown_at[role] = time.monotonic()
    file_of(role, folder).touch()


def is_alive(role: str, folder: Path | None = None, *, within_s: float = WITHIN_S) -> bool:
    try:
        return time.time() - file_of(role, folder).stat().st_mtime <= within_s
    except OSError:
        return False


def end_if_it_hangs(role: str, *, worker: int | None = None) -> None:
    """From now on this process ends when it has not shown itself for HANGS_AFTER_S: what looks after processes starts
    anew what has ended, and leaves alone what hangs. `worker`: the process it is a part of, which is asked to end too.
    """
    _shown_at[role] = time.monotonic()
    threading.Thread(target=_watch, args=(role, worker), name=f"watch over {role}", daemon=True).start()


def _watch(role: str, worker: int | None) -> None:
    while time.monotonic() - _shown_at[role] < HANGS_AFTER_S:
        time.sleep(HANGS_AFTER_S / 20)
    log.critical("The %s has hung for %.0f seconds. It ends, to be started anew.", role, HANGS_AFTER_S)
    if worker is not None:
        os.kill(worker, signal.SIGTERM)
    os._exit(os.EX_SOFTWARE)
