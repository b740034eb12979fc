"""Labelled sentences to a saved model with its figures. How a model is fitted is in detection/training.py."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from claims.detection import labels, model, scoring, training
from claims.detection.model import Floats, Model
from claims.detection.training import Examples
from claims.errors import Refused
from claims.management.encoder_training import training as encoder_training

NEEDED, NEEDED_EACH = 200, 40  # decisions of the desk in all, and of each kind
DESK_COUNTS = 3  # a decision of the desk counts as much as this many sentences from elsewhere
_HELD_OUT = 5  # one in so many
_SLACK = 0.001
_FIGURES = "figures.json"


def from_data(folder: Path, out: Path, *, seed: int) -> list[str]:
    """Train on the folder's train split, measure on its dev split, write both; lines that say what came out."""
    file = _split(folder, "train")
    examples = _read(file)
    odds, blocks = training.odds_unseen(examples)
    cut = training.best_cut(odds, examples.labels, blocks)
    trained = training.cut_at(training.fit(examples), cut)
    shift = float(np.log(cut / (1 - cut)))
    figures: dict[str, Any] = {
        "data": {"train": _described(file, examples)},
        "seed": seed,
        "cut": cut,
        "unseen_blocks": {
            "all": _measured(examples.labels, odds - shift),
            "at_the_probability_0.5": _measured(examples.labels, odds),
            "last": _measured(examples.labels[blocks == blocks[-1]], (odds - shift)[blocks == blocks[-1]]),
        },
    }
    dev = _split(folder, "dev", is_needed=False)
    if dev is not None:
        held = _read(dev)
        figures["data"]["dev"] = _described(dev, held)
        figures["dev"] = _measured(held.labels, training.odds_of(trained, held))
    _write(trained, figures, out)
    return [f"{name}: {_sentence(figures[name])}" for name in ("dev",) if name in figures] + [
        f"blocks that the model had not seen: {_sentence(figures['unseen_blocks']['all'])}",
        f"Written to {out}.",
    ]


def encoder_from_data(folder: Path, out: Path, *, seed: int, report: Callable[[str], None]) -> list[str]:
    """Train the optional encoder on the same rows. Raises Refused where its extra is not installed."""
    examples, file = _read(_split(folder, "train")), _split(folder, "dev", is_needed=False)
    held = None if file is None else _read(file)
    about = encoder_training.train(
        examples.texts,
        _whole(examples),
        out,
        seed=seed,
        dev=((), ()) if held is None else (held.texts, _whole(held)),
        report=report,
    )
    return [
        *([] if held is None else [f"dev: {about['dev']}"]),
        f"Written to {out}; processes that run take it up by themselves.",
    ]


def from_desk(folder: Path | None, out: Path, *, seed: int, is_forced: bool) -> list[str]:
    """Go on from the model in use, or from `folder`, with the desk's decisions; saved where the newest confirm it.

    Raises Refused for too few decisions, and for a model that is no better than the one in use unless `is_forced`.
    """
    decided = sorted(labels.of_texts(labels.labels()), key=lambda label: label.at)
    _demand(sum(label.is_worth_checking for label in decided), len(decided))
    desk = _examples([label.text for label in decided], [label.is_worth_checking for label in decided])
    newest = _newest([label.article_id for label in decided])
    start = scoring.in_use()
    base = _read(_split(folder, "train")) if folder is not None else None
    before = _measured(desk.labels[newest], training.odds_of(start, desk.part(newest)))
    trial = _taught(start, base, desk.part(~newest))
    after = _measured(desk.labels[newest], training.odds_of(trial, desk.part(newest)))
    told = [
        f"before, on the newest {int(newest.sum())} decisions: {_sentence(before)}",
        f"after learning from the others: {_sentence(after)}",
    ]
    if _sum(after) <= _sum(before) + _SLACK and not is_forced:
        raise Refused(
            f"The new model is no better than the one in use ({'; '.join(told)}), so the old one stays;"
            " decide more sentences and try again, or give --force to use it all the same."
        )
    trained = _taught(start, base, desk)
    figures: dict[str, Any] = {
        "seed": seed,
        "desk": _counted(desk),
        "newest_decisions": {"before": before, "after": after},
    }
    if base is not None and folder is not None:
        figures["data"] = {"train": _described(_split(folder, "train"), base)}
    _write(trained, figures, out)
    return [*told, f"Written to {out}; processes that run take it up by themselves."]


