"""What the newsroom does while it is broken: articles are imported, claims accepted, reviews filed, verdicts published.

Each act that the system has accepted is written down here, outside of it, to be asked for at the end.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.strain.desk import FIRST, NeverDone, Person

REVIEWERS = ("ines", "omar", "tomas")
#: What somebody thinks about before each act, so that the machine's two cores are not busy with people alone.
THINK_S = 0.5


@dataclass
class Ledger:
    """What was accepted: kind -> what it was about."""

    imports: list[str] = field(default_factory=list)  # a word that stands in this article only
    accepted: list[int] = field(default_factory=list)  # claims
    reviews: list[tuple[int, str]] = field(default_factory=list)  # (claim, reviewer)
    decided: list[int] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    @property
    def n_acts(self) -> int:
        return len(self.imports) + len(self.accepted) + len(self.reviews) + len(self.decided) + len(self.published)


class Newsroom:
    """Threads of people who work until they are told to stop."""

    def __init__(self, person: Callable[[str], Person], in_review: list[int]) -> None:
        self._person, self._in_review, self.ledger = person, iter(in_review), Ledger()
        self._stop = threading.Event()
        self._numbers = itertools.count(1)
        self._turn = threading.Lock()
        self._threads: list[threading.Thread] = []

    def begin(self, *, n_importers: int, n_rounds: int) -> None:
        for work, n in ((self._import, n_importers), (self._bring_to_publication, n_rounds)):
            for _ in range(n):
                thread = threading.Thread(target=self._work, args=(work,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def end(self) -> None:
        """When each has come to the end of what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, work: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            try:
                if not work():
                    return
            except NeverDone as error:
                self.ledger.given_up.append(str(error))
            except Exception as error:
                self.ledger.given_up.append(f"Nobody does this any more: {error!r}")
                raise

    def _import(self) -> bool:
        """A pasted article with one claim in it, then that claim is accepted."""
        rana, ravi = self._person("rana"), self._person("ravi")
        with self._turn:
            number = next(self._numbers)
        word = f"Quai{number}x"
        text = (
            f"Ships at {word}\nThe port of {word} handled {1_000 + number:,} ships in 2025, the harbour master said.\n"
        )
        where = ""
        claims: list[int] = []

        def paste() -> bool:
            nonlocal where
            answer = rana.send(rana.be_at("/desk/import/"), "/desk/import/", text=text)
            where = answer.path
            return bool(re.fullmatch(r"/desk/articles/\d+/", where))

        def look() -> bool:
            links = ravi.be_at(where).tree.xpath("//main//a/@href")
            found = (re.fullmatch(r"/desk/claims/(\d+)/(?:[?#].*)?", link) for link in links)
            claims[:] = sorted({int(match[1]) for match in found if match})
            return bool(claims)

        rana.try_until(paste, f"import {word}")
        self.ledger.imports.append(word)
        if self._stop.wait(THINK_S):
            return False
        ravi.try_until(look, f"find the claim of {word}", every_s=1)
        ravi.do(f"/desk/claims/{claims[0]}/", f"/claims/{claims[0]}/move/accept/", state="Queued")
        self.ledger.accepted.append(claims[0])
        return not self._stop.wait(THINK_S)

    def _bring_to_publication(self) -> bool:
        """All reviewers of one round, the decision, the publication."""
        with self._turn:
            claim = next(self._in_review, None)
        if claim is None:
            return False
        page = f"/desk/claims/{claim}/"
        for name in REVIEWERS:
            fields = {"rating": FIRST, "confidence": FIRST, "reasons": f"{name} has read all of it."}
            self._person(name).do(page, f"/claims/{claim}/review/", **fields)
            self.ledger.reviews.append((claim, name))
            if self._stop.wait(THINK_S):
                return False
        for name in ("ravi", "edda", "elsa"):  # who wrote the draft, who decides, who publishes
            self._person(name).do(f"{page}interest/", f"/claims/{claim}/interest/", has_interest="no")
        self._person("edda").do(page, f"/claims/{claim}/move/decide/", state="Decided", rating=FIRST, note="I read it.")
        self.ledger.decided.append(claim)
        self._stop.wait(THINK_S)
        self._person("elsa").do(page, f"/claims/{claim}/move/publish/", state="Published")
        self.ledger.published.append(claim)
        return not self._stop.wait(THINK_S)
