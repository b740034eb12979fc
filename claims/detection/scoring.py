"""Signals to a score: a logistic of the sum of their weights."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.detection import boilerplate, signals

BIAS = -1.6
DEFAULT_THRESHOLD = 0.5
_FINAL = frozenset(signal.name for signal in signals.ALL.values() if signal.final)
_RANK = {name: (-abs(signal.weight), name) for name, signal in signals.ALL.items()}


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that has been read: its text, what is said without who says it, and the names of its signals."""

    text: str
    content: str
    names: set[str]


def score_all(reads: Sequence[Read]) -> list[float]:
    """One score for each sentence, in order; all of them at once, so that a model can work in batches."""
    return [score(reading.names) for reading in reads]


def score_sentences(texts: Sequence[str]) -> list[float]:
    """Scores of bare sentences that no article surrounds, in order."""
    return score_all([_bare(text) for text in texts])


def _bare(text: str) -> Read:
    names = signals.read(text, n_words=text.count(" ") + 1, is_whole_line=False)
    names.update(name for name in (boilerplate.kind(text), signals.outlook(text)) if name)
    return Read(text, text, names)


def score(names: Iterable[str]) -> float:
    """0..1 with four digits: 1 / (1 + exp(-(BIAS + sum of the weights of the signals seen)))."""
    # fsum and rounding: the same signals give the same score in whatever order a set yields them.
    total = BIAS + math.fsum(signals.ALL[name].weight for name in names)
    return round(1.0 / (1.0 + math.exp(-total)), 4)


def is_ruled_out(names: Iterable[str]) -> bool:
    """A question, greeting, heading, call or boilerplate is never a claim, however high it scores."""
    return not _FINAL.isdisjoint(names)


def reasons(names: Iterable[str]) -> list[str]:
    """Sentences for people, the strongest first."""
    return [signals.ALL[name].sentence for name in sorted(names, key=_RANK.__getitem__)]
