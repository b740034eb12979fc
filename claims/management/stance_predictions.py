"""Predictions of stance and of evidence sentences for public data sets. What was learnt from is told in every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.evidence import ranking
from claims.evidence.stance import Label, model, training
from claims.evidence.stance.model import Model, Pair
from claims.management import splits, stance_data
from claims.management.splits import Row
from claims.management.stance_data import Asked, Layout

#: Splits that are learnt from when they hold labels and lie beside the file that is asked about.
_TAUGHT = ("train", "dev")
#: A headline and a body of which less than this share of the headline is said are unrelated, for a model that has not
#: learnt the word.
_RELATED = 0.35
#: Sentences that are selected at most, and how surely each but the first must belong to the evidence.
_MOST_SELECTED, _SURE = 5, 0.2

_DISPUTED = "DISPUTED"

_weights: list[Path] = []


@dataclass(frozen=True, slots=True)
class Reader:
    """A model and where it comes from; `is_own`: its labels are those of the data set."""

    model: Model
    told: str
    is_own: bool


def use(folder: Path | None) -> None:
    """Take the weights of this folder (train_stance --out) from now on; None: those that ship, or that fit."""
    _weights[:] = [] if folder is None else [folder]


def stances(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    """{"id", "label", "score", "learnt_from"}: labels in the data set's own words, score 0 to 1."""
    for file in splits.files(folder, split):
        layout, questions = stance_data.asked(file)
        reader = _reader(folder, file)
        yield _answers(questions, layout, reader)


def evidence(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    """{"id", "ranking", "selected", "label", "score"} for rows with a claim and the sentences of a document."""
    chosen = ranking.load(_weights[0] / stance_data.RANKING) if _weights else None
    whole = model.load((_weights[0] if _weights else ranking.WEIGHTS.parent) / stance_data.WHOLE)
    for file in splits.files(folder, split):
        yield (_sentences(row, whole, chosen) for row in splits.rows(file, "id", "claim", "evidence"))


def _sentences(row: Row, whole: Model, weights: ranking.Weights | None) -> Row:
    told = stance_data.document_of(row)
    ranked = ranking.rank(told.claim, told.sentences, told.around, weights=weights)
    selected = [one.place for at, one in enumerate(ranked[:_MOST_SELECTED]) if at == 0 or one.score >= _SURE]
    [likely] = whole.probabilities([stance_data.whole_of(told, [one.place for one in ranked])]).tolist()
    by_label = dict(zip(whole.labels, likely, strict=True))
    return {
        "id": row["id"],
        "ranking": [one.place for one in ranked],
        "selected": selected,
        "label": max(by_label, key=lambda label: by_label[label]),
        "score": round(by_label.get("supported", 0.0), 4),
    }


def _reader(folder: Path, file: Path) -> Reader:
    """--weights, else what labelled files beside this one teach, else the weights that ship."""
    if _weights:
        return _known(model.load(_weights[0]), f"the weights in {_weights[0]}")
    taught = [
        other
        for other in splits.files(folder, "")
        if splits.stem(other) in _TAUGHT and splits.stem(other) != splits.stem(file)
    ]
    labelled = [one for other in taught for one in stance_data.asked(other)[1] if one.label]
    if len({one.label for one in labelled}) > 1 and len(labelled) >= training.FOLDS:
        trained, _ = training.fit(stance_data.examples_of(labelled))
        names = ", ".join(other.name for other in taught)
        return Reader(trained, f"{len(labelled)} labelled rows beside this file ({names})", is_own=True)
    return _known(model.load(model.SHIPPED), "the weights that ship")


def _known(found: Model, told: str) -> Reader:
    return Reader(found, told, is_own=not set(found.labels) <= set(stance_data.LABELS))


def _answers(questions: Sequence[Asked], layout: Layout, reader: Reader) -> Iterator[Row]:
    together: dict[Any, list[str]] = {}
    for question in questions:
        pair = stance_data.pair_of(question)
        [likely] = reader.model.probabilities([pair]).tolist()
        by_label = dict(zip(reader.model.labels, likely, strict=True))
        label = max(by_label, key=lambda name: by_label[name]) if reader.is_own else _in_words(by_label, layout, pair)
        score = round(max(likely), 4)
        yield {"id": question.id, "label": label, "score": score, "learnt_from": reader.told}
        if question.whole is not None:
            together.setdefault(question.whole, []).append(label)
    for claim, labels in together.items():
        yield {"id": claim, "label": _of_all(labels, layout), "learnt_from": reader.told}


def _of_all(labels: list[str], layout: Layout) -> str:
    """Of a claim, from its pieces of evidence: what any of them says, and disputed where they contradict each other."""
    sides = {layout.labels["supports"], layout.labels["refutes"]} & set(labels)
    if len(sides) > 1:
        return _DISPUTED
    return sides.pop() if sides else layout.labels["mentions"]


def _in_words(by_label: dict[str, float], layout: Layout, pair: Pair) -> str:
    """The data set's word for the likeliest of our labels that it has."""
    if layout.unrelated and pair.signals.get("same, by weight", 0.0) < _RELATED:
        return layout.unrelated
    ours: dict[Label, float] = {name: by_label.get(name, 0.0) for name in layout.labels}
    if layout.is_rest_refuted:
        ours["refutes"] += by_label.get("mentions", 0.0)
    return layout.labels[max(ours, key=lambda name: ours[name])]
