"""Fine-tuning of the encoder in PyTorch. training.py imports it only when it trains: torch is an extra."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from claims.detection.encoder import batches
from claims.management.encoder_training.recipe import Recipe, shuffled_batches

Tensor = Any  # torch is no part of the checked installation
Numbers = dict[str, Tensor]
VERSION = str(torch.__version__)
_TOKENS_WHEN_READING = 2048


def finetune(
    numbers: Mapping[str, NDArray[Any]],
    rows: Sequence[Sequence[int]],
    labels: Sequence[int],
    recipe: Recipe,
    n_heads: int,
    report: Callable[[str], None],
) -> dict[str, NDArray[Any]]:
    """The numbers (named as in encoder_weights.Weights, with head) after training on token rows and 0/1 labels.

    The lowest `recipe.n_frozen` layers stay as they are, so their output is computed once and kept in 16 bits.
    """
    torch.manual_seed(recipe.seed)
    weights = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in numbers.items()}
    network = _Network(weights, recipe, n_heads)
    kept = _Kept(network, rows)
    report(f"{len(rows)} sentences read by {recipe.n_frozen} layers that stay as they are")
    learnt = network.thaw()
    draw = np.random.default_rng(recipe.seed)
    plan = [
        batch for _ in range(recipe.n_epochs) for batch in shuffled_batches(kept.lengths, recipe.n_tokens_at_once, draw)
    ]
    steps = _optimiser(learnt, recipe)
    pace = torch.optim.lr_scheduler.LambdaLR(steps, lambda step: recipe.pace(step, len(plan)))
    wanted = torch.tensor(labels, dtype=torch.float32)
    loss_sum = 0.0
    for step, batch in enumerate(plan, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            log_odds = network.log_odds(*kept.batch(batch))
        loss = functional.binary_cross_entropy_with_logits(log_odds, wanted[batch])
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(learnt.values()), 1.0)
        steps.step()
        pace.step()
        loss_sum += loss.item()
        if step % 50 == 0 or step == len(plan):
            report(f"step {step} of {len(plan)}, mean loss {loss_sum / ((step - 1) % 50 + 1):.4f}")
            loss_sum = 0.0
    return {name: value.detach().numpy() for name, value in weights.items()}


def _optimiser(learnt: Numbers, recipe: Recipe) -> Any:
    """AdamW; the new head learns faster, only matrices decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, value in learnt.items():
        is_head = name == "head.weight"
        rate = recipe.learning_rate * (recipe.head_rate if is_head else 1)
        decay = recipe.weight_decay if value.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(value)
    return torch.optim.AdamW(
        [{"params": values, "lr": rate, "weight_decay": decay} for (rate, decay), values in groups.items()], fused=True
    )


class _Network:
    """The same arithmetic as claims.detection.encoder, with dropout and gradients."""

    def __init__(self, weights: Numbers, recipe: Recipe, n_heads: int) -> None:
        self.weights = weights
        self.n_heads = n_heads
        self.recipe = recipe
        self.n_layers = sum(name.endswith(".qkv.weight") for name in weights)
        self.is_learning = False

    def thaw(self) -> Numbers:
        """The numbers that are to be learnt: the upper layers and the head."""
        self.is_learning = True
        upper = tuple(f"{layer}." for layer in range(self.recipe.n_frozen, self.n_layers))
        learnt = {name: value for name, value in self.weights.items() if name.startswith((*upper, "head."))}
        for value in learnt.values():
            value.requires_grad_(True)
        return learnt

    def embedded(self, tokens: Tensor) -> Tensor:
        return self._normed("embedded", self.weights["words"][tokens] + self.weights["places"][: tokens.shape[1]])

    def log_odds(self, state: Tensor, is_token: Tensor) -> Tensor:
        """From the output of the lowest layers, (rows, tokens, width), to one number a row."""
        for layer in range(self.recipe.n_frozen, self.n_layers):
            state = self.layer(layer, state, is_token)
        shown = is_token[..., None].to(state.dtype)
        mean = self._thinned((state * shown).sum(1) / shown.sum(1))
        return (functional.linear(mean, self.weights["head.weight"][None]).float())[:, 0] + self.weights["head.bias"]

    def layer(self, layer: int, state: Tensor, is_token: Tensor) -> Tensor:
        n_rows, n_tokens, width = state.shape
        split = self._linear(f"{layer}.qkv", state).view(n_rows, n_tokens, 3, self.n_heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        seen = None if bool(is_token.all()) else is_token[:, None, None, :]
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        attended = self._linear(f"{layer}.attended", attended.transpose(1, 2).reshape(n_rows, n_tokens, width))
        state = self._normed(f"{layer}.middle", state + self._thinned(attended))
        wide = functional.gelu(self._linear(f"{layer}.widen", state))
        return self._normed(f"{layer}.end", state + self._thinned(self._linear(f"{layer}.narrow", wide)))

    def _linear(self, name: str, state: Tensor) -> Tensor:
        return functional.linear(state, self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"])

    def _normed(self, name: str, state: Tensor) -> Tensor:
        gain, offset = self.weights[f"{name}.gain"], self.weights[f"{name}.offset"]
        return functional.layer_norm(state, (state.shape[-1],), gain, offset, 1e-12)

    def _thinned(self, state: Tensor) -> Tensor:
        return functional.dropout(state, self.recipe.dropout, self.is_learning)


class _Kept:
    """What the frozen layers make of every row, in one long list of tokens."""

    def __init__(self, network: _Network, rows: Sequence[Sequence[int]]) -> None:
        self.lengths = [len(row) for row in rows]
        self._ends = np.cumsum(self.lengths)
        width = network.weights["words"].shape[1]
        self._states = torch.zeros(int(self._ends[-1]), width, dtype=torch.bfloat16)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for batch in batches(self.lengths, _TOKENS_WHEN_READING):
                longest = max(self.lengths[at] for at in batch)
                tokens = torch.tensor([[*rows[at], *[0] * (longest - len(rows[at]))] for at in batch])
                state = network.embedded(tokens)
                for layer in range(network.recipe.n_frozen):
                    state = network.layer(layer, state, self._is_token(batch))
                for row, at in zip(state, batch, strict=True):
                    self._states[self._span(at)] = row[: self.lengths[at]].bfloat16()

    def batch(self, batch: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States padded with zeros, (rows, tokens, width), and which of them are tokens."""
        is_token = self._is_token(batch)
        states = torch.zeros(*is_token.shape, self._states.shape[1])
        for row, at in zip(states, batch, strict=True):
            row[: self.lengths[at]] = self._states[self._span(at)]
        return states, is_token

    def _span(self, at: int) -> slice:
        return slice(int(self._ends[at]) - self.lengths[at], int(self._ends[at]))

    def _is_token(self, batch: Sequence[int]) -> Tensor:
        lengths = torch.tensor([self.lengths[at] for at in batch])
        return torch.arange(int(lengths.max()))[None, :] < lengths[:, None]
