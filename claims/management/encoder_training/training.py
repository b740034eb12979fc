"""Training of the optional encoder, from labelled sentences to a folder that detection can load."""

import hashlib
import importlib
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.detection.encoder import Encoder
from claims.detection.encoder_weights import Settings, Weights
from claims.errors import Refused
from claims.management.encoder_training.recipe import Recipe, first_of_each
from claims.management.encoder_training.start import find_start

# A sentence is worth checking from this probability on, which becomes the score 0.5: debates of later years than those
# learnt from get lower probabilities, and F1 is highest below 0.5 even for honest ones (docs/detection/encoder.md).
CUT = 0.25
# From this fast score on a sentence is scored again, and the encoder's answer then counts so much.
UNSURE_FROM, SHARE = 0.1, 0.75
Labelled = tuple[Sequence[str], Sequence[int]]
NEEDED = (
    "Training the encoder needs PyTorch, which is not installed; install it with: pip install 'factcheck[encoder]'."
)


def train(
    texts: Sequence[str],
    labels: Sequence[int],
    out: Path,
    *,
    seed: int = 1,
    dev: Labelled = ((), ()),
    start: Path | None = None,
    recipe: Recipe | None = None,
    report: Callable[[str], None] = print,
) -> dict[str, object]:
    """Fine-tune on `texts` with their 0/1 labels, write the weights to `out`, return what encoder.json tells of them.

    Sentences of `dev` are left out of training; the figures are measured on them, by the code that will use the
    weights. `start` is a folder with another BERT. Raises Refused without the extra `encoder`, for a start that is no
    BERT and for labels of one kind only.
    """
    try:
        finetuning = importlib.import_module("claims.management.encoder_training.finetuning")
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Refused(NEEDED) from error
    begun = time.monotonic()
    model = find_start(start)
    recipe = recipe or Recipe(seed=seed)
    known = {text.strip().casefold() for text in dev[0]}
    kept, answers = first_of_each(texts, labels, without=known)
    if len(set(answers)) < 2:
        raise Refused("Training needs sentences with label 1 and others with label 0; the data holds only one kind.")
    rows = [model.vocabulary.numbers(text, recipe.n_tokens) for text in kept]
    first = model.numbers | new_head(model.numbers["words"].shape[1], answers, recipe.seed)
    numbers = finetuning.finetune(first, rows, answers, recipe, model.n_heads, report)
    settings = Settings(
        n_heads=model.n_heads,
        n_tokens=recipe.n_tokens,
        shift=round(math.log((1 - CUT) / CUT), 4),
        unsure_from=UNSURE_FROM,
        share=SHARE,
    )
    weights = Weights(numbers, model.vocabulary, settings)
    about: dict[str, object] = {
        "recipe": recipe.as_dict(),
        "training": {"sentences": len(kept), "check-worthy": sum(answers), "sha256": fingerprint(kept, answers)},
        "torch": finetuning.VERSION,
        "minutes": round((time.monotonic() - begun) / 60, 1),
    }
    if dev[0]:
        about["dev"] = {"sentences": len(dev[0])} | figures(Encoder(weights).scores(dev[0]), dev[1])
    weights.write(out, about)
    return about


def new_head(width: int, labels: Sequence[int], seed: int) -> dict[str, NDArray[Any]]:
    """Small random weights; the bias says how common label 1 is."""
    share = sum(labels) / len(labels)
    weight = np.random.default_rng(seed).normal(scale=0.02, size=width)
    return {"head.weight": weight, "head.bias": np.array(math.log(share / (1 - share)))}


def figures(scores: NDArray[Any], labels: Sequence[int]) -> dict[str, float]:
    """Average precision, F1 of label 1 from the score 0.5 on, and the best F1 with its score; four digits."""
    wanted = np.asarray(labels)
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(wanted[order])
    places = np.arange(1, len(order) + 1)
    f1 = 2 * hits / (places + wanted.sum())
    n_yes, best = int((scores >= 0.5).sum()), int(f1.argmax())
    found = {
        "average precision": float((hits / places * wanted[order]).sum() / wanted.sum()),
        "F1": float(f1[n_yes - 1]) if n_yes else 0.0,
        "best F1": float(f1[best]),
        "best F1 from score": float(scores[order[best]]),
    }
    return {name: round(value, 4) for name, value in found.items()}


def fingerprint(texts: Sequence[str], labels: Sequence[int]) -> str:
    """SHA-256 of the sentences with their labels, in order."""
    lines = (f"{label}\t{text}\n".encode() for text, label in zip(texts, labels, strict=True))
    return hashlib.sha256(b"".join(lines)).hexdigest()
