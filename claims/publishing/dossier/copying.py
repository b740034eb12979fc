"""Copies of uploaded PDFs for a dossier, made in a process of their own: no file holds a web server up for long."""

from __future__ import annotations

import subprocess
import sys
import time

from django.conf import settings

from claims.errors import Refused
from claims.publishing.dossier import stripping

#: All copies of one dossier together may take so long (seconds).
MAX_S = 30.0
TOO_LONG = (
    "A copy of this PDF without its details is not here: making it takes longer than a dossier may. "
    "Hand on the dossier with originals, or let manage.py export_dossier make it at a quiet hour."
)


class Copier:
    """Makes the copies of one dossier."""

    def __init__(self) -> None:
        self._left_s = MAX_S

    def copy_of(self, body: bytes) -> bytes:
        """As `stripping.without_details`. Raises Refused with a sentence, also when the time is used up."""
        if len(body) > stripping.MAX_BYTES:
            raise Refused(stripping.UNREADABLE)
        began = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, "-m", stripping.__name__], input=body, capture_output=True, check=False,
                cwd=settings.BASE_DIR, env={}, timeout=self._left_s,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise Refused(TOO_LONG) from late
        finally:
            self._left_s = max(0.0, self._left_s - (time.monotonic() - began))
        if done.returncode:
            raise Refused(TOO_LONG if done.returncode < 0 else stripping.UNREADABLE)
        return done.stdout
