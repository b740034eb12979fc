"""Child processes that are watched, restarted and ended together. Knows nothing of what they are."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.run.lifeline import die_with_parent

LONGEST_PAUSE_S = 30.0
# A child that lived this long has recovered: its next death starts with the shortest pause again
WELL_AFTER_S = 60.0


@dataclass
class Child:
    """One process with its log file; `stop_signal` asks it to finish, `orphan_signal` comes when the runner dies.

    With `shows_output` only its stderr goes to the log.
    """

    name: str
    command: Sequence[str]
    log: Path
    env: dict[str, str]
    cwd: Path
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    shows_output: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    n_deaths: int = 0
    due_at: float | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal reaches the runner only."""
        runner = os.getpid()

        def tie() -> None:
            die_with_parent(self.orphan_signal, parent=runner)

        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=None if self.shows_output else out,
                stderr=out,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 - the runner has one thread
            )
        self.started_at = time.monotonic()
        self.due_at = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, sig: signal.Signals, *, whole_group: bool = False) -> None:
        """Signal the process, or it and all that it started."""
        if self.process is None:
            return
        try:
            if whole_group:
                os.killpg(self.process.pid, sig)
            elif self.process.poll() is None:
                self.process.send_signal(sig)
        except (ProcessLookupError, PermissionError):
            return

    def last_lines(self, n: int = 8) -> str:
        """The end of its log, for the person who has to understand why it died."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-n:])


def watch(children: Sequence[Child], *, is_stopping: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Keep the children alive until `is_stopping`; a dead one starts again after 1, 2, 4 ... 30 seconds."""
    while not is_stopping():
        now = time.monotonic()
        for child in children:
            if child.is_running:
                continue
            if child.due_at is None:
                child.n_deaths = 1 if now - child.started_at > WELL_AFTER_S else child.n_deaths + 1
                pause_s = min(2.0 ** (child.n_deaths - 1), LONGEST_PAUSE_S)
                child.due_at = now + pause_s
                code = child.process.returncode if child.process else None
                child.send(signal.SIGKILL, whole_group=True)  # what it left behind would stand in its successor's way
                say(f"The {child.name} ended ({code}); it starts again in {pause_s:.0f} s. The end of {child.log}:")
                say(child.last_lines())
            elif now >= child.due_at:
                child.start()
                say(f"The {child.name} runs again.")
        time.sleep(0.2)


def stop(children: Sequence[Child], *, patience_s: float, is_impatient: Callable[[], bool]) -> None:
    """Ask all of them to finish; what still runs after `patience_s` (or when asked to hurry) is killed."""
    for child in children:
        child.send(child.stop_signal)
    deadline = time.monotonic() + patience_s
    while any(child.is_running for child in children):
        if time.monotonic() > deadline or is_impatient():
            break
        time.sleep(0.05)
    for child in children:
        child.send(signal.SIGKILL, whole_group=True)
        if child.process is not None:
            child.process.wait()
