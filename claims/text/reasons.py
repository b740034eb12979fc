"""Why the machine thinks something: a kind for programs and words for people, and how rows of the database keep both.

Whoever decides by a reason asks for its kind; the words are for reading, and may be put better any day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, cast, get_args

#: What two texts contradict each other in ...
Contradiction = Literal["negation", "denial", "antonym", "number", "date", "name"]
#: ... what they share, how else they are near ...
Likeness = Literal["names", "numbers", "dates", "words", "same words", "wording", "meaning", "days"]
#: ... and what else is told of a passage or of a published verdict.
Remark = Literal["hedge", "too little", "question", "model", "verdict", "statement"]
#: "" is that of a row from before reasons had kinds.
Kind = Literal[Contradiction, Likeness, Remark, ""]

_KINDS: Final = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` begin with a small letter, for they are put in a row; as text a reason is its words."""

    kind: Kind
    words: str

    def __str__(self) -> str:
        return self.words


def to_json(told: Iterable[Reason]) -> list[dict[str, str]]:
    """For a JSON column: [{"kind": "number", "words": "the figures differ: ..."}]."""
    return [asdict(reason) for reason in told]


def from_json(stored: Any) -> list[Reason]:
    """What a JSON column holds; a bare sentence, as earlier rows have it, is a reason of no known kind."""
    return [_read(item) for item in stored or ()]


def _read(item: Any) -> Reason:
    if not isinstance(item, dict):
        return Reason("", str(item))
    kind = item.get("kind", "")
    return Reason(cast("Kind", kind) if kind in _KINDS else "", str(item.get("words", "")))
