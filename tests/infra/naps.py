"""A job that takes as long as a test wants, for workers that are to be killed in the middle of it."""

import os
import time
from pathlib import Path

from claims import jobs


@jobs.job()
def nap(target: int) -> None:
    """Write one line at the start, sleep while the file `wait` is there, write one line at the end."""
    folder = Path(os.environ["NAPS"])
    with (folder / f"{target}.log").open("a") as log:
        log.write("started\n")
        log.flush()
        while (folder / "wait").exists():
            time.sleep(0.05)
        log.write("done\n")
