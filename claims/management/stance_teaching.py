"""Labelled folders to saved models of stance and of evidence sentences, with their figures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np

from claims.errors import Refused
from claims.evidence import ranking, ranking_training, reading
from claims.evidence.stance import model, training
from claims.evidence.stance.training import Examples, Figures
from claims.management import splits, stance_data
from claims.management.stance_data import Asked, Document

_TAUGHT: Final = ("train", "dev")
#: A document's sentence that nobody marked is a passage that only mentions, if it stands this high in the ranking.
_N_UNMARKED: Final = 1
#: Folders that have no label for it are given passages of other claims, one for every so many pairs.
_ONE_IN: Final = 2


def train(folders: Sequence[Path], out: Path, *, has_own_labels: bool) -> Iterator[str]:
    """Lines that say what came out. Raises Refused for folders that hold nothing to learn from."""
    files = [file for folder in folders for file in splits.files(folder, "") if splits.stem(file) in _TAUGHT]
    if not files:
        raise Refused(f"There is no train or dev file in {folders[0]}; give a folder that holds one with labels.")
    documents = [document for file in files for document in _documents(file)]
    if documents:
        yield from _train_ranking(documents, out, _about(files))
    asked = {file: stance_data.asked(file)[1] for file in files if not _documents(file)}
    labelled = [one for questions in asked.values() for one in _labelled(questions, has_own_labels=has_own_labels)]
    labelled += [] if has_own_labels else _from_documents(documents)
    if len({one.label for one in labelled}) < 2 or len(labelled) < training.FOLDS:
        raise Refused(
            f"{', '.join(str(file) for file in files)} hold {len(labelled)} pairs with a label; training needs pairs"
            " of two labels or more."
        )
    yield from _train_stance(stance_data.examples_of(labelled), out, _about(files))


def _train_stance(examples: Examples, out: Path, about: list[dict[str, str]]) -> Iterator[str]:
    trained, figures = training.fit(examples)
    figures |= training.unseen_pairs(examples)
    counts = {label: list(examples.labels).count(label) for label in trained.labels}
    told = {"data": about, "pairs": counts, "figures": {name: asdict(one) for name, one in figures.items()}}
    model.save(trained, out, about=told)
    yield from _lines(figures)
    kind = "signals and memory" if trained.memory is not None else "signals alone"
    yield f"Stance from {len(examples)} pairs, by {kind}. Written to {out}."


def _train_ranking(documents: Sequence[Document], out: Path, about: list[dict[str, str]]) -> Iterator[str]:
    """The weights of the ranking, and the model of whole documents, read by a ranking that has not seen them."""
    read = [ranking.read(one.claim, one.sentences, one.around) for one in documents]
    shares = [ranking_training.shares_of(len(one.sentences), one.sets) for one in documents]
    unseen = _unseen_orders(read, shares)
    recall = float(
        np.mean([_recall(order[:5], one.sets) for order, one in zip(unseen, documents, strict=True) if any(one.sets)])
    )
    ranking.save(
        ranking_training.fit(read, shares),
        out / stance_data.RANKING,
        about={"data": about, "recall of 5, unseen claims": round(recall, 4)},
    )
    yield f"recall of 5 sentences, unseen claims: {recall:.3f}"
    pairs = [stance_data.whole_of(one, order) for one, order in zip(documents, unseen, strict=True)]
    whole = Examples(pairs, [one.label for one in documents])
    if len(set(whole.labels)) > 1:
        trained, figures = training.fit(whole, may_remember=False)
        told = {"data": about, "figures": {name: asdict(one) for name, one in figures.items()}}
        model.save(trained, out / stance_data.WHOLE, about=told)
        yield from (f"whole documents: {line}" for line in _lines(figures))
    yield f"Ranking from {len(documents)} documents. Written to {out}."


def _unseen_orders(read: Sequence[ranking.Document], shares: Sequence[ranking.Floats]) -> list[list[int]]:
    """Each document's sentences in the order of weights that did not learn from it."""
    orders: list[list[int]] = [[] for _ in read]
    for fold in range(training.FOLDS):
        others = [at for at in range(len(read)) if at % training.FOLDS != fold]
        weights = ranking_training.fit([read[at] for at in others], [shares[at] for at in others])
        for at in range(fold, len(read), training.FOLDS):
            orders[at] = ranking.in_order(read[at].table @ weights.values + weights.bias, read[at])
    return orders


def _recall(best: list[int], sets: Sequence[Sequence[int]]) -> float:
    """The best share of any person's set among the sentences."""
    return max(len(set(chosen) & set(best)) / len(set(chosen)) for chosen in sets if chosen)


def _documents(file: Path) -> list[Document]:
    """The file's rows, where they are documents with marked sentences."""
    found = []
    for row in splits.rows(file, "id"):
        if "supporting_sentences" not in row:
            return []
        found.append(stance_data.document_of(row))
    return found


def _labelled(questions: Sequence[Asked], *, has_own_labels: bool) -> list[Asked]:
    """Pairs with a label: the data set's, or ours with passages of other claims where it has no word for them."""
    labelled = [one for one in questions if one.label]
    if has_own_labels:
        return labelled
    ours = [
        Asked(one.id, one.claim, one.passage, stance_data.OURS[one.label])
        for one in labelled
        if one.label in stance_data.OURS
    ]
    return ours if any(one.label == "mentions" for one in ours) else [*ours, *_unrelated(ours)]


def _unrelated(pairs: list[Asked]) -> list[Asked]:
    """Claims with the nearest passage of another claim, by meaning."""
    chosen = pairs[::_ONE_IN]
    if not chosen:
        return []
    vectors = np.array([reading.read(one.passage).meaning for one in pairs])
    made = []
    for one in chosen:
        likeness = vectors @ reading.read(one.claim).meaning
        for at in np.argsort(-likeness, kind="stable").tolist():
            other = pairs[at]
            if not reading.read(other.claim).stem_set & reading.read(one.claim).stem_set:
                made.append(Asked(one.id, one.claim, other.passage, "mentions"))
                break
    return made


def _from_documents(documents: Sequence[Document]) -> list[Asked]:
    """A supported claim with each person's sentences; every claim with the best sentence that nobody marked."""
    made = []
    for one in documents:
        if one.label == "supported":
            passage = " ".join(one.sentences[at] for at in sorted(set(next(filter(None, one.sets), ()))))
            made.append(Asked("", one.claim, passage, "supports"))
        marked = {at for chosen in one.sets for at in chosen}
        words = reading.read(one.claim).stem_set
        shares = [
            -1.0 if at in marked else len(words & reading.read(text).stem_set) for at, text in enumerate(one.sentences)
        ]
        best = np.argsort(-np.array(shares), kind="stable")[:_N_UNMARKED].tolist()
        made += [Asked("", one.claim, one.sentences[at], "mentions") for at in best]
    return [one for one in made if one.passage]


def _about(files: Sequence[Path]) -> list[dict[str, str]]:
    return [
        {"folder": file.parent.name, "file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in files
    ]


def _lines(figures: dict[str, Figures]) -> Iterator[str]:
    for name, one in figures.items():
        yield f"{name}: accuracy {one.accuracy:.3f}, macro-F1 {one.macro_f1:.3f}"
