"""Ties a process to its parent's life, so that a runner killed with -9 leaves no orphans. Linux only, else nothing."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(with_signal: signal.Signals = signal.SIGTERM, *, parent: int | None = None) -> None:
    """Ask the kernel for `with_signal` when the parent ends; `parent` catches one that ended before we asked."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), with_signal)
