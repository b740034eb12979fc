"""What a finder hands over: a source and a passage of it. Plain values; rows are written by gathering.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.conf import settings

from claims.evidence.asking import Asking
from claims.evidence.captures import Capture, Reader
from claims.evidence.stance import Stance
from claims.models import Article, Claim, Origin, Source, VerdictRevision
from claims.text.reasons import Reason


@dataclass(frozen=True)
class FoundSource:
    """Fields of a Source row. `identity` is what makes the same source the same row, whoever finds it.

    `origin` None: the source is an origin of its own, labelled `origin_label`. `capture`: the page as the finder read
    it, to be kept as the snapshot of a source that has none yet; `trouble`: why there is none, as a sentence.
    """

    identity: str
    kind: Source.Kind
    title: str
    url: str = ""
    publisher: str = ""
    author: str = ""
    published_on: date | None = None
    article: Article | None = None
    revision: VerdictRevision | None = None
    origin: Origin | None = None
    origin_key: str = ""
    origin_label: str = ""
    capture: Capture | None = field(default=None, repr=False)
    trouble: str = ""


@dataclass(frozen=True)
class Found:
    """One passage: the exact words, their place in the source's text, what they seem to say, how near they are.

    `selector` as claims.text.anchors makes it; `relevance_score` 0 to 1. Only words that stand in the source are a
    quote; what somebody else says about it is a note.
    """

    source: FoundSource
    quote: str
    selector: dict[str, Any]
    stance: Stance
    relevance_score: float
    no_snapshot_reason: str = ""
    note: str = ""


class RankedCheck(Protocol):
    """How a published check compares with a text, as matching ranks it."""

    @property
    def score(self) -> float: ...
    @property
    def relation(self) -> str: ...
    @property
    def reasons(self) -> list[Reason]: ...
    @property
    def contradictions(self) -> list[Reason]: ...


class FindChecked(Protocol):
    """(primary key of a FactCheck, how it is ranked), the best first."""

    def __call__(self, text: str, *, language: str, limit: int) -> Sequence[tuple[int, RankedCheck]]: ...


@dataclass(frozen=True)
class Neighbours:
    """What rooms beside this one do for finders, handed in by the interface that calls: they do not know each other.

    read          importing's extraction
    find_checked  matching's search among published checks
    outcome_of    importing's reading of a rating's words: an outcome of FactCheck, or ""
    """

    read: Reader
    find_checked: FindChecked
    outcome_of: Callable[[str], str]


@dataclass(frozen=True)
class Tools:
    """What a finder may use beside the database."""

    neighbours: Neighbours
    asking: Asking


@dataclass(frozen=True)
class Finder:
    """One place to look. `find` only reads; it raises Refused or TryAgain with a sentence when it cannot look.

    It may take its time: it is called outside any transaction. A finder that asks the world outside has the name of
    the environment variable, and of the setting, without which it is off.
    """

    name: str
    label: str
    find: Callable[[Claim, Tools], Iterable[Found]] = field(repr=False)
    variable: str = ""

    @property
    def is_outside(self) -> bool:
        return bool(self.variable)

    @property
    def is_set_up(self) -> bool:
        return not self.variable or bool(getattr(settings, self.variable))
