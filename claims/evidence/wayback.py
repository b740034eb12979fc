"""The Wayback Machine as a service: is there a copy, please make one, how far is it. Keeps nothing, retries nothing.

Availability: https://archive.org/help/wayback_api.php; Save Page Now 2: its public API document, and what it was seen
to answer besides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from claims.errors import Refused, TryAgain
from claims.web import calls
from claims.web.fetch import NOTHING_ALLOWED, retry_after

_TIMESTAMP: Final = re.compile(r"[12]\d{13}")
_JOB_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,120}")
#: The archive will not change its mind about these.
_FOR_GOOD: Final = {
    "not-found": "the archive finds no page at this address",
    "no-access": "the page does not let the archive in",
    "blocked": "the site or the archive shuts this page out",
    "blocked-url": "the archive has shut this address out",
    "invalid-url-syntax": "the archive takes it for no address",
}
#: It counts its captures by the day (seconds to wait).
_DAY_IS_USED_UP: Final = re.compile(r"daily|per day|times today|this day", re.IGNORECASE)
_AFTER_A_DAY_S, _AFTER_A_MINUTE_S = 6 * 3600.0, 60.0
_SAME_SNAPSHOT: Final = re.compile(r"same snapshot", re.IGNORECASE)


class JobFailed(TryAgain):
    """The archive's job came to nothing, or it has forgotten it."""


@dataclass(frozen=True)
class Copy:
    """A copy in the archive; `at` as the archive dates it."""

    url: str
    at: datetime


@dataclass(frozen=True)
class Wayback:
    """`key`: access:secret, "" to look only. `allow` as in claims.web.fetch."""

    url: str
    available_url: str
    user_agent: str
    key: str = ""
    allow: frozenset[str] = NOTHING_ALLOWED

    @property
    def can_save(self) -> bool:
        return bool(self.key)

    def find_copy(self, page: str, *, around: datetime) -> Copy | None:
        """The copy nearest to that time; None when the archive has none. Raises TryAgain, Refused."""
        asked = urlencode({"url": page, "timestamp": f"{around.astimezone(UTC):%Y%m%d%H%M%S}"})
        answer = self._call(f"{self.available_url}?{asked}")
        snapshots = answer.get("archived_snapshots")
        closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
        if not isinstance(closest, dict) or closest.get("available") is not True:
            return None
        if str(closest.get("status", "200")) != "200":
            return None
        return self._copy(str(closest.get("timestamp", "")), page)

    def save(self, page: str) -> str:
        """Ask for a new copy; returns the name of the archive's job, "" when it says that it has just made one.

        Raises Refused for what will not change, TryAgain for what may.
        """
        # Every capture counts against a small budget: one of the last hours is as good as a new one.
        answer = self._call(
            f"{self.url}/save", form={"url": page, "if_not_archived_within": "3h", "skip_first_archive": "1"}
        )
        job_id = answer.get("job_id")
        if isinstance(job_id, str) and _JOB_ID.fullmatch(job_id):
            return job_id
        message = str(answer.get("message") or "")
        if _SAME_SNAPSHOT.search(message):
            return ""
        raise _trouble(answer)

    def outcome(self, job_id: str, page: str) -> Copy | None:
        """The copy that a job made; None while it is at it.

        Raises Refused for what will not change, JobFailed when a new job may do better, TryAgain for no answer.
        """
        answer = self._call(f"{self.url}/save/status/{job_id}")
        status = answer.get("status")
        if status == "pending":
            return None
        if status == "success":
            found = self._copy(str(answer.get("timestamp") or ""), str(answer.get("original_url") or page))
            if found is not None:
                return found
        trouble = _trouble(answer)
        raise trouble if isinstance(trouble, Refused) else JobFailed(trouble.sentence, after_s=trouble.after_s)

    def _copy(self, timestamp: str, page: str) -> Copy | None:
        """The address is put together here: what a service says is no address that readers are sent to."""
        if not _TIMESTAMP.fullmatch(timestamp) or not page.startswith(("http://", "https://")):
            return None
        try:
            at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None
        return Copy(f"{self.url}/web/{timestamp}/{page}", at)

    def _call(self, url: str, *, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        needs_key = self.key and url.startswith(f"{self.url}/save")
        headers = {"Authorization": f"LOW {self.key}"} if needs_key else {}
        called = calls.call(url, form=form, headers=headers, user_agent=self.user_agent, allow=self.allow)
        if called.status in {401, 403}:
            raise Refused("The Wayback Machine does not accept our key. The operator can check WAYBACK_KEY.")
        if called.status == 429 or called.status >= 500:
            wait_s = retry_after(called.first("retry-after")) or _AFTER_A_MINUTE_S
            raise TryAgain(BUSY.format(status=called.status), after_s=wait_s)
        try:
            answer = json.loads(called.body)
        except (ValueError, RecursionError):
            raise TryAgain(NO_JSON.format(status=called.status), after_s=_AFTER_A_MINUTE_S) from None
        if not isinstance(answer, dict):
            raise TryAgain(NO_JSON.format(status=called.status), after_s=_AFTER_A_MINUTE_S)
        return answer


def _trouble(answer: Mapping[str, Any]) -> Refused | TryAgain:
    """What an answer without a result means. Errors come with status 200, often on the very first call."""
    kind = str(answer.get("status_ext") or "").removeprefix("error:")
    message = " ".join(str(answer.get("message") or answer.get("exception") or "").split())[:200]
    if kind in _FOR_GOOD:
        return Refused(f"The Wayback Machine made no copy: {_FOR_GOOD[kind]}. Keep our own capture as the evidence.")
    wait_s = _AFTER_A_DAY_S if _DAY_IS_USED_UP.search(f"{kind} {message}") else _AFTER_A_MINUTE_S
    told = message or kind or "it gave no reason"
    return TryAgain(f"The Wayback Machine made no copy yet ({told}). It is asked again later.", after_s=wait_s)


BUSY = "The Wayback Machine asks us to wait ({status}). It is asked again later."
NO_JSON = "The Wayback Machine answered something that is no answer ({status}). It is asked again later."
