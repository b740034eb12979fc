"""Loaded by a worker (`-I`): kills its own process with -9 in the middle of each job, the first time it does it.

DEATHS names a folder that remembers who has died already. DEATHS_WHEN is `inside`: after some of the job's rows were
written and before they were committed, or `after`: all of it is committed, but the job still stands on the list.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from claims import jobs, snapshots
from claims.detection import claims as detection
from claims.evidence import gathering
from claims.matching import claims as matching
from claims.publishing import announcements
from claims.workflow import reviews

_folder = Path(os.environ["DEATHS"])
_doing: list[str] = []

#: Where in its work each job dies: right after this function has returned.
_INSIDE: dict[str, tuple[ModuleType, str]] = {
    "fetch_article": (snapshots, "store"),
    "detect_claims": (detection, "_keep_sentences"),
    "match_claim": (matching, "_apply"),
    "gather_evidence": (gathering, "_add"),
    "capture_source": (snapshots, "store"),
    "assign_reviewers": (reviews, "_assign"),
    "tally_reviews": (reviews, "tally"),
    "announce": (announcements, "_notify"),
    "tell_sender": (announcements, "_notify"),
}


def _die_once() -> None:
    try:
        (_folder / _doing[-1]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(function: Callable[..., Any], module: ModuleType) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        if _doing and _INSIDE[_doing[-1]][0] is module:
            _die_once()
        return answer

    return call


def _noting(perform: Callable[[str, int], bool]) -> Callable[[str, int], bool]:
    def call(name: str, target: int) -> bool:
        _doing.append(name)
        try:
            return perform(name, target)
        finally:
            _doing.pop()

    return call


def _dying_before(finish: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(row: Any) -> None:
        _die_once()
        finish(row)

    return call


jobs.perform = _noting(jobs.perform)
if os.environ["DEATHS_WHEN"] == "inside":
    for module, name in set(_INSIDE.values()):
        setattr(module, name, _dying(getattr(module, name), module))
else:
    jobs._finish = _dying_before(jobs._finish)
