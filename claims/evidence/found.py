"""What a finder hands over: a source and a passage of it. Plain values; rows are written by gathering.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from claims.evidence.stance import Stance
from claims.models import Article, Claim, Origin, Source, VerdictRevision


@dataclass(frozen=True)
class FoundSource:
    """Fields of a Source row. `identity` is what makes the same source the same row, whoever finds it.

    `origin` None: the source is an origin of its own, labelled `origin_label`.
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


@dataclass(frozen=True)
class Found:
    """One passage: the exact words, their place in the source's text, what they seem to say, how near they are.

    `selector` as claims.text.anchors makes it; `relevance_score` 0 to 1.
    """

    source: FoundSource
    quote: str
    selector: dict[str, Any]
    stance: Stance
    relevance_score: float
    no_snapshot_reason: str = ""


@dataclass(frozen=True)
class Finder:
    """One place to look. `find` only reads; it raises Refused or TryAgain with a sentence when it cannot look.

    It may take its time: it is called outside any transaction.
    """

    name: str
    label: str
    find: Callable[[Claim], Iterable[Found]] = field(repr=False)
