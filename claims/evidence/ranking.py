"""Which sentences of a document speak about a claim: words, meaning, names, numbers, title, neighbours, weighed.

Weights are learnt in ranking_training.py. No Django.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from claims.errors import Refused
from claims.evidence import reading
from claims.evidence.reading import Reading
from claims.text import embeddings, tokens

Floats = NDArray[np.float64]

WEIGHTS: Final = Path(__file__).parent / "weights" / "ranking.json"
#: BM25 (Robertson and others 1994) with Lucene's parameters.
_K1, _B = 1.2, 0.75
#: Words of what stands before the claim in its own article that are looked for (count).
_N_CONTEXT: Final = 60
#: What a whole claim newly covered is worth beside a sentence's own log-odds.
NEW: Final = 12.0
#: Sentences that are chosen one by one for what they add; the rest follow in their own order (counts).
N_CHOSEN, N_CONSIDERED = 12, 40
_ENDS: Final = (".", "!", "”", '"', "…")
_LEANS: Final = re.compile(r"[\"“'‘]?(?:He|She|It|They|His|Her|Its|Their|This|These|That|Those)\b")
NAMES: Final = (
    "words", "words, unscaled", "meaning", "title", "section", "context", "said, by rarity", "said, by weight",
    "same, by rarity", "same, by weight", "names", "numbers", "plain words", "before", "behind", "beside", "length",
    "short", "place", "is a sentence", "is a question", "said before", "rank by words", "words and title", "leans",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place of a sentence in its document, and how surely it belongs to the evidence, 0 to 1."""

    place: int
    score: float


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a claim beside its words: title and section of the article that makes it, what stands before."""

    title: str = ""
    section: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Sentences as numbers: `table` (sentences, NAMES), `said` (sentences, claim's words), their `rarity`."""

    table: Floats
    said: Floats
    rarity: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each of NAMES, and of nothing at all."""

    values: Floats
    bias: float


def rank(
    claim: str, sentences: Sequence[str], around: Around = Around(), *, weights: Weights | None = None
) -> list[Ranked]:
    """All sentences, best first: each next one is valued for itself and for what of the claim those before lack."""
    if not sentences:
        return []
    document = read(claim, sentences, around)
    weights = weights or load()
    odds = document.table @ weights.values + weights.bias
    return [Ranked(at, round(float(1 / (1 + math.exp(-odds[at]))), 4)) for at in in_order(odds, document)]


def in_order(odds: Floats, document: Document) -> list[int]:
    """Places of the sentences by log-odds and by what each adds to those before it."""
    by_odds = np.argsort(-odds, kind="stable").tolist()
    left: list[int] = by_odds[:N_CONSIDERED]
    order: list[int] = []
    covered = np.zeros(document.said.shape[1])
    while left and len(order) < N_CHOSEN:
        adds = np.maximum(document.said[left] - covered, 0.0) @ document.rarity
        best = left.pop(int(np.argmax(odds[left] + NEW * adds)))
        order.append(best)
        covered = np.maximum(covered, document.said[best])
    chosen = set(order)
    return order + [at for at in by_odds if at not in chosen]


def read(claim: str, sentences: Sequence[str], around: Around) -> Document:
    """A document as numbers for one claim."""
    ours, theirs = reading.read(claim), reading.read_all(sentences)
    near = [_nearness(ours, one) for one in theirs]
    said = np.clip((np.array(near) - 0.4) / 0.6, 0, 1).reshape(len(theirs), len(ours.words))
    counts = [Counter(tokens.content_words(sentence)) for sentence in sentences]
    stems = [Counter(one.stem_set) for one in theirs]
    rarity = _shares(np.array([_rarity(stem, stems) for stem in ours.stems]))
    weight = _shares(ours.lengths.astype(np.float64))
    is_same = (said > 0.99).astype(np.float64)
    words = _bm25(tokens.content_words(claim), counts)
    meaning = (embeddings.encode(list(sentences)) @ embeddings.encode([claim])[0]).astype(np.float64)
    title = _scaled(_bm25(tokens.content_words(around.title), counts))
    plain = ~(ours.is_name | ours.is_number)
    base = _scaled(words) + 0.6 * meaning
    before, behind = np.concatenate(([0.0], base[:-1])), np.concatenate((base[1:], [0.0]))
    ranks = np.argsort(np.argsort(-words, kind="stable"), kind="stable")
    columns = [
        _scaled(words), np.log1p(words), meaning, title,
        _scaled(_bm25(tokens.content_words(around.section), counts)),
        _scaled(_bm25(tokens.content_words(around.context)[-_N_CONTEXT:], counts)),
        said @ rarity, said @ weight, is_same @ rarity, is_same @ weight,
        _share(is_same, ours.is_name), _share(is_same, ours.is_number), is_same @ (rarity * plain),
        before, behind, np.maximum(before, behind),
        *_forms(sentences, theirs), 1 / (1.0 + ranks), _scaled(words) * title,
        [float(bool(_LEANS.match(sentence))) for sentence in sentences],
    ]  # fmt: skip
    return Document(np.array(columns, np.float64).T, said, rarity)


def _forms(sentences: Sequence[str], theirs: list[Reading]) -> list[list[float]]:
    """Length, shortness, place, and whether it is a sentence, a question, and a repetition."""
    known: set[tuple[str, ...]] = set()
    repeated = []
    for one in theirs:
        repeated.append(float(tuple(one.stems) in known))
        known.add(tuple(one.stems))
    return [
        [math.log1p(len(one.words)) for one in theirs],
        [float(len(one.words) < 4) for one in theirs],
        [math.log1p(at) for at in range(len(theirs))],
        [float(sentence.rstrip().endswith(_ENDS)) for sentence in sentences],
        [float(sentence.rstrip().endswith("?")) for sentence in sentences],
        repeated,
    ]


def _nearness(ours: Reading, theirs: Reading) -> Floats:
    """How near the sentence comes to each word of the claim."""
    if not ours.words or not theirs.words:
        return np.zeros(len(ours.words))
    found: Floats = ours.nearness(theirs)[0].max(axis=1).astype(np.float64)
    return found


def _bm25(wanted: Sequence[str], counts: list[Counter[str]]) -> Floats:
    """Of every sentence; how rare a word is, is counted over the sentences of this document."""
    lengths = np.array([sum(one.values()) for one in counts], np.float64)
    slack = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0))
    found = np.zeros(len(counts))
    for word in dict.fromkeys(wanted):
        times = np.array([one[word] for one in counts], np.float64)
        if times.any():
            found += _rarity(word, counts) * times * (_K1 + 1) / (times + slack)
    return found


def _rarity(word: str, counts: list[Counter[str]]) -> float:
    n_with = sum(word in one for one in counts)
    return math.log(1 + (len(counts) - n_with + 0.5) / (n_with + 0.5))


def _scaled(values: Floats) -> Floats:
    """The best of the document is 1."""
    most = values.max(initial=0.0)
    return values / most if most > 0 else values


def _shares(values: Floats) -> Floats:
    total = values.sum()
    found: Floats = values / total if total > 0 else values
    return found


def _share(is_same: Floats, chosen: reading.Flags) -> Floats:
    """Of the chosen words of the claim, the share in each sentence."""
    found: Floats = is_same @ chosen.astype(np.float64) / max(int(chosen.sum()), 1)
    return found


def save(weights: Weights, file: Path, *, about: dict[str, Any]) -> None:
    """The same bytes for the same weights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    values = {name: float(f"{value:.4g}") for name, value in zip(NAMES, weights.values, strict=True)}
    told = {"bias": float(f"{weights.bias:.4g}"), "weights": values, "about": about}
    file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


@lru_cache(maxsize=2)
def load(file: Path = WEIGHTS) -> Weights:
    """The weights that ship, or others. Raises Refused for a file that is missing or damaged."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Weights(np.array([told["weights"][name] for name in NAMES]), float(told["bias"]))
    except (OSError, ValueError, KeyError) as error:
        raise Refused(
            f"The weights in {file} cannot be read ({error}); make them again with manage.py train_stance."
        ) from error
