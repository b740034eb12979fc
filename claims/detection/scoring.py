"""Sentences that have been read to scores and reasons: signals, wording and, where it is installed, the encoder."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from claims.detection import boilerplate, encoder, features, installed, model, signals
from claims.detection.model import Floats, Model

BIAS = -1.6
DEFAULT_THRESHOLD = 0.5
_FINAL = frozenset(signal.name for signal in signals.ALL.values() if signal.final)
_AT_ONCE = 1000  # sentences, so that memory stays small however long the text is
TELLS = 0.6  # log-odds from which the wording is worth a reason
_SURE = 30.0


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that has been read: its text, what is said without who says it, and the names of its signals."""

    text: str
    content: str
    names: set[str]
    is_english: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """`score` is 0..1; `reasons` are sentences for people, the weightiest first."""

    score: float
    reasons: list[str] = field(default_factory=list)


def weigh_all(reads: Sequence[Read], *, is_explained: bool = True) -> Iterator[Weighed]:
    """One for each sentence, in order. The score is the logistic of what the bias, the signals and the wording add.

    Where the encoder is installed it reads again what is unsure. Raises Refused for weights that cannot be read.
    """
    weights = in_use()
    for start in range(0, len(reads), _AT_ONCE):
        yield from _weigh(reads[start : start + _AT_ONCE], weights, is_explained=is_explained)


def score_all(reads: Sequence[Read]) -> list[float]:
    """One score for each sentence, in order; all of them at once, so that a model can work in batches."""
    return [weighed.score for weighed in weigh_all(reads, is_explained=False)]


def score_sentences(texts: Sequence[str]) -> list[float]:
    """Scores of bare sentences that no article surrounds, in order."""
    return score_all([bare(text) for text in texts])


def bare(text: str) -> Read:
    """A sentence read without the article around it."""
    names = signals.read(text, n_words=text.count(" ") + 1, is_whole_line=False)
    names.update(name for name in (boilerplate.kind(text), signals.outlook(text)) if name)
    return Read(text, text, names)


def in_use() -> Model:
    """The model that was trained here, or else the one that ships."""
    own = installed.detection()
    return model.load(own if own is not None and model.is_in(own) else model.SHIPPED)


def score(names: Iterable[str]) -> float:
    """By the weights set by hand alone, four digits: 1 / (1 + exp(-(BIAS + their sum))). For parts of a sentence."""
    # fsum and rounding: the same signals give the same score in whatever order a set yields them.
    return _logistic(BIAS + math.fsum(signals.ALL[name].weight for name in names))


def is_ruled_out(names: Iterable[str]) -> bool:
    """A question, greeting, heading, call or boilerplate is never a claim, however high it scores."""
    return not _FINAL.isdisjoint(names)


def _weigh(reads: Sequence[Read], weights: Model, *, is_explained: bool) -> Iterator[Weighed]:
    grams = features.read([read.content if read.is_english else "" for read in reads])
    wording, odds = weights.weigh(grams)
    first = [_logistic(_sum(read.names, weights) + float(added)) for read, added in zip(reads, wording, strict=True)]
    scores = _read_again(reads, first)
    if not is_explained:
        yield from map(Weighed, scores)
        return
    strong = map(int, np.flatnonzero(np.abs(wording) >= TELLS))
    pulls = model.pulls(grams, odds)
    says = {at: _wording(grams, pulls, at, float(wording[at])) for at in strong}
    for at, read in enumerate(reads):
        did = [(weights.weight(name), signals.ALL[name].sentence) for name in sorted(read.names)]
        if at in says:
            did.append((float(wording[at]), says[at]))
        if scores[at] != first[at]:
            apart = "higher" if scores[at] > first[at] else "lower"
            did.append((_log_odds(scores[at]) - _log_odds(first[at]), f"is put {apart} by the encoder"))
        yield Weighed(scores[at], [sentence for _, sentence in sorted(did, key=lambda each: -abs(each[0]))])


def _sum(names: Iterable[str], weights: Model) -> float:
    return math.fsum((weights.bias, *(weights.weight(name) for name in names)))


def _read_again(reads: Sequence[Read], scores: list[float]) -> list[float]:
    folder = installed.encoder()
    reader = encoder.load(folder) if folder is not None else None
    if reader is None:
        return scores
    english = [at for at, read in enumerate(reads) if read.is_english and not is_ruled_out(read.names)]
    again = reader.rescored([reads[at].content for at in english], [scores[at] for at in english])
    new = list(scores)
    for at, value in zip(english, again, strict=True):
        new[at] = value
    return new


def _wording(grams: features.Grams, pulls: Floats, at: int, added: float) -> str:
    words = ", ".join(f"“{word}”" for word in model.telling(grams, pulls, at, math.copysign(1.0, added)))
    kind = "were worth checking" if added > 0 else "were not worth checking"
    return f"is worded like sentences that {kind} ({words})"


def _logistic(odds: float) -> float:
    return round(1.0 / (1.0 + math.exp(-max(-_SURE, min(_SURE, odds)))), 4)


def _log_odds(value: float) -> float:
    value = min(max(value, 1e-4), 1 - 1e-4)
    return math.log(value / (1 - value))
