"""Whom a page proposes for a piece of work: the first of many, or those whose name was searched for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.workflow.assigning import Candidate

#: Nobody compares more people than this; everybody else is found by name (count).
N_SHOWN = 20


@dataclass(frozen=True)
class Shortlist:
    """`n_more`: those who are not shown. `words`: the part of a name that was searched for."""

    may: list[Candidate]
    cannot: list[Candidate]
    n_more: int
    words: str

    @property
    def is_searchable(self) -> bool:
        return bool(self.words or self.n_more)


def shortlist(found: Iterable[Candidate], words: str) -> Shortlist:
    """In the order in which they were found; whoever has a refusal cannot do it."""
    words = words.strip()[:100]
    fitting = [it for it in found if words.casefold() in f"{it.person} {it.person.username}".casefold()]
    may, cannot = [it for it in fitting if not it.refusal], [it for it in fitting if it.refusal]
    n_shown = len(may[:N_SHOWN]) + len(cannot[:N_SHOWN])
    return Shortlist(may[:N_SHOWN], cannot[:N_SHOWN], len(fitting) - n_shown, words)
