"""Loaded by a worker (`-I`): kills its own process with -9 in the middle of each job, the first time it does it.

DEATHS names a folder that remembers who has died already. All other moments are in test_every_moment.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.mail import EmailMessage

from claims import jobs, snapshots
from claims.detection import claims as detection
from claims.evidence import gathering
from claims.evidence.wayback import Wayback
from claims.importing.factchecks import keeping
from claims.matching import claims as matching
from claims.publishing import announcements, own_checks
from claims.web import calls
from claims.workflow import reviews

_folder = Path(os.environ["DEATHS"])
_doing: list[str] = []

_MAIL = (EmailMessage, "send")
#: Where in its work each job dies: right after this function has returned, before what it wrote is committed, or what
#: it did outside is written down.
INSIDE: dict[str, tuple[ModuleType | type, str]] = {
    "fetch_article": (snapshots, "store"),
    "detect_claims": (detection, "_keep_sentences"),
    "match_claim": (matching, "_apply"),
    "match_feed": (jobs, "enqueue_all"),
    "gather_evidence": (gathering, "_add"),
    "ask_finder": (gathering, "_add"),
    "capture_source": (snapshots, "store"),
    "archive_source": (Wayback, "find_copy"),
    "recheck_source": (snapshots, "store"),
    "refresh_feed": (keeping, "_note"),
    "assign_reviewers": (reviews, "_assign"),
    "tally_reviews": (reviews, "tally"),
    "announce": (announcements, "_notify"),
    "publish_when_free": (own_checks, "keep"),
    "tell_sender": (announcements, "_notify"),
    "deliver_webhook": (calls, "call"),
    "mail_invitation": _MAIL,
    "mail_reset": _MAIL,
    "mail_login_change": _MAIL,
    "mail_notice": _MAIL,
    "mail_digest": _MAIL,
    "mail_tip": _MAIL,
    "mail_report": _MAIL,
}


def _die_once() -> None:
    try:
        (_folder / _doing[-1]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(function: Callable[..., Any], module: ModuleType | type) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        if _doing and INSIDE[_doing[-1]][0] is module:
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


jobs.perform = _noting(jobs.perform)
for module, name in set(INSIDE.values()):
    setattr(module, name, _dying(getattr(module, name), module))
