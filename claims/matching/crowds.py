"""Of thousands of copies of one text some stand for all, so that they leave room for what says something else. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Final, TypeVar

#: Of one and the same text so many are looked at (count).
N_ALIKE: Final = 10

Item = TypeVar("Item")


def thinned(items: Iterable[Item], text_of: Callable[[Item], Hashable]) -> list[Item]:
    """The items in their order, without those beyond the first N_ALIKE of one text.

    `text_of` tells texts apart; an item of which it says nothing ("", None) is a text of its own.
    """
    seen: Counter[Hashable] = Counter()
    kept = []
    for item in items:
        text = text_of(item)
        seen[text] += bool(text)
        if seen[text] <= N_ALIKE:
            kept.append(item)
    return kept
