"""How a worker and beat show that they go on: a file that they touch. Web servers are asked instead (probe.py)."""

import logging
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import gettempdir

#: Workers touch theirs every two seconds, beat at each of its turns (every five); a machine that swaps gets time.
WITHIN_S = 60.0
#: One that hangs for so long ends itself (end_if_it_hangs). The longest turn of beat is a message to a broker that does
#: not answer: less than a minute.
HANGS_AFTER_S = 180.0
#: So often is it looked at meanwhile. Looks are counted, not seconds: a machine that was stopped has missed only one.
N_LOOKS = 20

log = logging.getLogger(__name__)
#: How often each role has shown itself in this process.
_n_shown: Counter[str] = Counter()
#: The worker that a role is a part of.
_worker_of: dict[str, int] = {}


def file_of(role: str, folder: Path | None = None) -> Path:
    """Of this container or host: temporary, for nobody is alive after a restart. Shared by processes of one role."""
    return (folder or Path(gettempdir())) / f"factcheck-{role}-alive"


def show(role: str, folder: Path | None = None) -> None:
    _n_shown[role] += 1
    file_of(role, folder).touch()


def is_alive(role: str, folder: Path | None = None, *, within_s: float = WITHIN_S) -> bool:
    try:
        return time.time() - file_of(role, folder).stat().st_mtime <= within_s
    except OSError:
        return False


def end_if_it_hangs(role: str) -> None:
    """From now on this process ends when it has not shown itself for HANGS_AFTER_S: what looks after processes starts
    anew what has ended, and leaves alone what hangs."""
    threading.Thread(target=_watch, args=(role,), name=f"watch over {role}", daemon=True).start()


def end_with_worker(role: str, worker: int) -> None:
    """This process is a part of that one, which is asked to end too: it would go on without the role."""
    _worker_of[role] = worker


def _watch(role: str) -> None:
    seen, n_silent = -1, 0
    while n_silent < N_LOOKS:
        time.sleep(HANGS_AFTER_S / N_LOOKS)
        n_silent = n_silent + 1 if _n_shown[role] == seen else 0
        seen = _n_shown[role]
    words = "The %s has hung for %.0f seconds. It ends, to be started anew."
    telling = threading.Thread(target=log.critical, args=(words, role, HANGS_AFTER_S), daemon=True)
    telling.start()
    telling.join(5.0)  # it may be the log that hangs
    if _worker_of.get(role) == os.getppid():
        os.kill(os.getppid(), signal.SIGTERM)
    os._exit(os.EX_SOFTWARE)
