"""The optional encoder: a small BERT that reads a sentence slowly and well. Runs on numpy; training is elsewhere."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from claims.detection import encoder_weights
from claims.detection.encoder_weights import Floats, Weights

_TOKENS_AT_ONCE = 256  # so few that one layer's numbers stay in the processor's cache
_EPSILON = np.float32(1e-12)
_ERF = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))


class Encoder:
    """Probabilities of check-worthiness for bare English sentences."""

    def __init__(self, weights: Weights) -> None:
        self.settings = weights.settings
        self._numbers = weights.numbers
        self._vocabulary = weights.vocabulary
        self._n_layers = weights.n_layers

    def scores(self, texts: Sequence[str]) -> Floats:
        """One probability (0..1) for each text, in order; a text's own does not depend on the others."""
        odds = self.log_odds(texts) * np.float32(self.settings.scale) + np.float32(self.settings.shift)
        found: Floats = 1 / (1 + np.exp(-odds))
        return found

    def rescored(self, texts: Sequence[str], fast: Sequence[float]) -> list[float]:
        """The `fast` scores, those that are unsure (see Settings) mixed with the encoder's by their log-odds."""
        use = self.settings
        unsure = [at for at, score in enumerate(fast) if use.unsure_from <= score <= use.unsure_to]
        if not unsure:
            return list(fast)
        new = list(fast)
        before = np.clip([fast[at] for at in unsure], 1e-4, 1 - 1e-4)
        slow = np.clip(self.scores([texts[at] for at in unsure]), 1e-4, 1 - 1e-4)
        mixed = use.share * np.log(slow / (1 - slow)) + (1 - use.share) * np.log(before / (1 - before))
        for at, odds in zip(unsure, mixed, strict=True):
            new[at] = round(float(1 / (1 + np.exp(-odds))), 4)
        return new

    def log_odds(self, texts: Sequence[str]) -> Floats:
        """As trained, before `scale` and `shift`: shape (len(texts),)."""
        rows = [self._vocabulary.numbers(text, self.settings.n_tokens) for text in texts]
        found = np.zeros(len(rows), np.float32)
        for batch in batches([len(row) for row in rows], _TOKENS_AT_ONCE):
            found[batch] = self._read([rows[at] for at in batch])
        return found

    def _read(self, rows: list[list[int]]) -> Floats:
        """Mean of the last layer over each row's tokens, then the head: shape (rows,)."""
        n_rows, longest = len(rows), max(map(len, rows))
        tokens = np.zeros((n_rows, longest), np.int64)
        is_token = np.zeros((n_rows, longest, 1), np.float32)
        for at, row in enumerate(rows):
            tokens[at, : len(row)] = row
            is_token[at, : len(row)] = 1
        numbers = self._numbers
        embedded = numbers["words"][tokens].astype(np.float32) + numbers["places"][:longest]
        state = self._normed("embedded", embedded.reshape(n_rows * longest, -1))
        unseen = (is_token.reshape(n_rows, 1, 1, longest) - 1) * np.float32(1e9)
        for layer in range(self._n_layers):
            state = self._layer(str(layer), state, unseen)
        mean = (state.reshape(n_rows, longest, -1) * is_token).sum(axis=1) / is_token.sum(axis=1)
        found: Floats = mean @ numbers["head.weight"] + numbers["head.bias"]
        return found

    def _layer(self, name: str, state: Floats, unseen: Floats) -> Floats:
        """`state` is (rows * tokens, width); `unseen` is 0 for a token and hugely negative for padding."""
        n_rows, n_tokens = unseen.shape[0], unseen.shape[3]
        query, key, value = (
            self._linear(f"{name}.qkv", state)
            .reshape(n_rows, n_tokens, 3, self.settings.n_heads, -1)
            .transpose(2, 0, 3, 1, 4)
        )
        looks = query @ key.swapaxes(2, 3)
        looks *= np.float32(query.shape[-1] ** -0.5)
        looks += unseen
        looks -= looks.max(axis=-1, keepdims=True)
        np.exp(looks, out=looks)
        looks /= looks.sum(axis=-1, keepdims=True)
        attended = (looks @ value).transpose(0, 2, 1, 3).reshape(state.shape)
        state = self._normed(f"{name}.middle", state + self._linear(f"{name}.attended", attended))
        wide = _gelu(self._linear(f"{name}.widen", state))
        return self._normed(f"{name}.end", state + self._linear(f"{name}.narrow", wide))

    def _linear(self, name: str, state: Floats) -> Floats:
        product: Floats = state @ self._numbers[f"{name}.weight"]
        product += self._numbers[f"{name}.bias"]
        return product

    def _normed(self, name: str, state: Floats) -> Floats:
        state = state - state.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", state, state)[:, None] / np.float32(state.shape[-1])
        state /= np.sqrt(variance + _EPSILON)
        state *= self._numbers[f"{name}.gain"]
        state += self._numbers[f"{name}.offset"]
        return state


def load(folder: Path | str) -> Encoder | None:
    """The encoder in `folder`, read again only when it was made again; None where none was made.

    Raises Refused for files that are damaged or of another version.
    """
    made = encoder_weights.made_at(Path(folder))
    return None if made is None else _loaded(Path(folder), made)


@lru_cache(maxsize=1)
def _loaded(folder: Path, _made: int) -> Encoder:
    return Encoder(encoder_weights.read(folder))


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Places in `lengths`, shortest first, in lists that pad to at most `most` tokens (or hold one long text)."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[at] > most:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _gelu(state: Floats) -> Floats:
    """x times the normal distribution's share below x; erf by Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most."""
    size = np.abs(state)
    size *= np.float32(0.5**0.5)
    step = 1 / (1 + np.float32(0.3275911) * size)
    beyond = np.full_like(step, _ERF[0])
    for factor in _ERF[1:]:
        beyond *= step
        beyond += factor
    beyond *= step
    np.multiply(size, size, out=size)
    beyond *= np.exp(-size)
    beyond *= np.float32(0.5)
    found: Floats = state * np.where(state > 0, 1 - beyond, beyond)
    return found