def _taught(start: Model, base: Examples | None, desk: Examples) -> Model:
    """Without other data the weights of `start` are what the desk's decisions move. Cut where the desk would."""
    one = np.zeros(len(desk.labels), np.int64)
    if base is None:
        odds, _ = training.odds_unseen(desk, start)
        return training.cut_at(training.fit(desk, start), training.best_cut(odds, desk.labels, one))
    texts, names = [*base.texts], [*base.names]
    for _ in range(DESK_COUNTS):
        texts += desk.texts
        names += desk.names
    trained = training.fit(Examples(texts, names, np.concatenate([base.labels, *[desk.labels] * DESK_COUNTS])))
    return training.cut_at(trained, training.best_cut(training.odds_of(trained, desk), desk.labels, one))


def _demand(n_worth: int, n_all: int) -> None:
    least = min(n_worth, n_all - n_worth)
    if n_all < NEEDED or least < NEEDED_EACH:
        raise Refused(
            f"There are too few decisions to learn from: {n_all} sentences, {n_worth} of them found worth checking."
            f" Training needs {NEEDED}, with at least {NEEDED_EACH} found worth checking and {NEEDED_EACH} dismissed;"
            " accept or dismiss more suggestions and run this again."
        )


def _newest(articles: list[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The last decisions, a fifth of all or a little more; an article is never in both parts."""
    held: set[int] = set()
    for article in reversed(articles):
        if sum(other in held for other in articles) * _HELD_OUT >= len(articles):
            break
        held.add(article)
    chosen = np.array([article in held for article in articles])
    if chosen.all():
        raise Refused("All decisions are on one article; accept or dismiss sentences of others and run this again.")
    return chosen


def _split(folder: Path, name: str, *, is_needed: bool = True) -> Any:
    for file in (folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"):
        if file.is_file():
            return file
    if is_needed:
        raise Refused(f"There is no {name}.jsonl or {name}.jsonl.gz in {folder}; give the folder that holds it.")
    return None


def _read(file: Path) -> Examples:
    """Rows by their ids as numbers, which is the order in which they were said."""
    rows = []
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    # Not splitlines(): a sentence may hold marks that end lines elsewhere.
    for number, line in enumerate(text.decode("utf-8-sig").rstrip("\n").split("\n"), start=1):
        try:
            row = json.loads(line)
            rows.append((int(row["id"]), str(row["text"]), bool(int(row["label"]))))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                f'Line {number} of {file} is not of the form {{"id": 7, "text": "...", "label": 1}}; mend or remove it.'
            ) from error
    if len({label for _, _, label in rows}) < 2:
        raise Refused(f"{file} needs sentences of both labels, 0 and 1.")
    rows.sort()
    return _examples([row[1] for row in rows], [row[2] for row in rows])


def _examples(texts: list[str], worth: Iterable[bool]) -> Examples:
    return Examples(texts, [scoring.bare(text).names for text in texts], np.array([float(value) for value in worth]))


def _whole(examples: Examples) -> list[int]:
    return [int(label) for label in examples.labels]


def _described(file: Path, examples: Examples) -> dict[str, Any]:
    return {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), **_counted(examples)}


def _counted(examples: Examples) -> dict[str, int]:
    return {"rows": len(examples.labels), "worth_checking": int(examples.labels.sum())}


def _measured(worth: Floats, odds: Floats) -> dict[str, float]:
    return {
        "average_precision": round(training.average_precision(worth, odds), 4),
        "F1": round(training.f1(worth, odds >= 0), 4),
    }


def _sum(figures: dict[str, float]) -> float:
    return figures["average_precision"] + figures["F1"]


def _sentence(figures: dict[str, float]) -> str:
    return f"average precision {figures['average_precision']:.3f}, F1 {figures['F1']:.3f}"


def _write(trained: Model, figures: dict[str, Any], out: Path) -> None:
    model.save(trained, out)
    (out / _FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
