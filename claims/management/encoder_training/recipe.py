"""How the encoder is trained: the numbers, and the order in which sentences are read. No torch here."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from claims.detection.encoder import batches

_SORTED_AT_ONCE = 2048  # sentences; sorting more would put the same ones together in every epoch


@dataclass(frozen=True, slots=True)
class Recipe:
    """Rates are per step of AdamW; `n_frozen` counts the lowest layers, which keep their numbers."""

    seed: int = 1
    n_epochs: int = 2
    n_frozen: int = 2
    n_tokens: int = 128
    n_tokens_at_once: int = 1024
    learning_rate: float = 8e-5
    head_rate: float = 10.0
    weight_decay: float = 0.01
    dropout: float = 0.1
    warming: float = 0.06

    def as_dict(self) -> dict[str, float]:
        return asdict(self)

    def pace(self, step: int, n_steps: int) -> float:
        """The share of the learning rate at `step` (from 0): up in a straight line, then down to nothing."""
        n_warm = max(1, int(n_steps * self.warming))
        return min((step + 1) / n_warm, max(0.0, (n_steps - step) / max(1, n_steps - n_warm)))


def shuffled_batches(lengths: Sequence[int], most: int, draw: np.random.Generator) -> list[list[int]]:
    """Every place in `lengths` once, in random batches of similar length that pad to at most `most` tokens."""
    order = draw.permutation(len(lengths)).tolist()
    made: list[list[int]] = []
    for start in range(0, len(order), _SORTED_AT_ONCE):
        part = order[start : start + _SORTED_AT_ONCE]
        made.extend([part[at] for at in batch] for batch in batches([lengths[at] for at in part], most))
    return [made[at] for at in draw.permutation(len(made))]


def first_of_each(
    texts: Sequence[str], labels: Sequence[int], *, without: Collection[str] = ()
) -> tuple[list[str], list[int]]:
    """Each sentence once (capitals and outer blanks apart), with the label that it has most often; a tie is a yes.

    `without` holds sentences, in small letters, that are left out.
    """
    votes: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    for text, label in zip(texts, labels, strict=True):
        key = text.strip().casefold()
        if key not in without:
            first.setdefault(key, text)
            votes.setdefault(key, []).append(label)
    return list(first.values()), [int(2 * sum(votes[key]) >= len(votes[key])) for key in first]
