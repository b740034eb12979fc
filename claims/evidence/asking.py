"""How a finder asks the world outside: through the one door, within its budget, politely, and remembering answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache

from claims import policy, snapshots
from claims.errors import Refused, TryAgain
from claims.evidence.captures import LIMITS
from claims.web import answers, fetch, urls
from claims.web.breaker import Breaker
from claims.web.courtesy import Courtesy

#: An answer of a service: small, and it comes soon or never.
ANSWER = fetch.Limits(total_s=15.0, wire_bytes=2_000_000, decoded_bytes=4_000_000)
#: Answers are remembered for so long, unless they are larger than this (seconds; characters of JSON).
REMEMBERED_S, MAX_REMEMBERED = 6 * 3600, 100_000
#: The longest wait for our turn with one host (seconds).
LONGEST_QUEUE_S = 60.0


def question(address: str, **asked: str | int) -> str:
    """The address of a question: `address`, which may bring a query of its own, with `asked` added to its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


class OverBudget(Refused):
    """The finder has made all requests that it may make for one claim."""


class Asking:
    """One look of one finder for one claim. `variable` names the setting to check when nothing comes back.

    `remarks` collects sentences about what went wrong and did not end the look. `is_again`: the last look failed, so
    no answer of before is good enough.
    """

    def __init__(self, finder: str, label: str, *, variable: str = "", is_again: bool = False) -> None:
        self.finder, self.label, self.variable, self.is_again = finder, label, variable, is_again
        self.remarks: list[str] = []
        self._n_left = policy.current().n_requests_per_claim
        self._courtesy, self._breaker = Courtesy(cache), Breaker(cache)

    def ask(self, url: str, read: Callable[[answers.Object], Any]) -> Any:
        """What `read` makes of the service's JSON, as plain JSON itself; the next who asks the same gets it at once.

        Raises Refused for an answer that is none, TryAgain when one may come later. No sentence holds the address,
        in which there may be a key.
        """
        key = f"answer:{self.finder}:{hashlib.sha256(url.encode()).hexdigest()}"
        remembered = None if self.is_again else cache.get(key)
        if remembered is None:
            _, value = self.read(url, read)
            remembered = json.dumps(value)
            if len(remembered) <= MAX_REMEMBERED:
                cache.set(key, remembered, REMEMBERED_S)
        return json.loads(remembered)

    def read(self, url: str, read: Callable[[answers.Object], Any]) -> tuple[fetch.Fetched, Any]:
        """As `ask`, with the answer as it came; nothing is remembered."""
        try:
            with self._turn(urls.parse(url).authority):
                fetched = snapshots.take(url, limits=ANSWER)
                return fetched, read(answers.read_object(fetched.body, fetched.content_type))
        except OverBudget:
            raise
        except fetch.FetchTryAgain as trouble:
            raise TryAgain(without_advice(trouble), after_s=trouble.after_s) from trouble
        except Refused as refusal:
            raise Refused(NO_ANSWER.format(self=self, why=without_advice(refusal))) from refusal

    def take(self, url: str) -> fetch.Fetched:
        """A page that was found. Raises Refused or TryAgain."""
        with self._turn(urls.parse(url).authority):
            return snapshots.take(url, limits=LIMITS)

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """One request to a host: when it may be made, and then how the host behaved, for all workers to know."""
        rules = policy.current()
        if self._n_left <= 0:
            raise OverBudget(OVER_BUDGET.format(n=rules.n_requests_per_claim))
        self._courtesy.require_welcome(host)
        self._breaker.require_closed(host)
        self._courtesy.wait_for_turn(host, gap_s=rules.request_gap_s, at_most_s=LONGEST_QUEUE_S)
        self._courtesy.spend(self.finder, per_day=rules.n_requests_per_day)
        self._n_left -= 1
        try:
            yield
        except TryAgain as trouble:
            if trouble.after_s:
                self._courtesy.leave_alone(host, trouble.after_s)
            else:
                self._breaker.note_failure(host)
            raise
        except answers.BadAnswer:
            self._breaker.note_failure(host)
            raise
        except Refused:
            self._breaker.note_success(host)  # it is there, and says no
            raise
        self._breaker.note_success(host)


def without_advice(trouble: Refused | TryAgain, *, host: str = "") -> str:
    """What went wrong with a fetch, without the advice that follows: it is for a person who entered the address.

    `host` is put in front where the sentence does not name it. Sentences of others stay as they are.
    """
    if not isinstance(trouble, fetch.FetchRefused | fetch.FetchFailed | fetch.FetchTryAgain):
        return trouble.sentence
    what = f"{trouble.sentence.split('. ', 1)[0].rstrip('.')}."
    return what if host in what else f"{host}: {what}"


NO_ANSWER = "{self.label} gave no answer that can be used. {why} Check {self.variable}, then retry."
OVER_BUDGET = "The budget of {n} requests for one claim is used up; POLICY_N_REQUESTS_PER_CLAIM sets it."
